import type { Sql } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import type { SignalKind } from './lead-status.ts'
import type { Matched } from './match-deliveries.ts'
import { type History, sentKey } from './plan-effects.ts'

const judged: readonly SignalKind[] = ['EMAIL_OPENED', 'EMAIL_SENT', 'LINKEDIN_REQUESTED', 'LINKEDIN_MESSAGED']

/** What is needed to judge opens, and touches that are told of late: only of leads that have an open or a send among these. */
export async function loadHistory(tx: Sql, matched: readonly Matched[]): Promise<History> {
  const leadIds = matched.flatMap(({ lead, event }) =>
    lead !== null && event.signals.some((one) => judged.includes(one)) ? [lead.id] : [],
  )
  const history: History = { sentAt: new Map(), undecided: [], exhaustedAt: new Map() }
  if (leadIds.length === 0) return history
  const { rows } = await tx.execute<{ id: string; leadId: string; kind: string; campaignId: string | null; at: string }>(sql`
    select id, lead_id as "leadId", kind, detail ->> 'campaignId' as "campaignId", at from signal
    where lead_id = any(${sql.param([...new Set(leadIds)])}::uuid[])
      and (kind in ('EMAIL_SENT', 'LINKEDIN_EXHAUSTED') or (kind = 'EMAIL_OPENED' and detail ->> 'open' = 'undecided'))`)
  for (const { id, leadId, kind, campaignId, at } of rows) {
    if (kind === 'EMAIL_SENT') {
      const key = sentKey(leadId, campaignId)
      history.sentAt.set(key, [...(history.sentAt.get(key) ?? []), new Date(at)])
    } else if (kind === 'LINKEDIN_EXHAUSTED') history.exhaustedAt.set(leadId, new Date(at))
    else history.undecided.push({ id, leadId, campaignId, at: new Date(at) })
  }
  return history
}
