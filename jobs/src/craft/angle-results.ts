import type { Sql } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import type { AngleResult } from './expected-result.ts'

/** Older first emails say little about today. Days. */
const WINDOW_DAYS = 180

/** How the first emails of each angle and tier did before `at`: how many were accepted, and how many of those people answered or booked. */
export async function loadAngleResults(tx: Sql, at: Date): Promise<AngleResult[]> {
  const { rows } = await tx.execute<AngleResult>(sql`
    select s.tier, s.angle, count(*)::int as sent,
      count(*) filter (where exists (select from signal g where g.lead_id = s.lead_id and g.at >= s.accepted_at
        and g.kind in ('EMAIL_REPLIED', 'LINKEDIN_REPLIED', 'MEETING_BOOKED')))::int as answered
    from send s join batch b on b.id = s.batch_id
    where s.accepted_at >= ${at.toISOString()}::timestamptz - make_interval(days => ${WINDOW_DAYS})
      and s.motion = 'OUTBOUND' and s.channel = 'EMAIL' and s.angle is not null and s.tier is not null and not b.is_test
    group by s.tier, s.angle`)
  return rows
}
