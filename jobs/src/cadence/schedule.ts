import { Temporal } from 'temporal-polyfill'
import { nextSendWindow, type WindowRules } from '../dispatch/send-window.ts'
import type { CadenceAction } from './cadence-plan.ts'

/** One step of a lead's way as it stands. */
export type WayStep = {
  place: number
  step: number
  day: number
  action: CadenceAction
  /** When it was done; null while it waits, and for a skipped one. */
  doneAt: Date | null
  isOpen: boolean
}

/** A lead's way through its plan: what the days of its steps follow from. */
export type Way = {
  /** When the first touch was accepted. */
  anchorAt: Date
  /** How long it was held, in milliseconds. */
  heldMs: number
  connectedAt: Date | null
  zone: string | null
  countryCode: string | null
  /** In the order of the plan. */
  steps: readonly WayStep[]
}

export type DueStep = { place: number; step: number; dueAt: Date }

/** When the first window opens on a day or after it, in a zone and country; and the day it opens on there. */
export type WindowFinder = (day: string, zone: string, countryCode: string | null) => { opensAt: Date; day: string } | null

/**
 * Windows by day, zone and country, each worked out once: a month of hundreds of enrollments asks for the same few over and over.
 * An unknown zone counts as the organisation's; the guard holds such a send anyway.
 */
export function windowFinder(rules: WindowRules): WindowFinder {
  const known = new Map<string, ReturnType<WindowFinder>>()
  return (day, zone, countryCode) => {
    const key = `${day} ${zone} ${countryCode}`
    const found = known.get(key)
    if (found !== undefined) return found
    const midnight = Temporal.PlainDate.from(day).toZonedDateTime({ timeZone: zone }).epochMilliseconds
    const window = nextSendWindow(new Date(midnight), { zone, countryCode }, rules)
    const answer = window === null ? null : { opensAt: window.from, day: dayIn(window.from, zone) }
    known.set(key, answer)
    return answer
  }
}

/** The first window from an instant on, by zone and country, each worked out once. */
export function nextWindowFrom(now: Date, rules: WindowRules): (zone: string, countryCode: string | null) => Date | null {
  const known = new Map<string, Date | null>()
  return (zone, countryCode) => {
    const key = `${zone} ${countryCode}`
    const found = known.get(key)
    if (found !== undefined) return found
    const answer = nextSendWindow(now, { zone, countryCode }, rules)?.scheduledAt ?? null
    known.set(key, answer)
    return answer
  }
}

const formats = new Map<string, Intl.DateTimeFormat>()

/** The day of an instant in a zone, YYYY-MM-DD. */
export function dayIn(at: Date, zone: string): string {
  const format =
    formats.get(zone) ?? new Intl.DateTimeFormat('en-CA', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' })
  formats.set(zone, format)
  return format.format(at)
}

const dayMs = 86_400_000

/** A day so many days later; days are compared as text. */
export function daysAfter(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * dayMs).toISOString().slice(0, 10)
}

const later = (one: string, other: string): string => (one > other ? one : other)
const earlier = (one: string, other: string): string => (one < other ? one : other)

/** The last place that an early connection brings forward: that of the next LinkedIn message or of the next email, whichever comes later. */
function earlyThrough(open: readonly WayStep[]): number {
  const message = open.find(({ action }) => action === 'LINKEDIN_MESSAGE')
  const email = open.find(({ action }) => action === 'EMAIL')
  return message === undefined ? 0 : Math.max(message.place, email?.place ?? 0)
}

/**
 * When each step that is left falls due, in order. The one rule of the cadence's days:
 * - days count in the recipient's zone from the first touch, shifted by the time held, and move to the next allowed window;
 * - a connection brings the next LinkedIn message and the next email forward to the days after it, unless they were due before;
 * - each step has a day of its own: never two touches a day, and none before the one before it.
 * What was open when the connection came counts, so that what it brought forward stays so.
 */
export function scheduleSteps(way: Way, findWindow: WindowFinder, organisationZone: string): DueStep[] {
  const zone = way.zone ?? organisationZone
  const open = way.steps.filter(({ isOpen }) => isOpen)
  const shifted = dayIn(new Date(way.anchorAt.getTime() + way.heldMs), zone)
  const firstDay = way.steps[0]?.day ?? 1
  const connectedOn = way.connectedAt === null ? null : dayIn(way.connectedAt, zone)
  const openAtConnection = way.steps.filter(
    ({ isOpen, doneAt }) => isOpen || (doneAt !== null && way.connectedAt !== null && doneAt > way.connectedAt),
  )
  const through = connectedOn === null ? 0 : earlyThrough(openAtConnection)

  const due: DueStep[] = []
  let last = way.steps.reduce((day, { doneAt }) => (doneAt === null ? day : later(day, dayIn(doneAt, zone))), '')
  for (const { place, step, day } of open) {
    const planned = daysAfter(shifted, day - firstDay)
    const wanted = connectedOn !== null && place <= through ? earlier(planned, connectedOn) : planned
    const window = findWindow(last === '' ? wanted : later(wanted, daysAfter(last, 1)), zone, way.countryCode)
    // No day of the next 60 allows one: nothing after it can be planned either.
    if (window === null) return due
    due.push({ place, step, dueAt: window.opensAt })
    last = window.day
  }
  return due
}
