import type { Sql, Writer } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import type { Actor } from '../actors.ts'
import { announce } from '../announce.ts'
import { writeAudit } from '../audit/write-audit.ts'
import { businessNow } from '../business-now.ts'
import { ConflictError, NotFoundError, RefusedError } from '../errors.ts'
import type { Wake } from '../queue/wake.ts'
import { recordTimeline } from '../timeline.ts'
import { meetingTime } from './meeting-words.ts'
import { loadMeetingRules, loadTaken } from './queries.ts'
import { refuseMeeting } from './refuse-meeting.ts'
import { slotProblem } from './slot-problem.ts'

type LeadNow = { timeZone: string | null; score: number | null; tier: string | null; intent: number }

/**
 * Asks for a meeting with a lead: our row, which holds the time from then on; the runner books it at the calendar. The same lead and time again
 * is the same meeting. Throws NotFoundError, ConflictError (another request of this lead is under way) and RefusedError.
 */
export async function bookMeeting(
  writer: Writer,
  wake: Wake,
  actor: Actor,
  { leadId, startAt }: { leadId: string; startAt: Date },
): Promise<{ meetingId: string }> {
  const asked = await writer.transaction(async (tx) => {
    // One booking at a time: what is free is decided by all of them together.
    await tx.execute(sql`select pg_advisory_xact_lock(hashtext('swarm.meetings'))`)
    const lead = await lockLead(tx, leadId)
    const now = await businessNow(tx)
    const known = await knownMeeting(tx, leadId, startAt, now)
    if (known !== null) return { meetingId: known, isNew: false }
    await refuseMeeting(tx, leadId)

    const { rules, lengthMs } = await loadMeetingRules(tx)
    const span = { startAt, endAt: new Date(startAt.getTime() + lengthMs) }
    const problem = slotProblem(span, await loadTaken(tx, startAt, span.endAt), rules, now)
    if (problem) throw new RefusedError('GUARD_REFUSED', problem.message, [problem])
    const { rows: free } = await tx.execute<{ at: string }>(
      sql`select start_at as at from calendar_slot where start_at = ${startAt.toISOString()}`,
    )
    const gone = { code: 'SLOT_TAKEN', message: 'The calendar is not free then.' }
    if (free.length === 0) throw new RefusedError('GUARD_REFUSED', gone.message, [gone])

    const zone = lead.timeZone ?? rules.zone
    const { rows } = await tx.execute<{ id: string }>(sql`
      insert into meeting (lead_id, source, status, start_at, end_at, busy_until, time_zone, requested_by, requested_at, score, tier, intent, angle)
      values (${leadId}, 'SWARM', 'REQUESTED', ${startAt.toISOString()}, ${span.endAt.toISOString()},
        ${new Date(span.endAt.getTime() + rules.bufferMinutes * 60_000).toISOString()}, ${zone}, ${actor.name}, ${now.toISOString()},
        ${lead.score}, ${lead.tier}, ${lead.intent},
        (select s.angle from send s where s.lead_id = ${leadId} and s.accepted_at is not null and s.angle is not null order by s.accepted_at desc limit 1))
      returning id`)
    const [row] = rows
    if (!row) throw new Error('no meeting was written')
    const words = meetingTime(span, zone)
    const detail = { leadId, startAt: startAt.toISOString(), endAt: span.endAt.toISOString(), timeZone: zone }
    await writeAudit(tx, actor, { action: 'meeting.requested', subjectType: 'meeting', subjectId: row.id, detail })
    await recordTimeline(tx, now, [
      { leadId, kind: 'meeting', actor: actor.name, summary: `Meeting asked for: ${words}.`, detail: { meetingId: row.id } },
    ])
    await announce(tx, 'lead', [leadId])
    return { meetingId: row.id, isNew: true }
  })
  if (asked.isNew) await wake('bookMeetings', {}, 'book')
  return { meetingId: asked.meetingId }
}

async function lockLead(tx: Sql, leadId: string): Promise<LeadNow> {
  const { rows } = await tx.execute<LeadNow>(sql`
    select time_zone as "timeZone", score, tier, intent from lead where id = ${leadId} for no key update`)
  const [lead] = rows
  if (!lead) throw new NotFoundError('There is no such lead.')
  return lead
}

/** The meeting that this asks for again; null: none yet. Another one of this lead that is still to come stands against it. */
async function knownMeeting(tx: Sql, leadId: string, startAt: Date, now: Date): Promise<string | null> {
  const { rows } = await tx.execute<{ id: string; status: string; startAt: string; by: string | null; at: string }>(sql`
    select id, status, start_at as "startAt", requested_by as by, requested_at as at from meeting
    where lead_id = ${leadId} and (status in ('REQUESTED', 'BOOKING', 'UNKNOWN') or (status = 'BOOKED' and start_at > ${now.toISOString()}))
    order by start_at = ${startAt.toISOString()} desc, start_at limit 1`)
  const [other] = rows
  if (!other) return null
  if (new Date(other.startAt).getTime() === startAt.getTime()) return other.id
  if (other.status !== 'BOOKED') {
    throw new ConflictError('Another meeting with this lead is being booked.', { decidedBy: other.by, decidedAt: new Date(other.at) })
  }
  const message = 'This lead has a meeting already; it is moved or cancelled in the calendar.'
  throw new RefusedError('ALREADY_DONE', message, [{ code: 'ALREADY_BOOKED', message }])
}
