import { actionWords, conditionWords, templateWords } from './cadence-words.ts'
import type { PlanStep } from './plan-documents.ts'

/** What a person may change of a step. */
export type EditedStep = Pick<PlanStep, 'step' | 'day' | 'template' | 'onlyWhen'>
export type PlanChange = { step: string; what: 'Day' | 'Only when' | 'Text'; before: string; after: string }

/** What differs between a version of a plan and what was typed over it, value by value. */
export function planDifference(before: readonly PlanStep[], after: readonly EditedStep[]): PlanChange[] {
  return before.flatMap((old) => {
    const now = after.find(({ step }) => step === old.step)
    if (!now) return []
    const step = `${old.step} ${actionWords(old.action, old.task)}`
    const changes: PlanChange[] = [
      { step, what: 'Day', before: String(old.day), after: String(now.day) },
      { step, what: 'Only when', before: conditionWords(old.onlyWhen), after: conditionWords(now.onlyWhen) },
      { step, what: 'Text', before: templateWords(old.template), after: templateWords(now.template) },
    ]
    return changes.filter((change) => change.before !== change.after)
  })
}

/** Why these days are no plan; null when they are. The server has the last word. */
export function daysProblem(steps: readonly EditedStep[]): string | null {
  if (steps[0]?.day !== 1) return 'The first touch is on day 1.'
  const wrong = steps.find(({ day }, index) => !Number.isInteger(day) || day > 365 || (index > 0 && day <= (steps[index - 1]?.day ?? 0)))
  return wrong ? `Step ${wrong.step} needs a day of its own after the step before it.` : null
}
