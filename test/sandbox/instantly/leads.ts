import { z } from 'zod'
import { firstHalf } from '../faults.ts'
import { jsonAnswer, type WireAnswer } from '../wire.ts'
import type { Call } from './call.ts'
import { isAddress, isBlocked, isSkipped, leadInputSchema, payloadOf, saveNewLead, skipFlags } from './lead-input.ts'
import { leadShape } from './lead-shape.ts'
import { page, pageSchema } from './page.ts'
import { notFound, refuse, refuseInput } from './refusals.ts'
import { LEAD, type Lead, type State } from './state.ts'

/** Leads that the plan still takes; ours. */
const PLAN_LEADS = 10_000

const addSchema = z.object({
  campaign_id: z.string().nullish(),
  list_id: z.string().nullish(),
  leads: z.array(leadInputSchema).min(1).max(1_000),
  blocklist_id: z.string().nullish(),
  assigned_to: z.string().nullish(),
  verify_leads_on_import: z.boolean().nullish(),
  ...skipFlags,
})

/** Bulk. A partial success is normal, and the answer does not say which reason kept which lead out. */
export function addLeads({ state, request }: Call): WireAnswer {
  const input = addSchema.safeParse(request.json)
  if (!input.success) return refuseInput(input.error)
  const { campaign_id, list_id, leads } = input.data
  if (Boolean(campaign_id) === Boolean(list_id)) return refuse(400, 'body must have exactly one of campaign_id, list_id')
  if (campaign_id && !state.campaigns.has(campaign_id)) return notFound('Campaign')

  const counts = {
    in_blocklist: 0,
    duplicated_leads: 0,
    skipped_count: 0,
    invalid_email_count: 0,
    incomplete_count: 0,
    duplicate_email_count: 0,
  }
  const created: { index: number; id: string; email: string }[] = []
  const seen = new Set<string>()
  for (const [index, lead] of firstHalf(leads, request).entries()) {
    const email = (lead.email ?? '').trim()
    if (email === '') counts.incomplete_count += 1
    else if (!isAddress(email)) counts.invalid_email_count += 1
    else if (seen.has(email.toLowerCase())) counts.duplicate_email_count += 1
    else if (isBlocked(email, state)) counts.in_blocklist += 1
    else if (isThere(email, campaign_id, list_id, state)) counts.duplicated_leads += 1
    else if (isSkipped(email, input.data, state)) counts.skipped_count += 1
    else {
      const { id } = saveNewLead({ ...lead, email }, { campaign: campaign_id ?? null, listId: list_id ?? null }, state)
      created.push({ index, id, email })
    }
    seen.add(email.toLowerCase())
  }
  return jsonAnswer(200, {
    status: 'success',
    total_sent: leads.length,
    leads_uploaded: created.length,
    ...counts,
    blocklist_used: null,
    remaining_in_plan: Math.max(0, PLAN_LEADS - state.leads.size),
    created_leads: created,
  })
}

function isThere(email: string, campaign: string | null | undefined, list: string | null | undefined, state: State): boolean {
  return state.leadsOfAddress(email).some((lead) => (campaign ? lead.campaign === campaign : lead.listId === list))
}

/** One lead; here the campaign is called `campaign`. What an address that is there already gets is not documented: the lead that is there. */
export function createLead({ state, request }: Call): WireAnswer {
  const input = leadInputSchema
    .extend({ campaign: z.string().nullish(), list_id: z.string().nullish(), ...skipFlags })
    .safeParse(request.json)
  if (!input.success) return refuseInput(input.error)
  const { campaign, list_id } = input.data
  const email = (input.data.email ?? '').trim()
  if (campaign && !state.campaigns.has(campaign)) return notFound('Campaign')
  if (campaign && email === '') return refuse(400, "body must have required property 'email'")
  if (email !== '' && !isAddress(email)) return refuse(400, 'body/email must match format "email"')
  if (isBlocked(email, state)) return refuse(400, 'Email is in the block list')
  const known = state.leadsOfAddress(email).find((lead) => (campaign ? lead.campaign === campaign : lead.listId === (list_id ?? null)))
  if (known) return jsonAnswer(200, leadShape(known, state))
  if (isSkipped(email, input.data, state)) return refuse(400, 'Lead already exists in the workspace')
  return jsonAnswer(
    200,
    leadShape(saveNewLead({ ...input.data, email }, { campaign: campaign ?? null, listId: list_id ?? null }, state), state),
  )
}

/** A search, by POST on purpose; limit and cursor stand in the body. */
export function listLeads({ state, request }: Call): WireAnswer {
  const input = pageSchema
    .extend({
      campaign: z.string().nullish(),
      list_id: z.string().nullish(),
      in_campaign: z.boolean().nullish(),
      in_list: z.boolean().nullish(),
      ids: z.array(z.string()).nullish(),
      excluded_ids: z.array(z.string()).nullish(),
      contacts: z.array(z.string()).nullish(),
      search: z.string().nullish(),
      distinct_contacts: z.boolean().nullish(),
    })
    .safeParse(request.json ?? {})
  if (!input.success) return refuseInput(input.error)
  const filter = input.data
  const contacts = filter.contacts && new Set(filter.contacts.map((email) => email.trim().toLowerCase()))
  const search = filter.search?.trim().toLowerCase()
  const pool = filter.campaign ? state.leadsOfCampaign(filter.campaign) : [...state.leads.values()]
  const found = pool.filter(
    (lead) =>
      (!filter.list_id || lead.listId === filter.list_id) &&
      (typeof filter.in_campaign !== 'boolean' || (lead.campaign !== null) === filter.in_campaign) &&
      (typeof filter.in_list !== 'boolean' || (lead.listId !== null) === filter.in_list) &&
      (!filter.ids || filter.ids.includes(lead.id)) &&
      !filter.excluded_ids?.includes(lead.id) &&
      (!contacts || contacts.has(lead.email.toLowerCase())) &&
      (!search || `${lead.firstName} ${lead.lastName} ${lead.email}`.toLowerCase().includes(search)),
  )
  const shown = filter.distinct_contacts ? [...new Map(found.map((lead) => [lead.email.toLowerCase(), lead])).values()] : found
  return page(
    shown,
    filter,
    (lead) => (filter.distinct_contacts ? lead.email : lead.id),
    (lead) => leadShape(lead, state),
  )
}

export function getLead(call: Call): WireAnswer {
  return withLead(call, (lead) => jsonAnswer(200, leadShape(lead, call.state)))
}

/** Neither the address nor the campaign can be changed: both are dropped. */
export function patchLead(call: Call): WireAnswer {
  return withLead(call, (lead) => {
    const input = leadInputSchema.omit({ email: true }).safeParse(call.request.json)
    if (!input.success) return refuseInput(input.error)
    const { data } = input
    const changed: Lead = {
      ...lead,
      firstName: data.first_name ?? lead.firstName,
      lastName: data.last_name ?? lead.lastName,
      companyName: data.company_name ?? lead.companyName,
      jobTitle: data.job_title ?? lead.jobTitle,
      personalization: data.personalization ?? lead.personalization,
      interest: data.lt_interest_status ?? lead.interest,
      payload: { ...lead.payload, ...payloadOf(data, data.custom_variables ?? {}) },
      updatedAt: call.state.world.clock.now(),
    }
    call.state.leads.put(lead.id, changed)
    return jsonAnswer(200, leadShape(changed, call.state))
  })
}

export function deleteLead(call: Call): WireAnswer {
  return withLead(call, (lead) => {
    call.state.leads.delete(lead.id)
    return jsonAnswer(200, leadShape(lead, call.state))
  })
}

/** With no filter but the campaign it deletes everything in it. */
export function deleteLeads({ state, request }: Call): WireAnswer {
  const input = z
    .object({
      campaign_id: z.string().nullish(),
      list_id: z.string().nullish(),
      status: z.number().nullish(),
      ids: z.array(z.string()).nullish(),
      limit: z.int().min(1).max(10_000).nullish(),
    })
    .safeParse(request.json)
  if (!input.success) return refuseInput(input.error)
  const { campaign_id, list_id, status, ids, limit } = input.data
  if (Boolean(campaign_id) === Boolean(list_id)) return refuse(400, 'body must have exactly one of campaign_id, list_id')
  const pool = campaign_id ? state.leadsOfCampaign(campaign_id) : [...state.leads.values()].filter((lead) => lead.listId === list_id)
  const gone = firstHalf(
    pool
      .filter((lead) => (typeof status !== 'number' || lead.status === status) && (!ids || ids.includes(lead.id)))
      .slice(0, limit ?? undefined),
    request,
  )
  for (const lead of gone) state.leads.delete(lead.id)
  return jsonAnswer(200, { count: gone.length })
}

/** 202; whether an interest alone stops the sequence depends on a workspace's settings, here it does not. */
export function updateInterest({ state, request }: Call): WireAnswer {
  const input = z
    .object({ lead_email: z.string(), interest_value: z.number().nullable(), campaign_id: z.string().nullish() })
    .safeParse(request.json)
  if (!input.success) return refuseInput(input.error)
  const { lead_email, interest_value, campaign_id } = input.data
  const leads = state.leadsOfAddress(lead_email).filter((lead) => !campaign_id || lead.campaign === campaign_id)
  if (leads.length === 0) return notFound('Lead')
  for (const lead of leads) state.leads.put(lead.id, { ...lead, interest: interest_value, updatedAt: state.world.clock.now() })
  return jsonAnswer(202, { message: 'Lead interest status update background job submitted' })
}

function withLead({ state, params }: Call, work: (lead: Lead) => WireAnswer): WireAnswer {
  const lead = state.leads.get(params[0] ?? '')
  return lead ? work(lead) : notFound('Lead')
}

/** For the control API. */
export function countLeads(state: State): Record<string, number> {
  const counts: Record<string, number> = {}
  const names = new Map<number, string>(Object.entries(LEAD).map(([name, status]) => [status, name]))
  for (const { status } of state.leads.values()) {
    const name = names.get(status) ?? String(status)
    counts[name] = (counts[name] ?? 0) + 1
  }
  return counts
}
