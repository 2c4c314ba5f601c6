import type { Sql } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import type { Matched } from './match-deliveries.ts'

/** The third soft bounce within so many days suppresses for as many. */
const days = 30

/**
 * Suppresses for 30 days whom mail could not be delivered to three times within 30. Counted by when each happened, over all that are known, so
 * that every order of hearing of them ends in the same day. Called after the signals were written, with the leads locked.
 */
export async function suppressSoftBounces(tx: Sql, matched: readonly Matched[]): Promise<void> {
  const leadIds = matched.flatMap(({ lead, event }) => (lead !== null && event.signals.includes('EMAIL_SOFT_BOUNCED') ? [lead.id] : []))
  if (leadIds.length === 0) return
  await tx.execute(sql`
    with thirds as (
      select g.lead_id, g.at, lag(g.at, 2) over (partition by g.lead_id order by g.at, g.id) as first_at
      from signal g where g.lead_id = any(${sql.param([...new Set(leadIds)])}::uuid[]) and g.kind = 'EMAIL_SOFT_BOUNCED'
    ), entries as (
      select jsonb_agg(jsonb_build_object('email', l.email, 'person_key', l.person_key, 'source', 'signals', 'until', t.until,
        'reason', 'Mail to this address could not be delivered three times within 30 days.') order by l.id) as rows
      from (select lead_id, max(at) + make_interval(days => ${days}) as until from thirds where at - first_at <= make_interval(days => ${days}) group by lead_id) t
      join lead l on l.id = t.lead_id where l.person_key is not null
    )
    select s.id from entries e cross join lateral suppress(e.rows, 'signals') s where e.rows is not null`)
}
