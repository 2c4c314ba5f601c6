import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { jsonAnswer, type WireAnswer } from '../wire.ts'
import type { Call } from './call.ts'
import { announce } from './hooks.ts'
import { notFound, parse, queryOf, refuse } from './refusals.ts'
import { type Appointment, CALENDAR, iso, LOCATION, newWireId, type State } from './state.ts'

const SLOT_MS = 30 * 60_000
const DAY_MS = 86_400_000
const MOST_DAYS = 31
/** The calendar is open on weekdays at these hours, UTC. */
const OPEN = { from: 14, to: 22 }

const slotsQuery = z.object({
  startDate: z.coerce.number().int(),
  endDate: z.coerce.number().int(),
  timezone: z.string().default('UTC'),
  userId: z.string().optional(),
})

/** A map by date, with `traceId` among the dates. */
export function freeSlots({ state, request, params }: Call): WireAnswer {
  if (params[0] !== CALENDAR) return notFound('Calendar')
  const query = parse(slotsQuery, queryOf(request.query))
  if ('refusal' in query) return query.refusal
  const { startDate, endDate, timezone } = query.data
  if (endDate - startDate > MOST_DAYS * DAY_MS) return refuse(400, 'Date range can not be more than 31 days')
  const days: Record<string, unknown> = {}
  for (let at = Math.ceil(Math.max(startDate, state.world.clock.now()) / SLOT_MS) * SLOT_MS; at + SLOT_MS <= endDate; at += SLOT_MS) {
    if (!isOpen(at) || isTaken(state, at, at + SLOT_MS, null)) continue
    const local = localIso(at, timezone)
    const day = local.slice(0, 10)
    const known = days[day]
    const slots = typeof known === 'object' && known !== null && 'slots' in known && Array.isArray(known.slots) ? known.slots : []
    days[day] = { slots: [...slots, local] }
  }
  return jsonAnswer(200, { ...days, traceId: randomUUID() })
}

function isOpen(at: number): boolean {
  const date = new Date(at)
  const day = date.getUTCDay()
  return day >= 1 && day <= 5 && date.getUTCHours() >= OPEN.from && date.getUTCHours() < OPEN.to
}

function isTaken(state: State, from: number, to: number, except: string | null): boolean {
  return [...state.appointments.values()].some(
    (one) => one.id !== except && one.status !== 'cancelled' && one.startAt < to && one.endAt > from,
  )
}

/** Made once for each zone: making one takes longer than formatting a month of slots. */
const formats = new Map<string, Intl.DateTimeFormat>()

/** `2026-11-24T09:00:00-06:00` */
function localIso(at: number, timeZone: string): string {
  const format = formats.get(timeZone) ?? new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' })
  formats.set(timeZone, format)
  const parts = format.format(at).replace(' ', 'T')
  const offset = Math.round((Date.parse(`${parts}Z`) - at) / 60_000)
  const digits = (value: number) => String(value).padStart(2, '0')
  return `${parts}${offset < 0 ? '-' : '+'}${digits(Math.floor(Math.abs(offset) / 60))}:${digits(Math.abs(offset) % 60)}`
}

const instant = z.iso.datetime({ offset: true })
const appointmentStatus = z.enum(['new', 'confirmed', 'cancelled', 'showed', 'noshow', 'invalid'])
const created = z.strictObject({
  calendarId: z.string(),
  locationId: z.string(),
  contactId: z.string(),
  startTime: instant,
  endTime: instant.optional(),
  title: z.string().optional(),
  appointmentStatus: appointmentStatus.optional(),
  assignedUserId: z.string().optional(),
  address: z.string().optional(),
  description: z.string().optional(),
  meetingLocationType: z.string().optional(),
  ignoreDateRange: z.boolean().optional(),
  ignoreFreeSlotValidation: z.boolean().optional(),
  toNotify: z.boolean().optional(),
})

export function createAppointment({ state, request }: Call): WireAnswer {
  const input = parse(created, request.json)
  if ('refusal' in input) return input.refusal
  const { calendarId, contactId, startTime, endTime, title, ignoreFreeSlotValidation } = input.data
  if (calendarId !== CALENDAR) return notFound('Calendar')
  if (!state.contacts.has(contactId)) return refuse(400, 'Contact not found')
  const startAt = Date.parse(startTime)
  const endAt = endTime === undefined ? startAt + SLOT_MS : Date.parse(endTime)
  if (ignoreFreeSlotValidation !== true && (!isOpen(startAt) || isTaken(state, startAt, endAt, null))) {
    return refuse(400, 'The slot you have selected is no longer available.')
  }
  const now = state.world.clock.now()
  const appointment: Appointment = {
    id: newWireId(),
    calendarId,
    contactId,
    title: title ?? '',
    startAt,
    endAt,
    status: input.data.appointmentStatus ?? 'confirmed',
    dateAdded: now,
    dateUpdated: now,
  }
  return jsonAnswer(201, save(state, appointment, 'AppointmentCreate'))
}

export function getAppointment({ state, params }: Call): WireAnswer {
  const found = state.appointments.get(params[0] ?? '')
  return found ? jsonAnswer(200, { event: shape(found) }) : notFound('Appointment')
}

const changed = created.partial()

export function updateAppointment({ state, request, params }: Call): WireAnswer {
  const old = state.appointments.get(params[0] ?? '')
  if (!old) return notFound('Appointment')
  const input = parse(changed, request.json)
  if ('refusal' in input) return input.refusal
  const { startTime, endTime, title, appointmentStatus: status } = input.data
  const startAt = startTime === undefined ? old.startAt : Date.parse(startTime)
  const endAt = endTime === undefined ? startAt + (old.endAt - old.startAt) : Date.parse(endTime)
  if (startTime !== undefined && isTaken(state, startAt, endAt, old.id)) {
    return refuse(400, 'The slot you have selected is no longer available.')
  }
  const next = { ...old, startAt, endAt, title: title ?? old.title, status: status ?? old.status, dateUpdated: state.world.clock.now() }
  return jsonAnswer(200, save(state, next, 'AppointmentUpdate'))
}

export function deleteAppointment({ state, params }: Call): WireAnswer {
  const old = state.appointments.get(params[0] ?? '')
  if (!old) return notFound('Event')
  state.appointments.delete(old.id)
  announce(state, 'AppointmentDelete', { appointment: eventShape(old) })
  return jsonAnswer(200, { succeeded: true })
}

const eventsQuery = z.object({
  locationId: z.string(),
  calendarId: z.string(),
  startTime: z.coerce.number().int(),
  endTime: z.coerce.number().int(),
})

export function listEvents({ state, request }: Call): WireAnswer {
  const query = parse(eventsQuery, queryOf(request.query))
  if ('refusal' in query) return query.refusal
  const { calendarId, startTime, endTime } = query.data
  const found = [...state.appointments.values()].filter(
    (one) => one.calendarId === calendarId && one.startAt >= startTime && one.startAt <= endTime,
  )
  return jsonAnswer(200, { events: found.map(shape), traceId: randomUUID() })
}

export function contactAppointments({ state, params }: Call): WireAnswer {
  return jsonAnswer(200, { events: [...state.appointments.values()].filter((one) => one.contactId === params[0]).map(shape) })
}

function save(state: State, appointment: Appointment, type: string): Record<string, unknown> {
  state.appointments.put(appointment.id, appointment)
  announce(state, type, { appointment: eventShape(appointment) })
  return shape(appointment)
}

function shape(one: Appointment): Record<string, unknown> {
  return {
    id: one.id,
    calendarId: one.calendarId,
    locationId: LOCATION,
    contactId: one.contactId,
    startTime: iso(one.startAt),
    endTime: iso(one.endAt),
    title: one.title,
    appointmentStatus: one.status,
    isRecurring: false,
    dateAdded: iso(one.dateAdded),
    dateUpdated: iso(one.dateUpdated),
  }
}

function eventShape(one: Appointment): Record<string, unknown> {
  const { isRecurring: _, locationId: __, ...fields } = shape(one)
  return { ...fields, users: [], source: 'api', notes: '' }
}
