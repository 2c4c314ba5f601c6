import { type FormEvent, type ReactElement, useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { Select, TextField } from '../../ui/field.tsx'
import './panels.css'

/** The least that a flag says, in characters; the server refuses less. */
const shortest = 10

/** Says that something is wrong beyond this draft: stops this angle, or everything, with a reason. */
export function FaultPanel({
  angle,
  onFlag,
  onClose,
}: {
  angle: string
  onFlag(all: boolean, reason: string): void
  onClose(): void
}): ReactElement {
  const [scope, setScope] = useState<'angle' | 'all'>('angle')
  const [reason, setReason] = useState('')
  const refusal = [...reason.trim()].length < shortest ? `Say what is wrong in ${shortest} characters or more.` : null
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    if (refusal === null) onFlag(scope === 'all', reason.trim())
  }
  return (
    <form
      className="panel"
      aria-label="Flag a systematic fault"
      onSubmit={submit}
      onKeyDown={(event) => event.key === 'Escape' && onClose()}
    >
      <Select<'angle' | 'all'>
        label="What is stopped"
        value={scope}
        options={[
          { value: 'angle', label: `Only the angle ${angle.replaceAll('_', ' ')}` },
          { value: 'all', label: 'All sending' },
        ]}
        onChange={setScope}
      />
      <TextField
        label="What is wrong"
        autoFocus
        value={reason}
        onChange={(event) => setReason(event.target.value)}
        hint="Alerts the operators and is kept in the audit trail."
      />
      <div className="panel-actions">
        <Button type="submit" tone="bad" refusal={refusal}>
          Flag and stop
        </Button>
        <Button onClick={onClose}>Cancel</Button>
      </div>
    </form>
  )
}
