import { sql } from 'drizzle-orm'
import {
  check,
  doublePrecision,
  index,
  integer,
  pgEnum,
  smallint,
  snakeCase,
  text,
  timestamp,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core'
import { id, instant } from '../columns.ts'
import { lead, tier } from './lead.ts'

/** Who made it: we for a lead, or anybody else in the calendar. */
export const meetingSource = pgEnum('meeting_source', ['SWARM', 'CALENDAR'])

/**
 * REQUESTED: our row, before the call. BOOKING: the call is under way. BOOKED: the calendar has it. UNKNOWN: no clear answer, looked up and never
 * asked for again by itself. REFUSED: the calendar or a rule said no. CANCELLED, HELD and NO_SHOW are the calendar's word.
 */
export const meetingStatus = pgEnum('meeting_status', [
  'REQUESTED',
  'BOOKING',
  'BOOKED',
  'UNKNOWN',
  'REFUSED',
  'CANCELLED',
  'HELD',
  'NO_SHOW',
])

/** A meeting with somebody, as our calendar keeps it or is asked to. Instants are business time but for the lease. */
export const meeting = snakeCase.table(
  'meeting',
  {
    id: id(),
    /** Null: a contact of the calendar that is no lead of ours. */
    leadId: uuid().references(() => lead.id, { onDelete: 'set null' }),
    source: meetingSource().notNull(),
    status: meetingStatus().notNull(),
    startAt: instant().notNull(),
    endAt: instant().notNull(),
    /** The end with the buffer that follows it: two of ours never overlap (constraint `meeting_no_double_booking`). */
    busyUntil: instant().notNull(),
    /** IANA zone that its texts are written in. */
    timeZone: text().notNull(),
    requestedBy: text(),
    requestedAt: instant().notNull(),
    /** GoHighLevel's ids of the contact and of the appointment. */
    contactId: text(),
    appointmentId: text().unique(),
    attemptKey: uuid(),
    /** Real time: a call that has not reported by then is UNKNOWN. */
    leaseUntil: timestamp({ withTimezone: true }),
    /** Not tried or looked up again before. */
    notBefore: instant(),
    /** How often it was looked for and not found. */
    absences: integer().notNull().default(0),
    code: text(),
    message: text(),
    bookedAt: instant(),
    /** When the calendar said how it went, or that it is off. */
    settledAt: instant(),
    /** What we thought of the lead when it booked: what calibration compares with the outcome. */
    score: smallint(),
    tier: tier(),
    intent: doublePrecision(),
    /** Of the last email that they had from us. */
    angle: text(),
  },
  (t) => [
    check('meeting_ends_after_it_begins', sql`${t.startAt} < ${t.endAt} and ${t.endAt} <= ${t.busyUntil}`),
    check('meeting_of_ours_was_asked_for', sql`${t.source} = 'CALENDAR' or ${t.requestedBy} is not null`),
    uniqueIndex('meeting_one_request_per_lead').on(t.leadId).where(sql`${t.status} in ('REQUESTED', 'BOOKING', 'UNKNOWN')`),
    index('meeting_lead').on(t.leadId, t.startAt.desc().nullsFirst()),
    index('meeting_start').on(t.startAt),
    index('meeting_booked').on(t.bookedAt),
    index('meeting_open').on(t.status, t.id).where(sql`${t.status} in ('REQUESTED', 'BOOKING', 'UNKNOWN')`),
  ],
)

/** When our calendar is free, as it said last. */
export const calendarSlot = snakeCase.table('calendar_slot', { startAt: instant().primaryKey() })

/** When the calendar was read last; no row: none was ever read, so none is booked in. */
export const calendarReading = snakeCase.table('calendar_reading', {
  calendarId: text().primaryKey(),
  /** Business time of the last whole reading; null: none succeeded yet. */
  readAt: instant(),
  problem: text(),
})
