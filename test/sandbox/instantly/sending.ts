import { randomUUID } from 'node:crypto'
import { drawFor } from '../random.ts'
import type { Activity } from '../wire.ts'
import { isDone } from './campaigns.ts'
import { planDeeds } from './deeds.ts'
import { announce } from './deliveries.ts'
import { fillMergeFields, plainText } from './merge-fields.ts'
import { localDay, nextMidnight, nextOpening } from './schedule.ts'
import { type Account, CAMPAIGN, type Campaign, LEAD, type Lead, MAIL, type Mail, type State } from './state.ts'

const MINUTE_MS = 60_000
const UNIT_MS = { minutes: MINUTE_MS, hours: 60 * MINUTE_MS, days: 1_440 * MINUTE_MS }
/** Limits and gaps push an instant on at most this often before the campaign counts as having nothing to do. */
const TRIES = 800

interface NextSend {
  at: number
  campaign: Campaign
  account: Account
  lead: Lead
}

/** Active campaigns write to their leads while their window is open, within the limits of campaign and account. */
export function sendingActivity(state: State): Activity {
  const next = (now: number): NextSend | null => {
    let first: NextSend | null = null
    for (const campaign of state.campaigns.values()) {
      if (campaign.status !== CAMPAIGN.active) continue
      const found = nextSend(campaign, state, now)
      if (found && (first === null || found.at < first.at)) first = found
    }
    return first
  }
  return {
    nextAt: (now) => next(now)?.at ?? null,
    run: (now) => {
      const found = next(now)
      if (found && found.at <= now) send(found, state, now)
      return Promise.resolve()
    },
  }
}

/** When a campaign may send next, to whom and from where. */
function nextSend(campaign: Campaign, state: State, now: number): NextSend | null {
  const { settings } = campaign
  const waiting = state.leadsOfCampaign(campaign.id).filter((lead) => lead.status === LEAD.active)
  if (waiting.length === 0) return null
  const senders = (settings.email_list ?? []).flatMap((email) => state.accounts.get(email) ?? []).filter(({ status }) => status === 1)
  const zone = settings.campaign_schedule.schedules[0]?.timezone ?? 'Africa/Abidjan'
  let at = Math.max(now, Math.min(...waiting.map((lead) => lead.nextAt)), gapEnd(campaign, state))
  for (let tries = 0; tries < TRIES; tries++) {
    const opening = nextOpening(settings.campaign_schedule, at)
    if (opening === null) return null
    at = opening
    const counted = countOn(campaign, localDay(zone, at))
    const lead = pick(campaign, waiting, at, counted.fresh)
    if (!lead || counted.sent >= (settings.daily_limit ?? Number.POSITIVE_INFINITY)) {
      at = nextMidnight(zone, at)
      continue
    }
    const free = senders.map((account) => ({ account, from: freeFrom(account, at) })).sort((a, b) => a.from - b.from)[0]
    if (!free) return null
    if (free.from <= at) return { at, campaign, account: free.account, lead }
    at = free.from
  }
  return null
}

function gapEnd(campaign: Campaign, state: State): number {
  if (campaign.lastSentAt === null) return 0
  const { email_gap, random_wait_max } = campaign.settings
  const jitter =
    drawFor(state.world.seed, `gap ${campaign.settings.name} ${campaign.day} ${campaign.sentToday}`).unit('minutes') *
    (random_wait_max ?? 0)
  return campaign.lastSentAt + ((email_gap ?? 0) + jitter) * MINUTE_MS
}

function countOn(campaign: Campaign, day: string): { sent: number; fresh: number } {
  return campaign.day === day ? { sent: campaign.sentToday, fresh: campaign.newToday } : { sent: 0, fresh: 0 }
}

/** Follow-ups before first mails, unless the campaign says otherwise; within each, as they came. */
function pick(campaign: Campaign, waiting: Lead[], at: number, fresh: number): Lead | undefined {
  const ready = waiting.filter((lead) => lead.nextAt <= at)
  const followUps = ready.filter((lead) => lead.nextStep > 0)
  const firsts = fresh >= (campaign.settings.daily_max_leads ?? Number.POSITIVE_INFINITY) ? [] : ready.filter((lead) => lead.nextStep === 0)
  return (campaign.settings.prioritize_new_leads ? [...firsts, ...followUps] : [...followUps, ...firsts])[0]
}

function freeFrom(account: Account, at: number): number {
  const day = new Date(at).toISOString().slice(0, 10)
  if (account.day === day && account.sentToday >= account.dailyLimit) return nextMidnight('UTC', at)
  return account.lastSentAt === null ? at : Math.max(at, account.lastSentAt + account.sendingGap * MINUTE_MS)
}

/** One mail: written to the Unibox, counted, announced, and its reader's deeds planned. */
function send({ campaign, account, lead }: NextSend, state: State, now: number): void {
  const steps = campaign.settings.sequences?.[0]?.steps ?? []
  const step = steps[lead.nextStep]
  if (!step) {
    state.leads.put(lead.id, { ...lead, status: LEAD.completed })
    return
  }
  const enabled = step.variants.map((variant, index) => ({ ...variant, index })).filter((variant) => variant.v_disabled !== true)
  const variant = enabled.length === 0 ? null : drawFor(state.world.seed, `variant ${lead.email} ${lead.nextStep}`).pick('variant', enabled)
  const thread = state.mailsOfAddress(lead.email).find((mail) => mail.campaignId === campaign.id)
  const html = fillMergeFields(variant?.body ?? '', lead)
  const subject = fillMergeFields(variant?.subject ?? '', lead)
  const mail: Mail = {
    id: randomUUID(),
    threadId: thread?.threadId ?? randomUUID(),
    at: now,
    // An empty subject continues the thread.
    subject: subject === '' && thread ? `Re: ${thread.subject}` : subject,
    from: account.email,
    to: lead.email,
    html,
    text: plainText(html),
    account: account.email,
    lead: lead.email,
    leadId: lead.id,
    campaignId: campaign.id,
    type: MAIL.campaign,
    step: lead.nextStep,
    variant: variant?.index ?? 0,
    isAutoReply: false,
    interest: null,
  }
  state.mails.put(mail.id, mail)

  const zone = campaign.settings.campaign_schedule.schedules[0]?.timezone ?? 'Africa/Abidjan'
  const day = localDay(zone, now)
  const counted = countOn(campaign, day)
  const isFirst = lead.nextStep === 0
  const sentOn = { lastSentAt: now, day, sentToday: counted.sent + 1, newToday: counted.fresh + (isFirst ? 1 : 0) }
  state.campaigns.put(campaign.id, { ...campaign, ...sentOn })
  const utcDay = new Date(now).toISOString().slice(0, 10)
  state.accounts.put(account.email, {
    ...account,
    lastSentAt: now,
    day: utcDay,
    sentToday: account.day === utcDay ? account.sentToday + 1 : 1,
  })
  const hasMore = lead.nextStep + 1 < steps.length
  const sent: Lead = {
    ...lead,
    status: hasMore ? LEAD.active : LEAD.completed,
    nextStep: lead.nextStep + 1,
    // The delay stands at the step before the wait.
    nextAt: now + step.delay * UNIT_MS[step.delay_unit ?? 'days'],
    lastMailId: mail.id,
    lastContactAt: now,
    updatedAt: now,
  }
  state.leads.put(lead.id, sent)
  announce(state, now, 'email_sent', {
    mail,
    lead: sent,
    isFirst,
    extra: { email_subject: mail.subject, email_text: mail.text, email_html: mail.html },
  })
  planDeeds(mail, campaign, state)
  completeIfDone(campaign.id, state, now)
}

/** A campaign with nobody left to write to says so, once. */
function completeIfDone(campaignId: string, state: State, now: number): void {
  const campaign = state.campaigns.get(campaignId)
  if (!campaign || campaign.status !== CAMPAIGN.active || campaign.settings.is_evergreen === true || !isDone(campaign, state)) return
  state.campaigns.put(campaignId, { ...campaign, status: CAMPAIGN.completed, updatedAt: now })
  announce(state, now, 'campaign_completed', { campaign })
}
