import type { Sql } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import { businessNow } from '../business-now.ts'
import { InvalidInputError, NotFoundError } from '../errors.ts'
import { meetingTime } from './meeting-words.ts'
import { loadMeetingRules, loadTaken } from './queries.ts'
import { type Span, slotProblem } from './slot-problem.ts'

/** GoHighLevel reads no more at once either. */
const mostDays = 31

/** A time that can be booked, with its words in `timeZone`: the lead's own, or the organisation's where the lead's is not known. */
export type MeetingSlot = Span & { timeZone: string; isLeadZone: boolean; words: string }

/**
 * What can be booked for a lead between two instants: free in the calendar as it was read last, and within our own guardrails. Empty while no
 * calendar was read. Throws NotFoundError and InvalidInputError.
 */
export async function findSlots(db: Sql, { leadId, from, to }: { leadId: string; from: Date; to: Date }): Promise<MeetingSlot[]> {
  if (to <= from) throw new InvalidInputError('to: must be later than from', ['to'])
  if (to.getTime() - from.getTime() > mostDays * 86_400_000) throw new InvalidInputError(`to: at most ${mostDays} days after from`, ['to'])
  const { rows } = await db.execute<{ timeZone: string | null }>(sql`select time_zone as "timeZone" from lead where id = ${leadId}`)
  const [lead] = rows
  if (!lead) throw new NotFoundError('There is no such lead.')
  const now = await businessNow(db)
  const { rules, lengthMs } = await loadMeetingRules(db)
  const taken = await loadTaken(db, from, to)
  const { rows: free } = await db.execute<{ at: string }>(sql`
    select start_at as at from calendar_slot where start_at >= ${from.toISOString()} and start_at < ${to.toISOString()} order by start_at`)
  const zone = lead.timeZone ?? rules.zone
  return free.flatMap(({ at }) => {
    const startAt = new Date(at)
    const span = { startAt, endAt: new Date(startAt.getTime() + lengthMs) }
    if (slotProblem(span, taken, rules, now) !== null) return []
    return [{ ...span, timeZone: zone, isLeadZone: lead.timeZone !== null, words: meetingTime(span, zone) }]
  })
}
