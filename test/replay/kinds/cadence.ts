import { scheduleSteps, windowFinder } from '@swarm/jobs/cadence/schedule'
import { shippedPlans } from '@swarm/jobs/cadence/shipped-plans'
import { whySkipped } from '@swarm/jobs/cadence/step-condition'
import { dispatchSchema } from '@swarm/jobs/dispatch/dispatch-settings'
import { loadHolidays } from '@swarm/jobs/dispatch/load-holidays'
import { z } from 'zod'
import { defineKind, isSame } from '../kind.ts'

const schema = z.strictObject({
  kind: z.literal('cadence'),
  name: z.string(),
  note: z.string().optional(),
  isSafety: z.boolean().default(false),
  given: z.strictObject({
    plan: z.string().default('default'),
    /** When the first touch was accepted. */
    anchorAt: z.iso.datetime(),
    zone: z.string().nullable().default('America/Denver'),
    countryCode: z.string().nullable().default('US'),
    /** Steps that were done after the first, and when. */
    done: z.record(z.string(), z.iso.datetime()).default({}),
    skipped: z.array(z.int()).default([]),
    connectedAt: z.iso.datetime().nullable().default(null),
    heldDays: z.number().default(0),
    mondayAndFriday: z.boolean().default(false),
    lead: z
      .strictObject({
        hasEmail: z.boolean().default(true),
        isEmailInvalid: z.boolean().default(false),
        hasLinkedin: z.boolean().default(true),
        tier: z.string().nullable().default('TIER_1'),
        isOnGhl: z.boolean().default(false),
        hasReplied: z.boolean().default(false),
        isConnected: z.boolean().default(false),
        wasRequested: z.boolean().default(false),
        isLinkedinOpen: z.boolean().default(true),
      })
      .prefault({}),
  }),
  expected: z.strictObject({
    /** Each step that is left with the instant from which it is due. */
    due: z.record(z.string(), z.iso.datetime()),
    /** The steps that are not for this lead, with the code. */
    skipped: z.record(z.string(), z.string()).default({}),
  }),
})

const holidays = loadHolidays()

function decide({ given }: z.infer<typeof schema>) {
  const { plan, anchorAt, zone, countryCode, done, connectedAt, heldDays } = given
  const { window } = dispatchSchema.parse({ window: { mondayAndFriday: given.mondayAndFriday } })
  const steps = shippedPlans[plan]?.steps ?? []
  const due = scheduleSteps(
    {
      anchorAt: new Date(anchorAt),
      heldMs: heldDays * 86_400_000,
      connectedAt: connectedAt === null ? null : new Date(connectedAt),
      zone,
      countryCode,
      steps: steps.map((step, index) => {
        const doneAt = index === 0 ? anchorAt : done[step.step]
        return {
          ...step,
          place: index + 1,
          doneAt: doneAt === undefined ? null : new Date(doneAt),
          isOpen: doneAt === undefined && !given.skipped.includes(step.step),
        }
      }),
    },
    windowFinder({ window, holidays, organisationZone: 'America/Denver' }),
    'America/Denver',
  )
  const skipped = steps.flatMap((step) => {
    const reason = whySkipped(step, given.lead)
    return reason === null ? [] : [[String(step.step), reason.code]]
  })
  return {
    due: Object.fromEntries(due.map(({ step, dueAt }) => [String(step), dueAt.toISOString()])),
    skipped: Object.fromEntries(skipped),
  }
}

/** A lead's way through a plan: 3 points for the days of all steps, 2 for those that are not for this lead. */
export const cadenceKind = defineKind('cadence', schema, decide, [
  {
    what: 'days',
    points: 3,
    isEarned: ({ expected }, outcome) =>
      isSame(Object.fromEntries(Object.entries(expected.due).map(([step, at]) => [step, new Date(at).toISOString()])), outcome.due),
  },
  { what: 'skipped steps', points: 2, isEarned: ({ expected }, outcome) => isSame(expected.skipped, outcome.skipped) },
])
