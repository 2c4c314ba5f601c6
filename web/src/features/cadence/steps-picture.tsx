import type { ReactElement } from 'react'
import { formatCount } from '../../lib/formats.ts'
import { Chip } from '../../ui/chip.tsx'
import type { CadenceStep } from './cadence-documents.ts'
import { actionWords, conditionWords, templateWords } from './cadence-words.ts'
import './cadence.css'

/** The steps of the plan as a line of days, each with how many wait before it; choosing one lists them. */
export function StepsPicture({
  steps,
  chosen,
  onChoose,
}: {
  steps: readonly CadenceStep[]
  chosen: number | null
  onChoose(step: number | null): void
}): ReactElement {
  const most = Math.max(1, ...steps.map(({ waiting }) => waiting))
  return (
    <ol className="steps-picture" aria-label="Steps of the plan">
      {steps.map((step) => (
        <li key={step.step}>
          <button
            type="button"
            className="step-tile"
            aria-pressed={step.step === chosen}
            onClick={() => onChoose(step.step === chosen ? null : step.step)}
          >
            <span className="step-day">
              Day {step.day}
              <span className="muted"> · step {step.step}</span>
            </span>
            <span className="step-action">{actionWords(step.action, step.task)}</span>
            <span className="muted sm clip" title={conditionWords(step.onlyWhen)}>
              {templateWords(step.template)}
            </span>
            <span className="step-bar" aria-hidden="true">
              <span style={{ inlineSize: `${(step.waiting / most) * 100}%` }} />
            </span>
            <span className="step-count">
              <span className="number step-waiting">{formatCount(step.waiting)}</span> waiting
            </span>
            <span className="step-chips">
              {step.dueToday > 0 && <Chip tone="info">{formatCount(step.dueToday)} due today</Chip>}
              {step.paused > 0 && <Chip>{formatCount(step.paused)} paused</Chip>}
              {step.parked > 0 && <Chip tone="warn">{formatCount(step.parked)} parked</Chip>}
            </span>
            <span className="muted sm number">
              {formatCount(step.done)} done, {formatCount(step.skipped)} skipped
            </span>
          </button>
        </li>
      ))}
    </ol>
  )
}
