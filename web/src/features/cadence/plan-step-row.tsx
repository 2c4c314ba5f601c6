import type { ReactElement } from 'react'
import { Button } from '../../ui/button.tsx'
import { actionWords, conditionWords, templateWords } from './cadence-words.ts'
import type { EditedStep } from './plan-difference.ts'

const conditions = ['always', 'hasLinkedin', 'notReplied', 'connected']

/** One step of a plan that is being edited. The first one is the first touch: it keeps its place, its day and its text. */
export function PlanStepRow({
  step,
  index,
  count,
  texts,
  onChange,
  onMove,
  onRemove,
}: {
  step: EditedStep
  index: number
  count: number
  texts: readonly string[]
  onChange(to: Partial<EditedStep>): void
  onMove(by: 1 | -1): void
  onRemove(): void
}): ReactElement {
  const action = actionWords(step.action, step.task)
  const named = (what: string): string => `${what} of step ${index + 1}, ${action}`
  const isFirst = index === 0
  return (
    <tr>
      <th scope="row">
        {index + 1} {action}
      </th>
      <td>
        <div className="field">
          <input
            aria-label={named('Day')}
            type="number"
            min={1}
            max={365}
            disabled={isFirst}
            value={Number.isNaN(step.day) ? '' : step.day}
            onChange={(event) => onChange({ day: event.target.valueAsNumber })}
          />
        </div>
      </td>
      <td>
        <div className="field">
          <select aria-label={named('Condition')} value={step.onlyWhen} onChange={(event) => onChange({ onlyWhen: event.target.value })}>
            {conditions.map((one) => (
              <option key={one} value={one}>
                {conditionWords(one)}
              </option>
            ))}
          </select>
        </div>
      </td>
      <td>
        <div className="field">
          <select aria-label={named('Text')} value={step.template} onChange={(event) => onChange({ template: event.target.value })}>
            {texts.map((one) => (
              <option key={one} value={one}>
                {templateWords(one)}
              </option>
            ))}
          </select>
        </div>
      </td>
      <td className="plan-step-moves">
        <Button
          size="dense"
          refusal={isFirst ? 'The first touch stays first.' : index === 1 ? 'Only the first touch comes before it.' : null}
          onClick={() => onMove(-1)}
          aria-label={named('Earlier: place')}
        >
          ↑
        </Button>
        <Button
          size="dense"
          refusal={isFirst ? 'The first touch stays first.' : index === count - 1 ? 'It is the last one.' : null}
          onClick={() => onMove(1)}
          aria-label={named('Later: place')}
        >
          ↓
        </Button>
        <Button
          size="dense"
          refusal={isFirst ? 'A cadence begins with its first touch.' : count <= 2 ? 'A plan has two steps at least.' : null}
          onClick={onRemove}
          aria-label={`Remove step ${index + 1}, ${action}`}
        >
          Remove
        </Button>
      </td>
    </tr>
  )
}
