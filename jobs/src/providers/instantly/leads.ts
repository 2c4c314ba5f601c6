import { z } from 'zod'
import type { HttpClient } from '../http/http-client.ts'
import { ProviderError } from '../http/provider-error.ts'
import { wirePath } from '../http/wire-path.ts'
import { type AddedLead, addedSchema, settleAdded } from './added-leads.ts'
import { pageOf, pageSize, readAll } from './page.ts'

/** Longest wait for a bulk, in milliseconds: shorter than the right to fill a draft lasts, so that it can't arrive after another took over. */
const addTimeoutMs = 8_000

/** Most leads in one bulk. */
export const mostLeadsAtOnce = 1_000

export type NewPlatformLead = {
  email: string
  firstName: string | null
  lastName: string | null
  companyName: string | null
  /** Merge fields of the templates; flat text only. */
  variables: Record<string, string>
}

export type PlatformLeadStatus = 'ACTIVE' | 'PAUSED' | 'COMPLETED' | 'BOUNCED' | 'UNSUBSCRIBED' | 'SKIPPED' | 'OTHER'

const statuses = new Map<number, PlatformLeadStatus>([
  [1, 'ACTIVE'],
  [2, 'PAUSED'],
  [3, 'COMPLETED'],
  [-1, 'BOUNCED'],
  [-2, 'UNSUBSCRIBED'],
  [-3, 'SKIPPED'],
])

/** A lead as Instantly holds it. That it is there proves no send. */
export type PlatformLead = {
  id: string
  email: string
  campaignId: string | null
  status: PlatformLeadStatus
  /** What templates are filled from: our variables and Instantly's own, as text. */
  variables: Record<string, string>
  /** When Instantly last wrote to it, ISO 8601; null: never. */
  lastContactAt: string | null
  /** When anything about it last changed, ISO 8601. */
  updatedAt: string | null
  hasReplied: boolean
  /** Somebody there, or its classifier, found that they are not interested. */
  isNotInterested: boolean
}

/** `lt_interest_status`, Not interested. */
const notInterested = -1

const leadSchema = z
  .object({
    id: z.string().min(1),
    // A lead may have no address at all; one without can't be ours.
    email: z.string().nullish(),
    campaign: z.string().nullish(),
    status: z.number().nullish(),
    payload: z.record(z.string(), z.unknown()).nullish(),
    timestamp_last_contact: z.string().nullish(),
    timestamp_updated: z.string().nullish(),
    email_reply_count: z.number().nullish(),
    lt_interest_status: z.number().nullish(),
  })
  .transform(
    (wire): PlatformLead => ({
      id: wire.id,
      email: wire.email ?? '',
      campaignId: wire.campaign ?? null,
      status: statuses.get(wire.status ?? Number.NaN) ?? 'OTHER',
      variables: Object.fromEntries(
        Object.entries(wire.payload ?? {}).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])),
      ),
      lastContactAt: wire.timestamp_last_contact ?? null,
      updatedAt: wire.timestamp_updated ?? null,
      hasReplied: (wire.email_reply_count ?? 0) > 0,
      isNotInterested: wire.lt_interest_status === notInterested,
    }),
  )

/** The leads of campaigns. */
export type Leads = {
  /**
   * Puts leads into a draft campaign, at most 1000; answered in their order. Only ever into a draft: in an active campaign the same call
   * would be the hand-over; `beforeWrite` is asked directly before the first byte and gives the call up with false. The three skip flags are
   * off: they look at any campaign of the workspace, not at this one.
   */
  add(campaignId: string, leads: readonly NewPlatformLead[], beforeWrite?: () => boolean): Promise<AddedLead[]>
  /** All leads of a campaign, or those of these addresses. */
  list(campaignId: string, emails?: readonly string[]): Promise<PlatformLead[]>
  /** Those with these addresses, in whatever campaign: one for each that they are in. At most a page of addresses. */
  withAddresses(emails: readonly string[]): Promise<PlatformLead[]>
  /** One page of everybody in the workspace; `next` is null when nothing follows. */
  page(after: string | null): Promise<{ leads: PlatformLead[]; next: string | null }>
  /** Takes one lead out of its campaign: the only way to stop a single person. True: removed now, false: it was not there. */
  remove(leadId: string): Promise<boolean>
}

export function createLeads(http: HttpClient): Leads {
  // A search that is a POST; limit and cursor stand in the body.
  const search = (after: string | null, filter: { campaign?: string; contacts?: readonly string[] }) =>
    http.call({
      kind: 'read',
      method: 'POST',
      path: '/leads/list',
      body: { ...filter, limit: pageSize, ...(after === null ? {} : { starting_after: after }) },
      schema: pageOf(leadSchema),
    })
  return {
    async add(campaignId: string, leads: readonly NewPlatformLead[], beforeWrite?: () => boolean): Promise<AddedLead[]> {
      if (leads.length === 0) return []
      if (leads.length > mostLeadsAtOnce) throw new RangeError(`Instantly takes ${mostLeadsAtOnce} leads at a time, not ${leads.length}`)
      const answer = await http.call({
        kind: 'write',
        method: 'POST',
        path: '/leads/add',
        body: {
          // `campaign` in the call for a single lead, `campaign_id` here.
          campaign_id: campaignId,
          skip_if_in_workspace: false,
          skip_if_in_campaign: false,
          skip_if_in_list: false,
          verify_leads_on_import: false,
          leads: leads.map((lead) => ({
            email: lead.email,
            first_name: lead.firstName,
            last_name: lead.lastName,
            company_name: lead.companyName,
            custom_variables: lead.variables,
          })),
        },
        schema: addedSchema,
        timeoutMs: addTimeoutMs,
        ...(beforeWrite === undefined ? {} : { beforeWrite }),
      })
      return settleAdded(
        leads.map(({ email }) => email),
        answer,
      )
    },

    list: (campaignId, emails) =>
      readAll((after) => search(after, { campaign: campaignId, ...(emails === undefined ? {} : { contacts: emails }) })),

    // Without addresses the search would be for everybody.
    withAddresses: async (emails) => (emails.length === 0 ? [] : readAll((after) => search(after, { contacts: emails }))),

    async page(after) {
      const { items, next_starting_after: next } = await search(after, {})
      return { leads: items, next: items.length === 0 ? null : next || null }
    },

    async remove(leadId: string): Promise<boolean> {
      try {
        await http.call({ kind: 'write', method: 'DELETE', path: wirePath`/leads/${leadId}`, schema: z.unknown() })
        return true
      } catch (error) {
        if (error instanceof ProviderError && error.kind === 'rejected' && error.status === 404) return false
        throw error
      }
    },
  }
}
