import { jsonAnswer, type WireAnswer } from '../wire.ts'
import type { Call } from './call.ts'
import { type Campaign, LEAD, MAIL, type State } from './state.ts'

/** `GET /campaigns/analytics`: one item per campaign; without ids all of them. Dates are UTC. */
export function campaignAnalytics({ state, request }: Call): WireAnswer {
  return jsonAnswer(
    200,
    chosen(state, request.query).map((campaign) => ({ ...named(campaign), ...numbers([campaign], state, request.query) })),
  )
}

export function analyticsOverview({ state, request }: Call): WireAnswer {
  return jsonAnswer(200, numbers(chosen(state, request.query), state, request.query))
}

export function analyticsDaily({ state, request }: Call): WireAnswer {
  const campaign = request.query.get('campaign_id')
  const between = period(request.query)
  const days = new Map<string, { date: string; sent: number; replies: number; contacted: number }>()
  for (const mail of state.mails.values()) {
    const date = new Date(mail.at).toISOString().slice(0, 10)
    if ((campaign && mail.campaignId !== campaign) || !between(mail.at)) continue
    const day = days.get(date) ?? { date, sent: 0, replies: 0, contacted: 0 }
    if (mail.type === MAIL.campaign) day.sent += 1
    if (mail.type === MAIL.campaign && mail.step === 0) day.contacted += 1
    if (mail.type === MAIL.received) day.replies += 1
    days.set(date, day)
  }
  return jsonAnswer(200, [...days.values()])
}

function chosen(state: State, query: URLSearchParams): Campaign[] {
  const ids = [...query.getAll('id'), ...query.getAll('ids'), ...query.getAll('ids[]')].flatMap((list) => list.split(','))
  return [...state.campaigns.values()].filter((campaign) => ids.length === 0 || ids.includes(campaign.id))
}

function named(campaign: Campaign): Record<string, unknown> {
  return {
    campaign_id: campaign.id,
    campaign_name: campaign.settings.name,
    campaign_status: campaign.status,
    campaign_is_evergreen: campaign.settings.is_evergreen ?? false,
  }
}

/** Replies count every reply; the unique ones are the first of each lead, automatic ones left out. Spam complaints exist nowhere in this API. */
function numbers(campaigns: Campaign[], state: State, query: URLSearchParams): Record<string, number> {
  const ids = new Set(campaigns.map(({ id }) => id))
  const between = period(query)
  const mails = [...state.mails.values()].filter((mail) => mail.campaignId !== null && ids.has(mail.campaignId) && between(mail.at))
  const leads = campaigns.flatMap(({ id }) => state.leadsOfCampaign(id))
  const sent = mails.filter((mail) => mail.type === MAIL.campaign)
  const replies = mails.filter((mail) => mail.type === MAIL.received)
  return {
    leads_count: leads.length,
    contacted_count: new Set(sent.map((mail) => mail.lead)).size,
    new_leads_contacted_count: sent.filter((mail) => mail.step === 0).length,
    emails_sent_count: sent.length,
    open_count: leads.reduce((sum, lead) => sum + lead.opens, 0),
    open_count_unique: leads.filter((lead) => lead.opens > 0).length,
    reply_count: replies.length,
    reply_count_unique: new Set(replies.filter((mail) => !mail.isAutoReply).map((mail) => mail.lead)).size,
    reply_count_automatic: replies.filter((mail) => mail.isAutoReply).length,
    link_click_count: leads.reduce((sum, lead) => sum + lead.clicks, 0),
    bounced_count: leads.filter((lead) => lead.status === LEAD.bounced).length,
    unsubscribed_count: leads.filter((lead) => lead.status === LEAD.unsubscribed).length,
    completed_count: leads.filter((lead) => lead.status === LEAD.completed).length,
    total_opportunities: leads.filter((lead) => (lead.interest ?? 0) > 0).length,
    total_opportunity_value: 0,
  }
}

function period(query: URLSearchParams): (at: number) => boolean {
  const from = query.get('start_date') ?? ''
  const to = query.get('end_date') ?? '9999'
  return (at) => {
    const written = new Date(at).toISOString()
    return written.slice(0, from.length) >= from && written.slice(0, to.length) <= to
  }
}
