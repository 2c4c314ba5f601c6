import type { Sql } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import { organisationSection } from '../craft/organisation.ts'
import { loadSettings } from '../settings/load-settings.ts'
import { reviewSection } from '../settings/review.ts'
import { meetingSection } from './meeting-settings.ts'
import type { MeetingRules, Span } from './slot-problem.ts'

/** Statuses in which a meeting holds its time. */
export const holding = sql.raw(`('REQUESTED', 'BOOKING', 'BOOKED', 'UNKNOWN', 'HELD', 'NO_SHOW')`)

/** A day more on either side of what is asked for: the organisation's days begin elsewhere. */
const aroundMs = 86_400_000

/** What is taken around a time, whoever made it, but by the meeting `except`. */
export async function loadTaken(db: Sql, from: Date, to: Date, except: string | null = null): Promise<Span[]> {
  const [first, last] = [new Date(from.getTime() - aroundMs), new Date(to.getTime() + aroundMs)]
  const { rows } = await db.execute<{ startAt: string; endAt: string }>(sql`
    select start_at as "startAt", end_at as "endAt" from meeting
    where status in ${holding} and start_at between ${first.toISOString()} and ${last.toISOString()} and id is distinct from ${except}::uuid`)
  return rows.map(({ startAt, endAt }) => ({ startAt: new Date(startAt), endAt: new Date(endAt) }))
}

/** What a meeting has to keep to, how long it is, and the organisation's zone in the rules. */
export async function loadMeetingRules(db: Sql): Promise<{ rules: MeetingRules; lengthMs: number }> {
  const { document: meetings } = await loadSettings(db, meetingSection)
  const { document: organisation } = await loadSettings(db, organisationSection)
  const { document: review } = await loadSettings(db, reviewSection)
  const rules = { ...meetings, workingHours: review.workingHours, zone: organisation.timeZone }
  return { rules, lengthMs: meetings.lengthMinutes * 60_000 }
}

/** Whether a calendar has ever been read; and what is wrong with it, where the last reading failed. */
export async function loadCalendarProblem(db: Sql): Promise<string | null> {
  const { rows } = await db.execute<{ readAt: string | null; problem: string | null }>(
    sql`select read_at as "readAt", problem from calendar_reading order by read_at desc nulls last limit 1`,
  )
  const [row] = rows
  if (!row) return 'No calendar is connected: GHL_CALENDAR_ID names the one that meetings are booked in.'
  return row.readAt === null ? (row.problem ?? 'The calendar has not been read yet.') : null
}
