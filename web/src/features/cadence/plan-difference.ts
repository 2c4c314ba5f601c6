import { actionWords, conditionWords, templateWords } from './cadence-words.ts'
import type { PlanStep } from './plan-documents.ts'

/** A step that is being edited: its values, and the number that it has in the version that stands. Null for one that was added. */
export type EditedStep = Omit<PlanStep, 'step'> & { key: string; was: number | null }
export type PlanChange = { step: string; what: 'Step' | 'Place' | 'Day' | 'Only when' | 'Text'; before: string; after: string }

/** A version's steps, to be edited. */
export function editedSteps(steps: readonly PlanStep[]): EditedStep[] {
  return steps.map(({ step, day, action, task, template, onlyWhen }) => ({
    key: `step ${step}`,
    was: step,
    day,
    action,
    task,
    template,
    onlyWhen,
  }))
}

/** Edited steps as a document has them, numbered in their order. */
export function numberedSteps(steps: readonly EditedStep[]): PlanStep[] {
  return steps.map(({ day, action, task, template, onlyWhen }, index) => ({ step: index + 1, day, action, task, template, onlyWhen }))
}

/** One step further up or down. Days stay where they are, so that the order of days holds; the first touch stays first. */
export function movedStep(steps: readonly EditedStep[], index: number, by: 1 | -1): readonly EditedStep[] {
  const [one, other] = [steps[index], steps[index + by]]
  if (!one || !other || index === 0 || index + by === 0) return steps
  const moved = [...steps]
  moved[index] = { ...other, day: one.day }
  moved[index + by] = { ...one, day: other.day }
  return moved
}

/** What differs between a version of a plan and what it was made into, value by value; places count only among the steps that stay. */
export function planDifference(before: readonly PlanStep[], after: readonly EditedStep[]): PlanChange[] {
  const named = ({ action, task }: Pick<PlanStep, 'action' | 'task'>, number: number): string => `${number} ${actionWords(action, task)}`
  const stayed = before.filter(({ step }) => after.some(({ was }) => was === step)).map(({ step }) => step)
  const removed = before
    .filter(({ step }) => !stayed.includes(step))
    .map(
      (old): PlanChange => ({
        step: named(old, old.step),
        what: 'Step',
        before: `Day ${old.day}, ${templateWords(old.template)}`,
        after: 'removed',
      }),
    )
  let rank = -1
  const kept = after.flatMap((now, index): PlanChange[] => {
    const old = before.find(({ step }) => step === now.was)
    if (!old)
      return [{ step: named(now, index + 1), what: 'Step', before: 'none', after: `Day ${now.day}, ${templateWords(now.template)}` }]
    rank += 1
    const step = named(old, old.step)
    const changes: PlanChange[] = [
      { step, what: 'Place', before: String(stayed.indexOf(old.step) + 1), after: String(rank + 1) },
      { step, what: 'Day', before: String(old.day), after: String(now.day) },
      { step, what: 'Only when', before: conditionWords(old.onlyWhen), after: conditionWords(now.onlyWhen) },
      { step, what: 'Text', before: templateWords(old.template), after: templateWords(now.template) },
    ]
    return changes.filter((change) => change.before !== change.after)
  })
  return [...removed, ...kept]
}

/** Why these days are no plan; null when they are. The server has the last word. */
export function daysProblem(steps: readonly Pick<PlanStep, 'day'>[]): string | null {
  if (steps.length < 2) return 'A plan has two steps at least.'
  if (steps[0]?.day !== 1) return 'The first touch is on day 1.'
  const wrong = steps.findIndex(
    ({ day }, index) => !Number.isInteger(day) || day > 365 || (index > 0 && day <= (steps[index - 1]?.day ?? 0)),
  )
  return wrong === -1 ? null : `Step ${wrong + 1} needs a day of its own after the step before it.`
}
