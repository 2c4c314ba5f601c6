import type { Sql } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import { businessNow } from '../business-now.ts'
import type { Holidays } from '../dispatch/load-holidays.ts'
import type { CadenceAction } from './cadence-plan.ts'
import type { ChangeEnrollmentInput } from './change-enrollment.ts'
import { loadPlan } from './load-plan.ts'
import { type Enrolled, loadEnrolled } from './load-ways.ts'
import { movedSteps } from './moved-steps.ts'
import { scheduleSteps, type Way } from './schedule.ts'
import { loadCalendar } from './schedule-enrollments.ts'

/** A step that is left, when it is due now and when it would be; null where it is not there, or nobody knows when it goes on. */
export type PreviewStep = { step: number; action: CadenceAction; template: string; before: Date | null; after: Date | null }

type Change = Pick<ChangeEnrollmentInput, 'leadId' | 'change' | 'plan' | 'planVersion' | 'until'>

/** What a change would do to the steps that are left of a running cadence, by the rule that the sweep goes by. Empty when none is running. */
export async function previewChange(db: Sql, holidays: Holidays, change: Change): Promise<PreviewStep[]> {
  const [enrolled] = await loadEnrolled(db, sql`e.lead_id = ${change.leadId} and e.state <> 'ENDED'`)
  if (!enrolled) return []
  const { findWindow, organisationZone } = await loadCalendar(db, holidays)
  const open = enrolled.steps.filter(({ isOpen }) => isOpen)
  const way = await changedWay(db, enrolled, change)
  const due = new Map(way === null ? [] : scheduleSteps(way, findWindow, organisationZone).map(({ place, dueAt }) => [place, dueAt]))
  const before = new Map(open.map(({ step, action, dueAt }) => [`${step} ${action}`, dueAt]))
  const after = (way?.steps ?? []).filter(({ isOpen }) => isOpen)
  const named = (steps: typeof after): PreviewStep[] =>
    steps.map(({ place, step, action, template }) => ({
      step,
      action,
      template,
      before: before.get(`${step} ${action}`) ?? null,
      after: due.get(place) ?? null,
    }))
  const stays = new Set(after.map(({ step, action }) => `${step} ${action}`))
  const gone = open.filter(({ step, action }) => !stays.has(`${step} ${action}`))
  return [
    ...named(after),
    ...gone.map(({ step, action, template, dueAt }) => ({ step, action, template, before: dueAt, after: null })),
  ].toSorted((a, b) => a.step - b.step)
}

type ChangedWay = Omit<Way, 'steps'> & { steps: readonly (Way['steps'][number] & { template: string })[] }

/** The way as it would be; null when nothing of it would be left to do, or it would stand still. */
async function changedWay(db: Sql, enrolled: Enrolled, { change, plan, planVersion, until }: Change): Promise<ChangedWay | null> {
  const now = await businessNow(db)
  const heldSoFar = enrolled.heldMs + (enrolled.pausedAt === null ? 0 : now.getTime() - enrolled.pausedAt.getTime())
  switch (change) {
    case 'ENROLL':
      return enrolled
    case 'EXIT':
      return null
    case 'PAUSE':
      return until === null ? null : { ...enrolled, heldMs: heldSoFar + Math.max(0, until.getTime() - now.getTime()) }
    case 'RESUME':
      return { ...enrolled, heldMs: heldSoFar }
    case 'MOVE': {
      const target = await loadPlan(db, plan ?? enrolled.plan, planVersion)
      if (!target) return enrolled
      const behind = enrolled.steps.filter(({ isOpen }) => !isOpen)
      const left = movedSteps(enrolled.steps, target.document.steps)
      const last = behind.at(-1)?.place ?? 0
      return {
        ...enrolled,
        heldMs: heldSoFar,
        steps: [...behind, ...left.map((step, index) => ({ ...step, place: last + index + 1, doneAt: null, isOpen: true }))],
      }
    }
    default:
      return change satisfies never
  }
}
