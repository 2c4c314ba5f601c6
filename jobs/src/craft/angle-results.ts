import type { Sql } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import { hotClasses } from '../replies/reply-class.ts'
import type { AngleResult } from './expected-result.ts'

/** Older first emails say little about today. Days. */
const WINDOW_DAYS = 180

/**
 * How the first emails of each angle and tier did before `at`: how many were accepted, and how many of those people answered well or booked.
 * A "no" or a "stop" is no result to learn from: an angle that annoys gets more of them.
 */
export async function loadAngleResults(tx: Sql, at: Date): Promise<AngleResult[]> {
  const { rows } = await tx.execute<AngleResult>(sql`
    select s.tier, s.angle, count(*)::int as sent,
      count(*) filter (where exists (select from reply r where r.lead_id = s.lead_id and r.at >= s.accepted_at
          and not r.is_automatic and r.class::text = any(${sql.param(hotClasses)}::text[]))
        or exists (select from signal g where g.lead_id = s.lead_id and g.at >= s.accepted_at and g.kind = 'MEETING_BOOKED'))::int as answered
    from send s join batch b on b.id = s.batch_id
    where s.accepted_at >= ${at.toISOString()}::timestamptz - make_interval(days => ${WINDOW_DAYS})
      and s.motion = 'OUTBOUND' and s.channel = 'EMAIL' and s.angle is not null and s.tier is not null and not b.is_test
    group by s.tier, s.angle`)
  return rows
}
