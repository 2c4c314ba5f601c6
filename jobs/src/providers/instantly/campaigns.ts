import { z } from 'zod'
import type { Admission } from '../http/call.ts'
import type { HttpClient } from '../http/http-client.ts'
import { ProviderError } from '../http/provider-error.ts'
import { wirePath } from '../http/wire-path.ts'
import { pageOf, pageSize, readAll } from './page.ts'

/** Negative ones are Instantly's own holds. OTHER: a number that is not documented. */
export type CampaignStatus =
  | 'DRAFT'
  | 'ACTIVE'
  | 'PAUSED'
  | 'COMPLETED'
  | 'RUNNING_SUBSEQUENCES'
  | 'ACCOUNT_SUSPENDED'
  | 'ACCOUNTS_UNHEALTHY'
  | 'BOUNCE_PROTECT'
  | 'OTHER'

const statuses = new Map<number, CampaignStatus>([
  [0, 'DRAFT'],
  [1, 'ACTIVE'],
  [2, 'PAUSED'],
  [3, 'COMPLETED'],
  [4, 'RUNNING_SUBSEQUENCES'],
  [-99, 'ACCOUNT_SUSPENDED'],
  [-1, 'ACCOUNTS_UNHEALTHY'],
  [-2, 'BOUNCE_PROTECT'],
])

/** The lead's variables that are its mail. Named so that no core variable of Instantly has the same name. */
export const mailVariables = { subject: 'swarmSubject', body: 'swarmBody', attemptKey: 'swarmAttempt' }

/** The one mail of a campaign: nothing but what its leads bring along. */
export const mailTemplate = { subject: `{{${mailVariables.subject}}}`, body: `{{${mailVariables.body}}}` }

/** One campaign is one batch, account and zone (dispatch.md, Platforms). */
export type NewCampaign = {
  /** Holds our key: there is no other way to find a campaign again whose creation got no answer. */
  name: string
  /** The one account that sends. */
  account: string
  /** One that Instantly takes, with the window already in it: see windowForInstantly. */
  zone: string
  /** `YYYY-MM-DD`, the only day it sends. */
  day: string
  /** `HH:MM` in `zone`. */
  from: string
  to: string
  /** Most mails of that day. */
  dailyLimit: number
  /** Minutes between two mails. */
  gapMinutes: number
}

export type Campaign = {
  id: string
  name: string
  status: CampaignStatus
  accounts: string[]
  startOn: string | null
  endOn: string | null
  windows: { zone: string; from: string; to: string }[]
  /** Templates of every variant of every step. */
  mails: { subject: string; body: string }[]
  /** Minutes between two mails. */
  gapMinutes: number | null
}

const campaignSchema = z
  .object({
    id: z.string().min(1),
    name: z.string(),
    status: z.number(),
    email_list: z.array(z.string()).nullish(),
    email_gap: z.number().nullish(),
    campaign_schedule: z
      .object({
        start_date: z.string().nullish(),
        end_date: z.string().nullish(),
        schedules: z.array(z.object({ timing: z.object({ from: z.string(), to: z.string() }), timezone: z.string() })),
      })
      .nullish(),
    sequences: z
      .array(z.object({ steps: z.array(z.object({ variants: z.array(z.object({ subject: z.string(), body: z.string() })) })) }))
      .nullish(),
  })
  .transform(
    (wire): Campaign => ({
      id: wire.id,
      name: wire.name,
      status: statuses.get(wire.status) ?? 'OTHER',
      accounts: wire.email_list ?? [],
      startOn: wire.campaign_schedule?.start_date ?? null,
      endOn: wire.campaign_schedule?.end_date ?? null,
      windows: (wire.campaign_schedule?.schedules ?? []).map(({ timing, timezone }) => ({ zone: timezone, ...timing })),
      mails: (wire.sequences ?? []).flatMap(({ steps }) => steps.flatMap(({ variants }) => variants)),
      gapMinutes: wire.email_gap ?? null,
    }),
  )

/** The answer must be about the campaign that was named: another id is no proof of anything. */
function campaignWithId(id: string) {
  return campaignSchema.refine((campaign) => campaign.id === id, 'another campaign')
}

export type DeliveryAttempt = { attemptKey: string; admission?: Admission; beforeWrite(): boolean }

/** Instantly’s campaigns; one that is asked for and not there is null. */
export type Campaigns = {
  /** Makes a draft, which never sends. Throws `unknown_outcome` when a second one might come of asking again: find it by name. */
  create(campaign: NewCampaign): Promise<Campaign>
  /** Campaigns whose name holds these words; for one campaign compare the names, the search is by part. */
  find(words: string): Promise<Campaign[]>
  /** Null when there is none with that id. */
  get(id: string): Promise<Campaign | null>
  /** Lets the mails of a draft follow each other faster. */
  setGap(id: string, gapMinutes: number): Promise<Campaign>
  /**
   * The hand-over: from here on Instantly writes to everybody in the campaign by itself. Sent without body and content type: some servers
   * refuse a content type with nothing behind it. After `unknown_outcome` its status is read.
   */
  activate(id: string, attempt: DeliveryAttempt): Promise<Campaign>
  /** Leave for one such request, before its sends are reserved. */
  admit(): Promise<Admission>
  /** Not documented as safe to repeat, so the caller repeats it, until `get` shows the campaign paused (I3). */
  pause(id: string): Promise<Campaign>
  /** Its leads go with it. What a deletion answers is not documented: that it is gone is read with `get`. */
  remove(id: string): Promise<void>
}

export function createCampaigns(http: HttpClient): Campaigns {
  return {
    create(campaign: NewCampaign): Promise<Campaign> {
      return http.call({ kind: 'write', method: 'POST', path: '/campaigns', body: wireCampaign(campaign), schema: campaignSchema })
    },

    find(words: string): Promise<Campaign[]> {
      return readAll((after) =>
        http.call({
          kind: 'read',
          method: 'GET',
          path: '/campaigns',
          query: new URLSearchParams({ search: words, limit: String(pageSize), ...(after === null ? {} : { starting_after: after }) }),
          schema: pageOf(campaignSchema),
        }),
      )
    },

    async get(id: string): Promise<Campaign | null> {
      try {
        return await http.call({ kind: 'read', method: 'GET', path: wirePath`/campaigns/${id}`, schema: campaignWithId(id) })
      } catch (error) {
        if (error instanceof ProviderError && error.kind === 'rejected' && error.status === 404) return null
        throw error
      }
    },

    setGap(id: string, gapMinutes: number): Promise<Campaign> {
      return http.call({
        kind: 'write',
        method: 'PATCH',
        path: wirePath`/campaigns/${id}`,
        body: { email_gap: gapMinutes },
        schema: campaignWithId(id),
      })
    },

    admit: () => http.admit(),

    activate(id: string, { attemptKey, admission, beforeWrite }: DeliveryAttempt): Promise<Campaign> {
      return http.call({
        kind: 'delivering',
        method: 'POST',
        path: wirePath`/campaigns/${id}/activate`,
        schema: campaignWithId(id),
        attemptKey,
        admission,
        beforeWrite,
      })
    },

    pause(id: string): Promise<Campaign> {
      return http.call({ kind: 'write', method: 'POST', path: wirePath`/campaigns/${id}/pause`, schema: campaignWithId(id) })
    },

    async remove(id: string): Promise<void> {
      await http.call({ kind: 'write', method: 'DELETE', path: wirePath`/campaigns/${id}`, schema: z.unknown() })
    },
  }
}

/** `"0"` is Sunday. */
function onlyOn(day: string): Record<string, boolean> {
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay()
  return Object.fromEntries([0, 1, 2, 3, 4, 5, 6].map((index) => [String(index), index === weekday]))
}

function wireCampaign(campaign: NewCampaign): object {
  return {
    name: campaign.name,
    campaign_schedule: {
      start_date: campaign.day,
      end_date: campaign.day,
      schedules: [
        { name: 'window', timing: { from: campaign.from, to: campaign.to }, days: onlyOn(campaign.day), timezone: campaign.zone },
      ],
    },
    // Only the first sequence is used. `delay` is the wait before the next step, and there is none.
    sequences: [{ steps: [{ type: 'email', delay: 0, variants: [mailTemplate] }] }],
    email_list: [campaign.account],
    daily_limit: campaign.dailyLimit,
    email_gap: campaign.gapMinutes,
    stop_on_reply: true,
    insert_unsubscribe_header: true,
    open_tracking: false,
    link_tracking: false,
  }
}
