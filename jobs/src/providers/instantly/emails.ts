import { z } from 'zod'
import type { HttpClient } from '../http/http-client.ts'
import { pageOf, pageSize } from './page.ts'

/** CAMPAIGN and SENT prove a send. */
export type PlatformEmailKind = 'CAMPAIGN' | 'RECEIVED' | 'SENT' | 'SCHEDULED' | 'OTHER'

const kinds = new Map<number, PlatformEmailKind>([
  [1, 'CAMPAIGN'],
  [2, 'RECEIVED'],
  [3, 'SENT'],
  [4, 'SCHEDULED'],
])

export type PlatformEmail = {
  id: string
  kind: PlatformEmailKind
  threadId: string | null
  campaignId: string | null
  /** The person's address, as Instantly has it. */
  lead: string | null
  /** Who wrote it. */
  from: string | null
  /** Our sending account. */
  account: string | null
  /** When the mail was sent or came, ISO 8601. */
  at: string | null
  /** When Instantly entered it, ISO 8601: what a poll goes on from. */
  enteredAt: string
  subject: string | null
  text: string | null
  html: string | null
  isAutoReply: boolean
}

const emailSchema = z
  .object({
    id: z.string().min(1),
    ue_type: z.number().nullish(),
    thread_id: z.string().nullish(),
    campaign_id: z.string().nullish(),
    lead: z.string().nullish(),
    from_address_email: z.string().nullish(),
    eaccount: z.string().nullish(),
    timestamp_email: z.string().nullish(),
    timestamp_created: z.string(),
    subject: z.string().nullish(),
    body: z.object({ text: z.string().nullish(), html: z.string().nullish() }).nullish(),
    is_auto_reply: z.union([z.number(), z.boolean()]).nullish(),
  })
  .transform(
    (wire): PlatformEmail => ({
      id: wire.id,
      kind: kinds.get(wire.ue_type ?? Number.NaN) ?? 'OTHER',
      threadId: wire.thread_id ?? null,
      campaignId: wire.campaign_id ?? null,
      lead: wire.lead ?? null,
      from: wire.from_address_email ?? null,
      account: wire.eaccount ?? null,
      at: wire.timestamp_email ?? null,
      enteredAt: wire.timestamp_created,
      subject: wire.subject ?? null,
      text: wire.body?.text ?? null,
      html: wire.body?.html ?? null,
      isAutoReply: Number(wire.is_auto_reply ?? 0) === 1,
    }),
  )

export type EmailFilter = {
  campaignId?: string
  lead?: string
  kind?: 'received' | 'sent' | 'manual'
  /** Entered at or after, ISO 8601. */
  since?: string
  /** Cursor of the page before. */
  after?: string
}

/** Mail as Instantly keeps it: the proof of sends, and replies that no webhook brought. */
export type Emails = {
  /**
   * One page, oldest first, so that a poll that is cut short goes on where it was. Only 20 such calls a minute are allowed for the whole
   * workspace, so pages are asked for one by one. `next` is null when nothing follows.
   */
  list(filter: EmailFilter): Promise<{ emails: PlatformEmail[]; next: string | null }>
}

export function createEmails(http: HttpClient): Emails {
  return {
    async list(filter: EmailFilter): Promise<{ emails: PlatformEmail[]; next: string | null }> {
      const query = new URLSearchParams({ limit: String(pageSize), sort_order: 'asc' })
      const given = {
        campaign_id: filter.campaignId,
        lead: filter.lead,
        email_type: filter.kind,
        min_timestamp_created: filter.since,
        starting_after: filter.after,
      }
      for (const [name, value] of Object.entries(given)) if (value !== undefined) query.set(name, value)
      const page = await http.call({ kind: 'read', method: 'GET', path: '/emails', query, schema: pageOf(emailSchema), limit: 'emails' })
      return { emails: page.items, next: page.items.length === 0 ? null : page.next_starting_after || null }
    },
  }
}
