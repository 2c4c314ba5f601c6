import type { PlanStep, StepCondition, TaskKind } from './cadence-plan.ts'
import { dayIn, daysAfter, scheduleSteps, type Way, type WayStep, type WindowFinder } from './schedule.ts'
import { type LeadFacts, whySkipped } from './step-condition.ts'

export type ForecastStep = WayStep & { onlyWhen: StepCondition; task: TaskKind | null }

/** Somebody who will be written to: by a running enrollment, or by an approved first touch that begins one when it goes. */
export type ForecastLead = {
  way: Omit<Way, 'steps'> & { steps: readonly ForecastStep[] }
  facts: LeadFacts
  /** Recipient's domain; its ceiling counts emails to it. */
  domain: string | null
  /** Whether its next step is its first touch. */
  isFirstTouch: boolean
}

/** What one day of the organisation allows. */
export type DayLimits = {
  emails: number
  emailsPerDomain: number
  linkedinRequests: number
  /** What earlier real requests leave of the seven days up to and with this one; those of the forecast count besides. */
  linkedinRequestsIn7Days: number
  linkedinMessages: number
  /** Tiers that are open; of `canaryTier` only so many emails go. */
  tiers: readonly string[]
  canaryTier: string | null
  canaryEmails: number
  /** Whether follow-ups, and first touches, go that day. */
  isCadenceOpen: boolean
  isOutboundOpen: boolean
}

export type ForecastDay = {
  /** The organisation's day, YYYY-MM-DD. */
  on: string
  /** Emails whose turn it is, those that went over from the days before included. */
  emailsDue: number
  emailsSent: number
  emailLimit: number
  firstTouches: number
  followUps: number
  linkedinRequestsDue: number
  linkedinRequestsSent: number
  linkedinRequestLimit: number
  linkedinMessagesDue: number
  linkedinMessagesSent: number
  linkedinMessageLimit: number
  tasks: number
}

export type ForecastInput = {
  now: Date
  days: number
  organisationZone: string
  /** In the order in which they are planned within a day: follow-ups go before first touches whatever the order here. */
  leads: readonly ForecastLead[]
  limitsOn(day: string, index: number): DayLimits
  findWindow: WindowFinder
  /** The first window from now on. */
  nextWindow(zone: string, countryCode: string | null): Date | null
}

/** A lead on its way through the days, with the step whose turn is next. */
type Mover = {
  lead: ForecastLead
  steps: ForecastStep[]
  heldMs: number
  anchorAt: Date
  dueAt: Date | null
  isFirst: boolean
  zone: string
}

const dayMs = 86_400_000

/**
 * What will go out on each of the next days, by the rules that dispatch itself goes by: windows and holidays of every recipient, ceilings,
 * the ramp, steps in order with their conditions as they stand today, what does not fit going over to the next day, follow-ups first. It
 * assumes that everything due is approved in time and that nobody answers. Pure.
 */
export function forecastDays({ now, days, organisationZone, leads, limitsOn, findWindow, nextWindow }: ForecastInput): ForecastDay[] {
  const first = dayIn(now, organisationZone)
  const waiting: Mover[][] = Array.from({ length: days }, () => [])
  const indexOf = (at: Date) => Math.max(0, Math.round((Date.parse(dayIn(at, organisationZone)) - Date.parse(first)) / dayMs))
  const queue = (mover: Mover, at: Date | null) => {
    // What is due already goes in the window that is open, or in the next one.
    const next = at === null || at >= now ? at : nextWindow(mover.zone, mover.lead.way.countryCode)
    if (next === null) return
    const index = indexOf(next)
    if (index < days) waiting[index]?.push(mover)
  }
  const turn = (mover: Mover) => {
    const way = { ...mover.lead.way, anchorAt: mover.anchorAt, heldMs: mover.heldMs, steps: mover.steps }
    mover.dueAt = mover.isFirst
      ? (findWindow(dayIn(now, mover.zone), mover.zone, way.countryCode)?.opensAt ?? null)
      : (scheduleSteps(way, findWindow, organisationZone)[0]?.dueAt ?? null)
    queue(mover, mover.dueAt)
  }

  /** The first window that opens on a later day of the organisation: a recipient's tomorrow may still be our today. */
  const windowAfter = (on: string, { zone, lead }: Mover): Date | null => {
    for (let ahead = 1; ahead <= 3; ahead++) {
      const window = findWindow(daysAfter(on, ahead), zone, lead.way.countryCode)
      if (window === null || dayIn(window.opensAt, organisationZone) > on) return window?.opensAt ?? null
    }
    return null
  }

  for (const lead of leads) {
    turn({
      lead,
      steps: [...lead.way.steps],
      heldMs: lead.way.heldMs,
      anchorAt: lead.way.anchorAt,
      dueAt: null,
      isFirst: lead.isFirstTouch,
      zone: lead.way.zone ?? organisationZone,
    })
  }

  /** Requests of each day so far. */
  const requested: number[] = []
  return Array.from({ length: days }, (_, index): ForecastDay => {
    const on = daysAfter(first, index)
    const limits = limitsOn(on, index)
    const week = requested.slice(Math.max(0, index - 6), index).reduce((sum, count) => sum + count, 0)
    const day = emptyDay(on, {
      ...limits,
      linkedinRequests: Math.max(0, Math.min(limits.linkedinRequests, limits.linkedinRequestsIn7Days - week)),
    })
    const domains = new Map<string, number>()
    let canary = 0
    const today = waiting[index] ?? []
    // The array grows while it is walked: a skipped step's successor may be due on the same day.
    // As a plan takes them: follow-ups first, what is due longest before the rest.
    today.sort((a, b) => Number(a.isFirst) - Number(b.isFirst) || (a.dueAt?.getTime() ?? 0) - (b.dueAt?.getTime() ?? 0))
    for (let at = 0; at < today.length; at++) {
      const mover = today[at]
      const step = mover?.steps.find(({ isOpen }) => isOpen)
      if (mover === undefined || step === undefined) continue
      const { facts, domain } = mover.lead
      if (!mover.isFirst && whySkipped(step, facts) !== null) {
        close(mover, step, null)
        turn(mover)
        continue
      }
      const isCanary = limits.canaryTier !== null && facts.tier === limits.canaryTier && !limits.tiers.includes(facts.tier)
      const isOpen =
        (mover.isFirst ? limits.isOutboundOpen : limits.isCadenceOpen) &&
        (isCanary || (facts.tier !== null && limits.tiers.includes(facts.tier)))
      const goes =
        isOpen &&
        take(day, step, mover.isFirst, {
          isDomainFree: domain === null || (domains.get(domain) ?? 0) < limits.emailsPerDomain,
          isCanaryFree: !isCanary || canary < limits.canaryEmails,
        })
      if (!goes) {
        queue(mover, windowAfter(on, mover))
        continue
      }
      if (step.action === 'EMAIL' && domain !== null) domains.set(domain, (domains.get(domain) ?? 0) + 1)
      if (step.action === 'EMAIL' && isCanary) canary += 1
      const touchedAt = windowOn(on, mover, findWindow)
      if (mover.isFirst) mover.anchorAt = touchedAt
      else if (mover.dueAt !== null) mover.heldMs += Math.max(0, Math.floor((touchedAt.getTime() - mover.dueAt.getTime()) / dayMs)) * dayMs
      mover.isFirst = false
      close(mover, step, touchedAt)
      turn(mover)
    }
    requested.push(day.linkedinRequestsSent)
    return day
  })
}

/** When a touch leaves on a day: as its window opens. */
function windowOn(on: string, { zone, lead }: Mover, findWindow: WindowFinder): Date {
  return findWindow(on, zone, lead.way.countryCode)?.opensAt ?? new Date(`${on}T12:00:00Z`)
}

function close(mover: Mover, step: ForecastStep, doneAt: Date | null): void {
  mover.steps = mover.steps.map((one) => (one.place === step.place ? { ...one, isOpen: false, doneAt } : one))
}

function emptyDay(on: string, limits: DayLimits): ForecastDay {
  const none = { emailsDue: 0, emailsSent: 0, firstTouches: 0, followUps: 0, linkedinRequestsDue: 0, linkedinRequestsSent: 0 }
  return {
    on,
    ...none,
    emailLimit: limits.emails,
    linkedinRequestLimit: limits.linkedinRequests,
    linkedinMessagesDue: 0,
    linkedinMessagesSent: 0,
    linkedinMessageLimit: limits.linkedinMessages,
    tasks: 0,
  }
}

/** Counts a touch as due, and as sent where there is room for it. */
function take(
  day: ForecastDay,
  { action }: Pick<PlanStep, 'action'>,
  isFirst: boolean,
  free: { isDomainFree: boolean; isCanaryFree: boolean },
): boolean {
  switch (action) {
    case 'EMAIL':
      day.emailsDue += 1
      if (day.emailsSent >= day.emailLimit || !free.isDomainFree || !free.isCanaryFree) return false
      day.emailsSent += 1
      break
    case 'LINKEDIN_REQUEST':
      day.linkedinRequestsDue += 1
      if (day.linkedinRequestsSent >= day.linkedinRequestLimit) return false
      day.linkedinRequestsSent += 1
      break
    case 'LINKEDIN_MESSAGE':
      day.linkedinMessagesDue += 1
      if (day.linkedinMessagesSent >= day.linkedinMessageLimit) return false
      day.linkedinMessagesSent += 1
      break
    case 'TASK':
      day.tasks += 1
      return true
    default:
      return action satisfies never
  }
  if (isFirst) day.firstTouches += 1
  else day.followUps += 1
  return true
}
