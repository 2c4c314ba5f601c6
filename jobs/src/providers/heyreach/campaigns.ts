import { z } from 'zod'
import type { Admission } from '../http/call.ts'
import type { HttpClient } from '../http/http-client.ts'
import { ProviderError } from '../http/provider-error.ts'
import { type Added, addedSchema } from './added.ts'
import { type LeadProgress, progressSchema } from './lead-progress.ts'
import { listAll } from './page.ts'
import { type NewPlatformLead, wireLead } from './platform-lead.ts'
import { type SequenceNode, sequenceSchema } from './sequence.ts'

export type CampaignStatus = 'DRAFT' | 'STARTING' | 'SCHEDULED' | 'IN_PROGRESS' | 'PAUSED' | 'FINISHED' | 'CANCELED' | 'FAILED' | 'OTHER'

const statuses: readonly string[] = ['DRAFT', 'STARTING', 'SCHEDULED', 'IN_PROGRESS', 'PAUSED', 'FINISHED', 'CANCELED', 'FAILED']

/** A person made and activated it there; we only add to it, and only while it runs or is through with everybody. */
export type Campaign = {
  id: number
  name: string
  status: CampaignStatus
  /** The list behind it, where everybody it was given stands at once. */
  listId: number | null
  accountIds: number[]
}

const isStatus = (text: string): text is CampaignStatus => statuses.includes(text)

const campaignSchema = z
  .object({
    id: z.number(),
    name: z.string(),
    status: z.string(),
    linkedInUserListId: z.number().nullish(),
    campaignAccountIds: z.array(z.number()).nullish(),
  })
  .transform(
    (wire): Campaign => ({
      id: wire.id,
      name: wire.name,
      status: isStatus(wire.status) ? wire.status : 'OTHER',
      listId: wire.linkedInUserListId ?? null,
      accountIds: wire.campaignAccountIds ?? [],
    }),
  )

export type Departure = { attemptKey: string; admission?: Admission; beforeWrite(): boolean }

/** HeyReach's campaigns. Queries are URL-encoded; pausing and stopping may answer with nothing, so both are confirmed by reading. */
export type Campaigns = {
  list(): Promise<Campaign[]>
  /** Null when there is none with that id. */
  get(id: number): Promise<Campaign | null>
  sequence(id: number): Promise<SequenceNode>
  /**
   * The hand-over of one lead. A finished campaign goes on by it; one that somebody paused never may, which is the caller's to check: HeyReach
   * wakes it whatever the flag says. Throws `unknown_outcome` when it may have been taken.
   */
  addLead(id: number, accountId: number, lead: NewPlatformLead, departure: Departure): Promise<Added>
  /** Leave for that one request, before the send is reserved. */
  admit(): Promise<Admission>
  /** Whom it is working on or has; somebody who was only just added may be missing. `since`: ISO 8601, of their last action. */
  leads(id: number, filter?: { since?: string }): Promise<LeadProgress[]>
  /** False when HeyReach says that there is nobody to stop. */
  stopLead(id: number, profileUrl: string): Promise<boolean>
}

export function createCampaigns(http: HttpClient): Campaigns {
  const byId = (id: number) => new URLSearchParams({ campaignId: String(id) })
  const list = (): Promise<Campaign[]> => listAll(http, '/campaign/GetAll', campaignSchema)
  return {
    list,

    async get(id) {
      const schema = campaignSchema.refine((campaign) => campaign.id === id, 'another campaign')
      try {
        return await http.call({ kind: 'read', method: 'GET', path: '/campaign/GetById', query: byId(id), schema })
      } catch (error) {
        if (!(error instanceof ProviderError) || error.kind !== 'rejected') throw error
        if (error.status === 404) return null
        // Its answer to whatever it can't do: only its list says that there is none.
        if (error.status === 400) return (await list()).find((campaign) => campaign.id === id) ?? null
        throw error
      }
    },

    sequence(id) {
      return http.call({ kind: 'read', method: 'GET', path: '/campaign/GetCampaignSequence', query: byId(id), schema: sequenceSchema })
    },

    admit: () => http.admit(),

    addLead(id, accountId, lead, { attemptKey, admission, beforeWrite }) {
      return http.call({
        kind: 'delivering',
        method: 'POST',
        path: '/campaign/AddLeadsToCampaignV2',
        body: {
          campaignId: id,
          accountLeadPairs: [{ linkedInAccountId: accountId, lead: wireLead(lead) }],
          // One that is through with everybody goes on; one that a person paused stays paused.
          resumeFinishedCampaign: true,
          resumePausedCampaign: false,
        },
        schema: addedSchema,
        attemptKey,
        admission,
        beforeWrite,
      })
    },

    leads(id, { since } = {}) {
      const time = since === undefined ? {} : { timeFrom: since, timeFilter: 'LastActionTakenTime' }
      return listAll(http, '/campaign/GetLeadsFromCampaign', progressSchema, { campaignId: id, ...time })
    },

    async stopLead(id, profileUrl) {
      try {
        await http.call({
          kind: 'write',
          method: 'POST',
          path: '/campaign/StopLeadInCampaign',
          body: { campaignId: id, leadUrl: profileUrl },
          schema: z.unknown(),
        })
        return true
      } catch (error) {
        if (error instanceof ProviderError && error.kind === 'rejected') return false
        throw error
      }
    },
  }
}
