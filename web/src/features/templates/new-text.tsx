import { type ReactElement, useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { Select, TextField } from '../../ui/field.tsx'
import { textName } from './new-text-name.ts'

/** Names a text that is not there yet and the one whose words it begins with; what it is for comes with those words. */
export function NewText({
  known,
  like,
  onBegin,
  onLeave,
}: {
  known: readonly { value: string; label: string }[]
  /** The text that is open. */
  like: string
  onBegin(name: string, from: string): void
  onLeave(): void
}): ReactElement {
  const [typed, setTyped] = useState('')
  const [from, setFrom] = useState(like)
  const name = textName(typed)
  const refusal =
    typed.trim() === ''
      ? 'It needs a name.'
      : name === null
        ? 'A name begins with a letter and has at most 61 letters and digits.'
        : known.some(({ value }) => value === name)
          ? 'There is a text of this name.'
          : null
  return (
    <form
      className="stack"
      aria-label="New text"
      onSubmit={(event) => {
        event.preventDefault()
        if (refusal === null && name !== null) onBegin(name, from)
      }}
    >
      <div className="form-row">
        <TextField
          label="Name of the new text"
          value={typed}
          maxLength={80}
          autoFocus
          error={typed.trim() !== '' ? refusal : null}
          hint={name === null ? 'For the queue, the figures and the plans.' : `It is kept as ${name}.`}
          onChange={(event) => setTyped(event.target.value)}
        />
        <Select label="Begins with the words of" value={from} options={[...known]} onChange={setFrom} />
      </div>
      <div className="state-actions">
        <Button tone="primary" type="submit" refusal={refusal}>
          Write it
        </Button>
        <Button onClick={onLeave}>Leave it</Button>
      </div>
    </form>
  )
}
