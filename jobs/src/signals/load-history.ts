import type { Sql } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import { isResting } from './fold-signals.ts'
import type { Matched } from './match-deliveries.ts'
import { type History, sentKey } from './plan-effects.ts'

/** What is needed to judge opens (only of leads that have an open or a send among these), and touches that are told of late. */
export async function loadHistory(tx: Sql, matched: readonly Matched[]): Promise<History> {
  const leadIds = matched.flatMap(({ lead, event }) =>
    lead !== null && event.signals.some((one) => one === 'EMAIL_SENT' || one === 'EMAIL_OPENED') ? [lead.id] : [],
  )
  const history: History = { sentAt: new Map(), undecided: [], restingSince: await loadLaidAside(tx, matched) }
  if (leadIds.length === 0) return history
  const { rows } = await tx.execute<{ id: string; leadId: string; kind: string; campaignId: string | null; at: string }>(sql`
    select id, lead_id as "leadId", kind, detail ->> 'campaignId' as "campaignId", at from signal
    where lead_id = any(${sql.param([...new Set(leadIds)])}::uuid[])
      and (kind = 'EMAIL_SENT' or (kind = 'EMAIL_OPENED' and detail ->> 'open' = 'undecided'))`)
  for (const { id, leadId, kind, campaignId, at } of rows) {
    if (kind === 'EMAIL_SENT') {
      const key = sentKey(leadId, campaignId)
      history.sentAt.set(key, [...(history.sentAt.get(key) ?? []), new Date(at)])
    } else history.undecided.push({ id, leadId, campaignId, at: new Date(at) })
  }
  return history
}

/** Since when leads are laid aside, by time or by LinkedIn, where any of them is. */
async function loadLaidAside(tx: Sql, matched: readonly Matched[]): Promise<Map<string, Date>> {
  const leadIds = matched.flatMap(({ lead }) => (lead !== null && isResting(lead.status) ? [lead.id] : []))
  if (leadIds.length === 0) return new Map()
  const { rows } = await tx.execute<{ leadId: string; since: string | null }>(
    sql`select l.id as "leadId", resting_since(l.id) as since from unnest(${sql.param([...new Set(leadIds)])}::uuid[]) l(id)`,
  )
  return new Map(rows.flatMap(({ leadId, since }) => (since === null ? [] : [[leadId, new Date(since)]])))
}
