import type { Sql } from '@swarm/db/write'
import { type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import { isFirstMessage } from '../../cadence/first-message.ts'
import type { SendPlatform } from '../plan-item.ts'
import type { DirectSend } from './direct-platform.ts'

const words = z.object({
  subject: z.string().nullable(),
  text: z.string(),
  html: z.string(),
  headers: z.record(z.string(), z.string()),
})

/** Bytes that were erased or spoilt have no words: `reserve` refuses such a send by its hash before anything leaves. */
function wordsOf(frozen: string | null): z.infer<typeof words> {
  try {
    return words.parse(JSON.parse(frozen ?? ''))
  } catch {
    return { subject: null, text: '', html: '', headers: {} }
  }
}

type Row = Omit<DirectSend, keyof z.infer<typeof words>> & { platform: SendPlatform; frozen: string | null }

/** A stored send with its platform. */
export type StoredDirectSend = DirectSend & { platform: SendPlatform }

const instant = (value: string | null) => (value === null ? null : new Date(value).toISOString())

/** What `returning` and `select` of a direct send name; `s` is the send, `b` its batch, `a` its account. */
export const directColumns: SQL = sql`s.id, s.batch_id as "batchId", s.lead_id as "leadId", s.draft_id as "draftId", s.address, s.account,
  s.platform, s.action, s.motion, s.tier, s.step, b.is_test as "isTest", s.provider_campaign_id as "providerCampaignId", s.provider_lead_id as "providerLeadId",
  s.provider_message_id as "providerMessageId", s.accepted_at as "acceptedAt", s.window_from as "windowFrom", convert_from(s.frozen, 'UTF8') as frozen,
  ${isFirstMessage(sql`s`)} as "isFirstMessage",
  (select a.provider_account_id from sending_account a where a.platform = s.platform and a.address = s.account) as "providerAccountId"`

/** Rows of `directColumns` as sends. */
export async function readDirectSends(db: Sql, query: SQL): Promise<StoredDirectSend[]> {
  const { rows } = await db.execute<Row>(query)
  return rows.map(({ frozen, acceptedAt, windowFrom, ...send }) => ({
    ...send,
    ...wordsOf(frozen),
    acceptedAt: instant(acceptedAt),
    windowFrom: new Date(windowFrom).toISOString(),
  }))
}

export function directSends(db: Sql, ids: readonly string[]): Promise<StoredDirectSend[]> {
  return readDirectSends(
    db,
    sql`select ${directColumns} from send s join batch b on b.id = s.batch_id where s.id = any(${sql.param([...ids])}::uuid[])`,
  )
}
