import { type SQL, sql } from 'drizzle-orm'

/**
 * Whether a LinkedIn message is the first one of its round, as SQL over a draft or a send by its alias: no message stands before its step in that
 * cadence. HeyReach takes a person once in each of its campaigns, so the first and the second message travel by different ones. Not an `exists`:
 * over a long list PostgreSQL would gather the steps of all cadences first.
 */
export function isFirstMessage(row: SQL): SQL {
  return sql`(
    select true from enrollment e join enrollment_step own on own.enrollment_id = e.id and own.step = ${row}.step
    join enrollment_step t on t.enrollment_id = e.id and t.place < own.place and t.action = 'LINKEDIN_MESSAGE'
    where e.lead_id = ${row}.lead_id and e.round = ${row}.round limit 1) is null`
}
