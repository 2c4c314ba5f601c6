import type { Sql } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import type { JobContext } from '../context.ts'
import { parseLinkedinProfile } from '../identity/linkedin-profile.ts'
import type { Ghl } from '../providers/ghl.ts'
import type { Heyreach } from '../providers/heyreach.ts'
import type { Instantly } from '../providers/instantly.ts'
import { utc } from '../statements/heyreach-statement.ts'
import type { PastMessage } from './import-history.ts'

/** What a piece of a list tells. `blocked`: addresses and domains that the platform writes to no more. `next`: where it goes on; null: it ends. */
export type HistoryPiece = { messages: PastMessage[]; blocked: string[]; next: string | null }

/** A list of a platform's that tells whom it wrote to and what came of it, without what this database sent by it. */
export type HistoryList = {
  platform: 'Instantly' | 'HeyReach' | 'GoHighLevel'
  of: 'LEADS' | 'MAILS' | 'BLOCK_LIST'
  /** Pieces that one look may read: so many calls are left to others in a minute. */
  mostPieces?: number
  /** Throws ProviderError. */
  read(db: Sql, after: string | null, now: Date): Promise<HistoryPiece>
}

/**
 * The lists of the platforms that have a key; Resend and mail hosts keep none. Leads that were deleted at Instantly stand in its mails alone,
 * bounces and opt-outs in its leads alone.
 */
export function historyLists({ instantly, heyreach, ghl }: Pick<JobContext, 'instantly' | 'heyreach' | 'ghl'>): HistoryList[] {
  return [
    ...(instantly === null ? [] : [instantlyLeads(instantly), instantlyBlockList(instantly), instantlyMails(instantly)]),
    ...(heyreach === null ? [] : [heyreachLeads(heyreach)]),
    ...(ghl === null ? [] : [ghlMails(ghl)]),
  ]
}

function instantlyLeads({ leads }: Pick<Instantly, 'leads'>): HistoryList {
  return {
    platform: 'Instantly',
    of: 'LEADS',
    async read(db, after, now) {
      const page = await leads.page(after)
      const ours = await ourCampaigns(db, page.leads)
      const messages = page.leads.flatMap((lead): PastMessage[] => {
        const isEnd = lead.status === 'BOUNCED' || lead.status === 'UNSUBSCRIBED'
        const isTouched = isEnd || lead.hasReplied || lead.isNotInterested || lead.lastContactAt !== null
        if (!isTouched || lead.email === '' || ours.has(lead.campaignId ?? '')) return []
        const outcome =
          lead.status === 'BOUNCED'
            ? 'BOUNCED'
            : lead.status === 'UNSUBSCRIBED' || lead.isNotInterested
              ? 'UNSUBSCRIBED'
              : lead.hasReplied
                ? 'REPLIED'
                : 'SENT'
        return [{ email: lead.email, linkedinUrl: null, at: whenOf(lead.lastContactAt ?? lead.updatedAt, now), outcome }]
      })
      return { messages, blocked: [], next: page.next }
    },
  }
}

/** What Instantly blocks and this database neither does nor has yet to take off. */
export async function readBlockList(db: Sql, { blockList }: Pick<Instantly, 'blockList'>): Promise<{ found: number; unknown: string[] }> {
  const values = (await blockList.list()).map(({ value }) => value.trim().toLowerCase())
  const { rows } = await db.execute<{ value: string }>(sql`
    select value from block_list_push where platform = 'INSTANTLY' and (is_blocked or confirmed_at is null) and value = any(${sql.param(values)}::text[])`)
  const ours = new Set(rows.map(({ value }) => value))
  return { found: values.length, unknown: values.filter((value) => !ours.has(value)) }
}

function instantlyBlockList(instantly: Pick<Instantly, 'blockList'>): HistoryList {
  return {
    platform: 'Instantly',
    of: 'BLOCK_LIST',
    async read(db) {
      return { messages: [], blocked: (await readBlockList(db, instantly)).unknown, next: null }
    },
  }
}

function instantlyMails({ emails }: Pick<Instantly, 'emails'>): HistoryList {
  return {
    platform: 'Instantly',
    of: 'MAILS',
    // Half of the twenty that are allowed in a minute: proofs and replies are read by the same.
    mostPieces: 10,
    async read(db, after, now) {
      const page = await emails.list(after === null ? {} : { after })
      const ours = await ourCampaigns(db, page.emails)
      const messages = page.emails.flatMap(({ kind, campaignId, lead, at, enteredAt, isAutoReply }): PastMessage[] => {
        const outcome = kind === 'CAMPAIGN' || kind === 'SENT' ? 'SENT' : kind === 'RECEIVED' && !isAutoReply ? 'REPLIED' : null
        // Without a campaign it is what a mailbox has to do besides.
        if (outcome === null || lead === null || campaignId === null || ours.has(campaignId)) return []
        return [{ email: lead, linkedinUrl: null, at: whenOf(at ?? enteredAt, now), outcome }]
      })
      return { messages, blocked: [], next: page.next }
    },
  }
}

/** A piece is a campaign; the cursor is its id. */
function heyreachLeads({ campaigns }: Pick<Heyreach, 'campaigns'>): HistoryList {
  return {
    platform: 'HeyReach',
    of: 'LEADS',
    async read(db, after, now) {
      const [id, next] = (await campaigns.list())
        .map((campaign) => campaign.id)
        .toSorted((a, b) => a - b)
        .filter((one) => one > Number(after ?? -1))
      if (id === undefined) return { messages: [], blocked: [], next: null }
      const leads = (await campaigns.leads(id)).filter(({ isRequested, isMessaged, hasReplied }) => isRequested || isMessaged || hasReplied)
      const keyed = leads.map((lead) => ({ lead, profile: parseLinkedinProfile(lead.profileUrl) }))
      const keys = keyed.flatMap(({ profile }) => (profile.ok ? [profile.profile.key] : []))
      const { rows } = await db.execute<{ address: string }>(sql`
        select address from send where platform = 'HEYREACH' and provider_campaign_id = ${String(id)} and reserved_at is not null and address = any(${sql.param(keys)}::text[])`)
      const ours = new Set(rows.map(({ address }) => address))
      const messages = keyed.flatMap(({ lead, profile }): PastMessage[] =>
        profile.ok && ours.has(profile.profile.key)
          ? []
          : [
              {
                email: null,
                linkedinUrl: lead.profileUrl,
                at: whenOf(lead.lastActionAt === null ? null : utc(lead.lastActionAt), now),
                outcome: lead.hasReplied ? 'REPLIED' : 'SENT',
              },
            ],
      )
      return { messages, blocked: [], next: next === undefined ? null : String(id) }
    },
  }
}

/** Mails of contacts, whoever or whatever sent them there. */
function ghlMails({ conversations }: Pick<Ghl, 'conversations'>): HistoryList {
  return {
    platform: 'GoHighLevel',
    of: 'MAILS',
    async read(db, after, now) {
      const page = await conversations.mailsSince(new Date(0), after)
      const mails = page.mails.filter(({ isOutbound, state }) => !isOutbound || state === 'OUT')
      const { rows } = await db.execute<{ contactId: string; email: string }>(sql`
        select provider_contact_id as "contactId", email from contact where provider_contact_id = any(${sql.param(mails.map(({ contactId }) => contactId))}::text[]) and email is not null`)
      const known = new Map(rows.map(({ contactId, email }) => [contactId, email]))
      const ids = mails.flatMap(({ messageId, emailMessageId }) => [messageId, emailMessageId])
      const sent = await db.execute<{ id: string }>(
        sql`select provider_message_id as id from send where platform = 'GHL' and provider_message_id = any(${sql.param(ids)}::text[])`,
      )
      const ours = new Set(sent.rows.map(({ id }) => id))
      const messages: PastMessage[] = []
      for (const { messageId, emailMessageId, contactId, isOutbound, at } of mails) {
        if (ours.has(messageId) || ours.has(emailMessageId)) continue
        // A contact that the copy lacks was deleted there: the mail itself says who it is.
        const mail = known.has(contactId) ? null : await conversations.getMail(emailMessageId)
        const email = known.get(contactId) ?? (isOutbound ? mail?.to[0] : mail?.from) ?? null
        messages.push({ email, linkedinUrl: null, at: whenOf(at, now), outcome: isOutbound ? 'SENT' : 'REPLIED' })
      }
      return { messages, blocked: [], next: page.next }
    },
  }
}

/** When it was; now where the platform gives no date that can be read: what it says of somebody counts all the same. */
function whenOf(date: string | null, now: Date): Date {
  const at = new Date(date ?? '')
  return Number.isNaN(at.getTime()) ? now : at
}

async function ourCampaigns(db: Sql, of: readonly { campaignId: string | null }[]): Promise<Set<string>> {
  const asked = [...new Set(of.flatMap(({ campaignId }) => campaignId ?? []))]
  const { rows } = await db.execute<{ id: string }>(
    sql`select provider_campaign_id as id from campaign where platform = 'INSTANTLY' and provider_campaign_id = any(${sql.param(asked)}::text[])`,
  )
  return new Set(rows.map(({ id }) => id))
}
