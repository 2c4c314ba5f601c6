import { z } from 'zod'
import type { HttpClient } from '../http/http-client.ts'
import { wirePath } from '../http/wire-path.ts'
import { orMissing } from './or-missing.ts'

/** A meeting as the calendar keeps it. Instants are ISO 8601. */
export type Appointment = {
  id: string
  contactId: string
  status: string
  startTime: string
  endTime: string | null
  updatedAt: string | null
}

const appointmentSchema = z
  .object({
    id: z.string().min(1),
    contactId: z.string().nullish(),
    appointmentStatus: z.string().nullish(),
    startTime: z.string(),
    endTime: z.string().nullish(),
    dateUpdated: z.string().nullish(),
  })
  .transform((wire): Appointment | null =>
    wire.contactId == null
      ? null
      : {
          id: wire.id,
          contactId: wire.contactId,
          status: wire.appointmentStatus ?? 'confirmed',
          startTime: wire.startTime,
          endTime: wire.endTime ?? null,
          updatedAt: wire.dateUpdated ?? null,
        },
  )

/** What an answer must say before a meeting counts as booked. */
const bookedSchema = appointmentSchema.refine((one) => one !== null, 'names no contact')

export type NewAppointment = { contactId: string; startAt: Date; endAt: Date; title: string; description: string }

export type Calendar = {
  /** The calendar that meetings are booked in; null where none is configured. */
  id: string | null
  /** Meetings of our calendar that begin within these instants; none where no calendar is configured. */
  appointments(from: Date, to: Date): Promise<Appointment[]>
  /** When our calendar is free, at most 31 days at once, as instants. */
  freeSlots(from: Date, to: Date): Promise<Date[]>
  /** Null: not there. */
  get(appointmentId: string): Promise<Appointment | null>
  /** Books, and lets the calendar write to the contact. There is no idempotency: a second one is a second meeting. A time that is gone is refused with 400. */
  book(appointment: NewAppointment, departure: { attemptKey: string; beforeWrite(): boolean }): Promise<Appointment>
}

const day = /^\d{4}-\d{2}-\d{2}$/
const slotsOfDay = z.object({ slots: z.array(z.iso.datetime({ offset: true })) })
/** A map by date, with `traceId` among the dates. */
const slotsSchema = z
  .record(z.string(), z.unknown())
  .transform((days) => Object.entries(days).flatMap(([key, value]) => (day.test(key) ? slotsOfDay.parse(value).slots : [])))

export function createCalendar(http: HttpClient, { locationId, calendarId }: { locationId: string; calendarId: string | null }): Calendar {
  return {
    id: calendarId,

    async appointments(from: Date, to: Date): Promise<Appointment[]> {
      if (calendarId === null) return []
      const query = new URLSearchParams({ locationId, calendarId, startTime: String(from.getTime()), endTime: String(to.getTime()) })
      const schema = z.object({ events: z.array(appointmentSchema) })
      const { events } = await http.call({ kind: 'read', method: 'GET', path: '/calendars/events', query, schema })
      return events.filter((one) => one !== null)
    },

    async freeSlots(from: Date, to: Date): Promise<Date[]> {
      if (calendarId === null) return []
      const query = new URLSearchParams({ startDate: String(from.getTime()), endDate: String(to.getTime()), timezone: 'UTC' })
      const path = wirePath`/calendars/${calendarId}/free-slots`
      const slots = await http.call({ kind: 'read', method: 'GET', path, query, schema: slotsSchema })
      return slots.map((at) => new Date(at))
    },

    async get(appointmentId: string): Promise<Appointment | null> {
      const path = wirePath`/calendars/events/appointments/${appointmentId}`
      const answer = await orMissing(http.call({ kind: 'read', method: 'GET', path, schema: z.object({ event: appointmentSchema }) }))
      return answer?.event ?? null
    },

    async book({ contactId, startAt, endAt, title, description }, { attemptKey, beforeWrite }): Promise<Appointment> {
      if (calendarId === null) throw new RangeError('no calendar is configured')
      const booked = await http.call({
        kind: 'delivering',
        method: 'POST',
        path: '/calendars/events/appointments',
        body: {
          calendarId,
          locationId,
          contactId,
          startTime: startAt.toISOString(),
          endTime: endAt.toISOString(),
          title,
          description,
          appointmentStatus: 'confirmed',
          toNotify: true,
        },
        schema: bookedSchema,
        attemptKey,
        beforeWrite,
      })
      if (booked === null) throw new RangeError('an answer without a contact was let through')
      return booked
    },
  }
}
