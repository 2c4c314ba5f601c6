import { z } from 'zod'
import type { HttpClient } from '../http/http-client.ts'

/** A meeting as the calendar keeps it. Instants are ISO 8601. */
export type Appointment = {
  id: string
  contactId: string
  status: string
  startTime: string
  updatedAt: string | null
}

const appointmentSchema = z
  .object({
    id: z.string().min(1),
    contactId: z.string().nullish(),
    appointmentStatus: z.string().nullish(),
    startTime: z.string(),
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
          updatedAt: wire.dateUpdated ?? null,
        },
  )

export type Calendar = {
  /** Meetings of our calendar that begin within these instants; none where no calendar is configured. */
  appointments(from: Date, to: Date): Promise<Appointment[]>
}

export function createCalendar(http: HttpClient, { locationId, calendarId }: { locationId: string; calendarId: string | null }): Calendar {
  return {
    async appointments(from: Date, to: Date): Promise<Appointment[]> {
      if (calendarId === null) return []
      const query = new URLSearchParams({ locationId, calendarId, startTime: String(from.getTime()), endTime: String(to.getTime()) })
      const schema = z.object({ events: z.array(appointmentSchema) })
      const { events } = await http.call({ kind: 'read', method: 'GET', path: '/calendars/events', query, schema })
      return events.filter((one) => one !== null)
    },
  }
}
