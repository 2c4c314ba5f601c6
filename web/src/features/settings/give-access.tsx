import { type FormEvent, type ReactElement, useState } from 'react'
import { announce } from '../../ui/announcer.tsx'
import { Button } from '../../ui/button.tsx'
import { Select, TextField } from '../../ui/field.tsx'
import { ScopeChoice } from './scope-choice.tsx'
import { ShownOnce } from './shown-once.tsx'
import type { AccessScope } from './use-access.tsx'

/** How long a key may live, in days; 0 leaves it to the server, which says a year. */
const lives = [
  { value: '30', label: '30 days' },
  { value: '90', label: '90 days' },
  { value: '0', label: 'A year' },
]

export type Given = { name: string; scopes: string[]; days: number }

/** Lets somebody or something in: a name, what they may do, and then the secret, which is shown this once. */
export function GiveAccess({
  verb,
  nameLabel,
  shown,
  scopes,
  expires = false,
  onGive,
}: {
  verb: string
  nameLabel: string
  /** What the secret is called. */
  shown: string
  scopes: readonly AccessScope[]
  /** Whether it ends by itself. */
  expires?: boolean
  /** Answers the secret; null when it was refused. */
  onGive(given: Given): Promise<string | null>
}): ReactElement {
  const [name, setName] = useState('')
  const [days, setDays] = useState('90')
  const [chosen, setChosen] = useState<readonly string[]>(['read'])
  const [secret, setSecret] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const refusal = busy
    ? 'Already on its way.'
    : name.trim() === ''
      ? 'Give it a name first.'
      : chosen.length === 0
        ? 'Choose a scope first.'
        : null
  const give = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    if (refusal) return announce(refusal, 'assertive')
    setBusy(true)
    const given = await onGive({ name: name.trim(), scopes: [...chosen], days: Number(days) })
    setBusy(false)
    if (given === null) return
    setName('')
    setSecret(given)
  }
  return (
    <>
      <form className="stack give-access" aria-label={verb} onSubmit={(event) => void give(event)}>
        <div className="form-row">
          <TextField label={nameLabel} value={name} maxLength={100} autoComplete="off" onChange={(event) => setName(event.target.value)} />
          {expires && <Select label="Ends after" value={days} options={lives} onChange={setDays} />}
        </div>
        <ScopeChoice legend="May" scopes={scopes} chosen={chosen} onChange={setChosen} />
        <div>
          <Button type="submit" tone="primary" refusal={refusal}>
            {verb}
          </Button>
        </div>
      </form>
      {secret !== null && <ShownOnce title={shown} secret={secret} onClose={() => setSecret(null)} />}
    </>
  )
}
