import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { LEAD, type Lead, type State, scalarSchema } from './state.ts'

const text = z.string().nullish()

/** What a lead is made of, in a bulk or alone. Values of custom variables are flat: an object or array in them is refused. */
export const leadInputSchema = z.object({
  email: text,
  first_name: text,
  last_name: text,
  company_name: text,
  job_title: text,
  website: text,
  phone: text,
  personalization: text,
  lt_interest_status: z.number().nullish(),
  custom_variables: z.record(z.string(), scalarSchema).nullish(),
})
type LeadInput = z.infer<typeof leadInputSchema>

export const skipFlags = {
  skip_if_in_workspace: z.boolean().nullish(),
  skip_if_in_campaign: z.boolean().nullish(),
  skip_if_in_list: z.boolean().nullish(),
}
type SkipFlags = z.infer<z.ZodObject<typeof skipFlags>>

/** One `@`, no blanks, a dot in the domain: what a mail platform takes without asking. */
export function isAddress(email: string): boolean {
  return email.length <= 254 && /^[^\s@<>,;"']+@[^\s@<>,;"']+\.[a-z0-9-]{2,}$/i.test(email)
}

/** The block list holds addresses and domains; a domain does not cover its subdomains. */
export function isBlocked(email: string, state: State): boolean {
  const address = email.toLowerCase()
  const domain = address.slice(address.indexOf('@') + 1)
  for (const { value, isDomain } of state.blocks.values()) if (value === (isDomain ? domain : address)) return true
  return false
}

/** Whether the flags keep somebody out who is known elsewhere. Both "in campaign" and "in list" look at any of the workspace. */
export function isSkipped(email: string, flags: SkipFlags, state: State): boolean {
  const known = state.leadsOfAddress(email)
  if (flags.skip_if_in_workspace) return known.length > 0
  return (
    (flags.skip_if_in_campaign === true && known.some((lead) => lead.campaign !== null)) ||
    (flags.skip_if_in_list === true && known.some((lead) => lead.listId !== null))
  )
}

/** Saves a new lead; its custom variables become payload keys, declared for the whole campaign. */
export function saveNewLead(
  input: LeadInput & { email: string },
  place: { campaign: string | null; listId: string | null },
  state: State,
): Lead {
  const now = state.world.clock.now()
  const custom = input.custom_variables ?? {}
  const lead: Lead = {
    id: randomUUID(),
    email: input.email,
    firstName: input.first_name ?? null,
    lastName: input.last_name ?? null,
    companyName: input.company_name ?? null,
    jobTitle: input.job_title ?? null,
    website: input.website ?? null,
    phone: input.phone ?? null,
    personalization: input.personalization ?? null,
    campaign: place.campaign,
    listId: place.listId,
    status: LEAD.active,
    interest: input.lt_interest_status ?? null,
    payload: payloadOf(input, custom),
    nextStep: 0,
    nextAt: now,
    opens: 0,
    clicks: 0,
    replies: 0,
    lastMailId: null,
    lastContactAt: null,
    lastOpenAt: null,
    lastClickAt: null,
    lastReplyAt: null,
    createdAt: now,
    updatedAt: now,
  }
  state.leads.put(lead.id, lead)
  const campaign = place.campaign === null ? undefined : state.campaigns.get(place.campaign)
  const undeclared = Object.keys(custom).filter((name) => !campaign?.customVariables.includes(name))
  if (campaign && undeclared.length > 0) {
    state.campaigns.put(campaign.id, { ...campaign, customVariables: [...campaign.customVariables, ...undeclared] })
  }
  return lead
}

/** Snake case outside, camel case inside: these are the names that templates use. */
export function payloadOf(input: LeadInput, custom: Lead['payload']): Lead['payload'] {
  const named = {
    firstName: input.first_name,
    lastName: input.last_name,
    companyName: input.company_name,
    jobTitle: input.job_title,
    website: input.website,
    phone: input.phone,
    personalization: input.personalization,
  }
  const given = Object.entries(named).flatMap(([key, value]) => (value === null || value === undefined ? [] : [[key, value] as const]))
  return { ...Object.fromEntries(given), ...custom }
}
