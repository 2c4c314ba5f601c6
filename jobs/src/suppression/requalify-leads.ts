import type { Sql } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import type { Actor } from '../actors.ts'
import { announce } from '../announce.ts'
import { loadRecipients } from './recipients.ts'

/** Leads that one look at the lists asks about. */
const AT_ONCE = 1000

/** Brings back to PENDING every lead that an exclusion disqualified and that no list names any more. */
export async function requalifyLeads(tx: Sql, actor: Actor): Promise<void> {
  const { rows } = await tx.execute<{ id: string }>(
    sql`select id from lead where status = 'DISQUALIFIED' and status_cause = 'exclusion' order by id for update`,
  )
  const free: string[] = []
  for (let start = 0; start < rows.length; start += AT_ONCE) {
    const recipients = await loadRecipients(
      tx,
      rows.slice(start, start + AT_ONCE).map(({ id }) => id),
    )
    for (const { leadId, suppressed, excluded } of recipients.values()) if (suppressed === null && excluded === null) free.push(leadId)
  }
  if (free.length === 0) return
  await tx.execute(sql`
    with freed as (
      update lead set status = next_lead_status(status, 'REQUALIFIED'), status_cause = null, version = version + 1, updated_at = business_now()
      where id = any(${sql.param(free)}::uuid[]) and status = 'DISQUALIFIED' and status_cause = 'exclusion' returning id, 'DISQUALIFIED' as from_status, status as to_status
    )
    insert into timeline_entry (id, lead_id, at, kind, actor, summary, detail)
    select uuid_v7((select business_now())), id, (select business_now()), 'status', ${actor.name}, 'No list names this lead any more: pending again.',
      jsonb_build_object('from', from_status, 'to', to_status, 'signal', 'REQUALIFIED', 'reason', 'No list names this lead any more.') from freed`)
  await announce(tx, 'lead', free.length > 200 ? null : free)
}
