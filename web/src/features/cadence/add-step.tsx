import { type ReactElement, useState } from 'react'
import { newId } from '../../lib/new-id.ts'
import { Button } from '../../ui/button.tsx'
import { Select } from '../../ui/field.tsx'
import { actionWords } from './cadence-words.ts'
import type { EditedStep } from './plan-difference.ts'

type Kind = Pick<EditedStep, 'action' | 'task' | 'onlyWhen'> & { value: string }

/** What a step can do, with the condition that it begins with. */
const kinds: readonly Kind[] = [
  { value: 'EMAIL', action: 'EMAIL', task: null, onlyWhen: 'notReplied' },
  { value: 'LINKEDIN_REQUEST', action: 'LINKEDIN_REQUEST', task: null, onlyWhen: 'hasLinkedin' },
  { value: 'LINKEDIN_MESSAGE', action: 'LINKEDIN_MESSAGE', task: null, onlyWhen: 'connected' },
  { value: 'PHONE', action: 'TASK', task: 'PHONE', onlyWhen: 'notReplied' },
  { value: 'VOICE_NOTE', action: 'TASK', task: 'VOICE_NOTE', onlyWhen: 'connected' },
]

/** Adds a step at the end; its place, day and text are changed in the table. */
export function AddStep({
  last,
  texts,
  onAdd,
}: {
  last: EditedStep
  texts: ReadonlyMap<string, readonly string[]>
  onAdd(step: EditedStep): void
}): ReactElement {
  const [chosen, setChosen] = useState('EMAIL')
  const kind = kinds.find(({ value }) => value === chosen)
  const template = kind && texts.get(actionWords(kind.action, kind.task))?.[0]
  const day = last.day + 3
  const refusal = !template ? 'No text of that kind is live.' : !(day <= 365) ? 'Give the last step a day first.' : null
  return (
    <div className="form-row">
      <Select
        label="Add a step"
        value={chosen}
        options={kinds.map(({ value, action, task }) => ({ value, label: actionWords(action, task) }))}
        onChange={setChosen}
      />
      <Button
        refusal={refusal}
        onClick={() => {
          if (!kind || !template || refusal) return
          onAdd({ key: newId(), was: null, day, action: kind.action, task: kind.task, onlyWhen: kind.onlyWhen, template })
        }}
      >
        Add to the end
      </Button>
    </div>
  )
}
