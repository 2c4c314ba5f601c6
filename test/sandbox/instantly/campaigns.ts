import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { jsonAnswer, type WireAnswer } from '../wire.ts'
import type { Call } from './call.ts'
import { campaignInputSchema } from './campaign-input.ts'
import { page, pageSchema } from './page.ts'
import { notFound, refuse, refuseInput } from './refusals.ts'
import { sendingDiagnosis } from './sending-status.ts'
import { CAMPAIGN, type Campaign, LEAD, type State } from './state.ts'

export function createCampaign({ state, request }: Call): WireAnswer {
  const input = campaignInputSchema.safeParse(request.json)
  if (!input.success) return refuseInput(input.error)
  const now = state.world.clock.now()
  const campaign: Campaign = {
    id: randomUUID(),
    settings: input.data,
    status: CAMPAIGN.draft,
    customVariables: [],
    createdAt: now,
    updatedAt: now,
    lastSentAt: null,
    day: '',
    sentToday: 0,
    newToday: 0,
  }
  state.campaigns.put(campaign.id, campaign)
  return jsonAnswer(200, campaignShape(campaign, state))
}

export function listCampaigns({ state, request }: Call): WireAnswer {
  const query = pageSchema
    .extend({ search: z.string().optional(), status: z.coerce.number().optional(), exclude_status: z.coerce.number().optional() })
    .safeParse(Object.fromEntries(request.query))
  if (!query.success) return refuseInput(query.error, 'querystring')
  const { search, status, exclude_status } = query.data
  const found = [...state.campaigns.values()]
    .reverse()
    .filter(
      (campaign) =>
        (!search || campaign.settings.name.toLowerCase().includes(search.toLowerCase())) &&
        (status === undefined || campaign.status === status) &&
        (exclude_status === undefined || campaign.status !== exclude_status),
    )
  return page(
    found,
    query.data,
    ({ id }) => id,
    (campaign) => campaignShape(campaign, state),
  )
}

export function searchByContact({ state, request }: Call): WireAnswer {
  const email = request.query.get('search')
  if (!email) return refuse(400, "querystring must have required property 'search'")
  const campaigns = state.leadsOfAddress(email).flatMap((lead) => (lead.campaign ? (state.campaigns.get(lead.campaign) ?? []) : []))
  return jsonAnswer(200, { items: campaigns.map((campaign) => campaignShape(campaign, state)) })
}

export function getCampaign(call: Call): WireAnswer {
  return withCampaign(call, (campaign) => jsonAnswer(200, campaignShape(campaign, call.state)))
}

export function patchCampaign(call: Call): WireAnswer {
  return withCampaign(call, (campaign) => {
    const input = campaignInputSchema.partial().safeParse(call.request.json)
    if (!input.success) return refuseInput(input.error)
    const settings = campaignInputSchema.parse({ ...campaign.settings, ...input.data })
    return save(call.state, { ...campaign, settings })
  })
}

/** Its leads go with it; what was sent stays in the Unibox. */
export function deleteCampaign(call: Call): WireAnswer {
  return withCampaign(call, (campaign) => {
    for (const lead of call.state.leadsOfCampaign(campaign.id)) call.state.leads.delete(lead.id)
    call.state.campaigns.delete(campaign.id)
    return jsonAnswer(200, campaignShape(campaign, call.state))
  })
}

/** Starts or resumes. 400 is documented as possible; that a campaign without steps or senders is the case for it is our guess. */
export function activateCampaign(call: Call): WireAnswer {
  return withCampaign(call, (campaign) => {
    const senders = (campaign.settings.email_list ?? []).filter((email) => call.state.accounts.has(email))
    if (!campaign.settings.sequences?.[0]?.steps.length) return refuse(400, 'Campaign has no sequence steps')
    if (senders.length === 0) return refuse(400, 'Campaign has no sending accounts')
    return save(call.state, { ...campaign, status: CAMPAIGN.active })
  })
}

export function pauseCampaign(call: Call): WireAnswer {
  return withCampaign(call, (campaign) => save(call.state, { ...campaign, status: CAMPAIGN.paused }))
}

/** Declares custom variables. */
export function declareVariables(call: Call): WireAnswer {
  return withCampaign(call, (campaign) => {
    const input = z.object({ variables: z.array(z.string()) }).safeParse(call.request.json)
    if (!input.success) return refuseInput(input.error)
    return save(call.state, { ...campaign, customVariables: [...new Set([...campaign.customVariables, ...input.data.variables])] })
  })
}

/** While a campaign is a draft or paused there are no diagnostics, only a summary. */
export function sendingStatus(call: Call): WireAnswer {
  return withCampaign(call, (campaign) => {
    const diagnosis = sendingDiagnosis(campaign, call.state)
    if (campaign.status === CAMPAIGN.draft || campaign.status === CAMPAIGN.paused) {
      return jsonAnswer(200, { diagnostics: null, summary: { status: diagnosis.status } })
    }
    return jsonAnswer(200, { diagnostics: diagnosis, summary: null })
  })
}

export function campaignShape(campaign: Campaign, state: State): Record<string, unknown> {
  const status = campaign.status === CAMPAIGN.active ? sendingDiagnosis(campaign, state).status : null
  return {
    id: campaign.id,
    ...campaign.settings,
    status: campaign.status,
    not_sending_status: status === null ? null : (NOT_SENDING[status] ?? null),
    timestamp_created: new Date(campaign.createdAt).toISOString(),
    timestamp_updated: new Date(campaign.updatedAt).toISOString(),
    organization: state.workspace,
    core_variables: null,
    custom_variables: campaign.customVariables.length === 0 ? null : Object.fromEntries(campaign.customVariables.map((name) => [name, ''])),
  }
}

const NOT_SENDING: Record<string, number> = { out_of_schedule: 1, waiting_for_leads: 2, daily_limit_met: 3, account_daily_limit_met: 4 }

function withCampaign({ state, params }: Call, work: (campaign: Campaign) => WireAnswer): WireAnswer {
  const campaign = state.campaigns.get(params[0] ?? '')
  return campaign ? work(campaign) : notFound('Campaign')
}

function save(state: State, campaign: Campaign): WireAnswer {
  const saved = { ...campaign, updatedAt: state.world.clock.now() }
  state.campaigns.put(saved.id, saved)
  return jsonAnswer(200, campaignShape(saved, state))
}

/** Whether anybody is left to write to. */
export function isDone(campaign: Campaign, state: State): boolean {
  const leads = state.leadsOfCampaign(campaign.id)
  return leads.length > 0 && leads.every((lead) => lead.status !== LEAD.active)
}
