import { z } from 'zod'
import type { SettingsSection } from '../settings/load-settings.ts'
import type { WholeTightening } from '../settings/tightening.ts'

const clockTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be HH:MM in 24 hours')

/** What rules the cadence besides its plans: numbers of dispatch.md, each once. */
export const cadenceSchema = z.object({
  /** The plan that accepted first touches are enrolled in, in its newest version. */
  plan: z.string().min(1).max(100).default('default'),
  /** Hours that a step may be overdue because of a stop, an outage or a restored backup before it is parked for a person. */
  graceHours: z.number().min(1).max(720).default(24),
  /** Whether a reply of one person pauses everybody at their company. */
  pauseCompany: z.boolean().default(true),
  /** Days of a pause after an out-of-office that names no date. */
  outOfOfficeDays: z.number().min(1).max(60).default(7),
  /** From when on, on a working day, the follow-ups that no standing approval covers are frozen into the batch that a person approves. */
  firstBatchFrom: clockTime
    .default('07:00')
    .meta({ title: 'Batch of follow-ups from', description: 'In the organisation’s zone, on working days; best before anybody is there.' }),
  /** From when on what nobody decided is frozen anew, for what can still go then. */
  batchFrom: clockTime.default('14:00').meta({
    title: 'Frozen anew from',
    description: 'What nobody has decided by then is replaced by a batch of what can still go when it is approved later that day.',
  }),
})

export type CadenceSettings = z.infer<typeof cadenceSchema>

export const cadenceSection: SettingsSection<CadenceSettings> = { name: 'cadence', schema: cadenceSchema }

/** While the ramp is on, what fell due in a stop is parked no later, and a company that answered is not written to on. */
export const cadenceTightening = {
  plan: 'free',
  graceHours: 'lower',
  pauseCompany: 'onlyOn',
  outOfOfficeDays: 'higher',
  firstBatchFrom: 'free',
  batchFrom: 'free',
} as const satisfies WholeTightening<CadenceSettings>
