import type { Sql } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import { loadFigures } from './figures.ts'

/** Days with live sends before follow-ups may go without an approval of their own, and how many of the last of them must be calm. */
const liveDaysNeeded = 30
const stableDaysNeeded = 14

/**
 * Whether follow-ups may go out under a standing approval: after 30 days with live sends, the last 14 of them without a red flag, a stop but
 * drills, or a motion that a spike paused.
 */
export async function gatekeeperMayGoOff(db: Sql): Promise<boolean> {
  const { rows } = await db.execute<{ days: number; since: string | null; stops: number; pauses: number }>(sql`
    with live as (select day, row_number() over (order by day desc) as nth from live_days(${liveDaysNeeded})),
    span as (select count(*)::int as days, min(day) filter (where nth <= ${stableDaysNeeded}) as since from live)
    select span.days, span.since::text,
      (select count(*)::int from emergency_stop e where not e.is_drill and (e.lifted_at is null or organisation_day(e.lifted_at) >= span.since)) as stops,
      (select count(*)::int from motion_pause p where p.resumed_at is null or organisation_day(p.resumed_at) >= span.since) as pauses from span`)
  const [facts] = rows
  if (!facts || facts.since === null || facts.days < liveDaysNeeded || facts.stops > 0 || facts.pauses > 0) return false
  return (await loadFigures(db, facts.since)).every(({ passed }) => passed)
}
