import type { Sql, Writer } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import type { Actor } from '../actors.ts'
import { announce } from '../announce.ts'
import { writeAudit } from '../audit/write-audit.ts'
import { businessNow } from '../business-now.ts'
import type { Appointment } from '../providers/ghl/calendar.ts'
import { storeDeliveries } from '../signals/store-deliveries.ts'
import { recordTimeline } from '../timeline.ts'
import { meetingTime } from './meeting-words.ts'

const OPERATOR: Actor = { kind: 'agent', name: 'OPERATOR' }

/** What came of asking the calendar. */
export type MeetingOutcome =
  | { is: 'BOOKED'; appointment: Appointment }
  | { is: 'REFUSED'; code: string; message: string }
  | { is: 'UNKNOWN'; message: string }
  /** Certainly not asked: it is tried again after so many milliseconds. */
  | { is: 'NOT_SENT'; message: string; againInMs: number }
  /** Looked for and not found, after an unclear answer. */
  | { is: 'ABSENT'; againInMs: number }

type Row = { leadId: string | null; startAt: string; endAt: string; timeZone: string }

const actions = { BOOKED: 'meeting.booked', REFUSED: 'meeting.refused', UNKNOWN: 'meeting.unclear' } as const

/**
 * Writes what came of it, once, to a meeting that is still under way, with audit and timeline. A booked one is told of as the calendar's own
 * event would tell it, in the same transaction, so that status, cadence and recalls follow the one way; that event itself is then a duplicate.
 */
export async function settleMeeting(writer: Writer, meetingId: string, outcome: MeetingOutcome): Promise<void> {
  await writer.transaction(async (tx) => {
    const now = await businessNow(tx)
    const row = await write(tx, meetingId, outcome, now)
    if (row === null || outcome.is === 'NOT_SENT' || outcome.is === 'ABSENT') return
    const span = { startAt: new Date(row.startAt), endAt: new Date(row.endAt) }
    const words = meetingTime(span, row.timeZone)
    const told = outcome.is === 'BOOKED' ? { appointmentId: outcome.appointment.id } : { message: outcome.message }
    await writeAudit(tx, OPERATOR, {
      action: actions[outcome.is],
      subjectType: 'meeting',
      subjectId: meetingId,
      detail: { leadId: row.leadId, startAt: row.startAt, ...told },
    })
    if (row.leadId !== null) {
      const summary = {
        BOOKED: `Meeting booked: ${words}.`,
        REFUSED: `No meeting: ${'message' in told ? told.message : ''}`,
        UNKNOWN: 'The calendar gave no clear answer; it is looked up.',
      }[outcome.is]
      await recordTimeline(tx, now, [
        { leadId: row.leadId, kind: 'meeting', actor: OPERATOR.name, summary, detail: { meetingId, ...told } },
      ])
      await announce(tx, 'lead', [row.leadId])
    }
    if (outcome.is === 'BOOKED') await tell(tx, outcome.appointment, now)
  })
}

async function write(tx: Sql, id: string, outcome: MeetingOutcome, now: Date): Promise<Row | null> {
  const set = changes(outcome, now)
  const { rows } = await tx.execute<Row>(sql`
    update meeting set lease_until = null, ${set} where id = ${id} and status in ('REQUESTED', 'BOOKING', 'UNKNOWN')
    returning lead_id as "leadId", start_at as "startAt", end_at as "endAt", time_zone as "timeZone"`)
  const [row] = rows
  if (row && outcome.is === 'REFUSED') await tx.execute(sql`delete from calendar_slot where start_at = ${row.startAt}::timestamptz`)
  return row ?? null
}

function changes(outcome: MeetingOutcome, now: Date) {
  const after = (ms: number) => new Date(now.getTime() + ms).toISOString()
  switch (outcome.is) {
    case 'BOOKED':
      return sql`status = 'BOOKED', appointment_id = ${outcome.appointment.id}, booked_at = ${now.toISOString()}, code = null, message = null, not_before = null`
    case 'REFUSED':
      return sql`status = 'REFUSED', code = ${outcome.code}, message = ${outcome.message}, settled_at = ${now.toISOString()}`
    case 'UNKNOWN':
      return sql`status = 'UNKNOWN', code = 'UNKNOWN', message = ${outcome.message}, not_before = ${after(10_000)}`
    case 'NOT_SENT':
      return sql`status = 'REQUESTED', message = ${outcome.message}, not_before = ${after(outcome.againInMs)}`
    case 'ABSENT':
      return sql`absences = absences + 1, not_before = ${after(outcome.againInMs)}`
  }
}

async function tell(tx: Sql, { id, contactId, status, startTime, updatedAt }: Appointment, now: Date): Promise<void> {
  const payload = {
    type: 'AppointmentCreate',
    appointment: { id, contactId, appointmentStatus: status, startTime, dateUpdated: updatedAt },
    timestamp: updatedAt ?? now.toISOString(),
  }
  const body = Buffer.from(JSON.stringify(payload))
  await storeDeliveries(tx, [{ provider: 'ghl', headers: { 'brought-by': 'booking' }, body, isAuthenticated: true }])
}
