import type { Sql } from '@swarm/db/write'
import { loadTemplates } from '../craft/load-templates.ts'
import type { Holidays } from '../dispatch/load-holidays.ts'
import { loadSettings } from '../settings/load-settings.ts'
import { planSchema } from './cadence-plan.ts'
import { cadenceSection } from './cadence-settings.ts'
import type { ForecastDay } from './forecast.ts'
import { loadForecast } from './load-forecast.ts'
import { planProblems } from './plan-problems.ts'

export type PlanPreview = {
  /** Why it can't be saved, a sentence each. */
  problems: string[]
  /** The coming days as things stand, and as they would be; `after` is null for a plan that can't be saved. */
  before: ForecastDay[]
  after: ForecastDay[] | null
  /** Whether cadences begin by this plan: else saving it changes nothing of the coming days. */
  isInForce: boolean
}

/**
 * What the next version of a plan would bring, beside what stands: running cadences keep theirs, first touches that wait begin by it. Both from
 * the engine of the forecast. Changes nothing.
 */
export async function previewPlan(
  db: Sql,
  holidays: Holidays,
  { name, document, days }: { name: string; document: unknown; days: number },
): Promise<PlanPreview> {
  const { document: settings } = await loadSettings(db, cadenceSection)
  const isInForce = settings.plan === name
  const before = await loadForecast(db, holidays, days)
  const parsed = planSchema.safeParse(document)
  const problems = parsed.success
    ? planProblems(parsed.data, await loadTemplates(db))
    : parsed.error.issues.map(({ path, message }) => `${placeOf(path)}${message}.`)
  const isGood = parsed.success && problems.length === 0
  return { problems, isInForce, before, after: !isGood ? null : isInForce ? await loadForecast(db, holidays, days, parsed.data) : before }
}

/** `steps.2.day` as "Step 3, day: ". */
function placeOf([field, index, ...rest]: readonly PropertyKey[]): string {
  if (field !== 'steps' || typeof index !== 'number') return ''
  return `${['Step', index + 1].join(' ')}${rest.length > 0 ? `, ${rest.map(String).join(' ')}` : ''}: `
}
