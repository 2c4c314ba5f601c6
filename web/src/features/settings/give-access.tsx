import { type FormEvent, type ReactElement, useState } from 'react'
import { announce } from '../../ui/announcer.tsx'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { TextField } from '../../ui/field.tsx'

/** Lets somebody or something in: a name, what they may do, and then the secret, which is shown this once. */
export function GiveAccess({
  verb,
  nameLabel,
  shown,
  scopes,
  onGive,
}: {
  verb: string
  nameLabel: string
  /** What the secret is called. */
  shown: string
  scopes: readonly string[]
  /** Answers the secret; null when it was refused. */
  onGive(name: string, scopes: string[]): Promise<string | null>
}): ReactElement {
  const [name, setName] = useState('')
  const [chosen, setChosen] = useState<readonly string[]>(['read'])
  const [secret, setSecret] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const [copied, setCopied] = useState(false)
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
    const given = await onGive(name.trim(), [...chosen])
    setBusy(false)
    if (given === null) return
    setName('')
    setCopied(false)
    setSecret(given)
  }
  return (
    <>
      <form className="form-row" aria-label={verb} onSubmit={(event) => void give(event)}>
        <TextField label={nameLabel} value={name} maxLength={100} autoComplete="off" onChange={(event) => setName(event.target.value)} />
        <fieldset className="setting-choices">
          <legend>May</legend>
          <div>
            {scopes.map((scope) => (
              <label key={scope}>
                <input
                  type="checkbox"
                  checked={chosen.includes(scope)}
                  onChange={(event) => setChosen(event.target.checked ? [...chosen, scope] : chosen.filter((one) => one !== scope))}
                />
                {scope}
              </label>
            ))}
          </div>
        </fieldset>
        <Button type="submit" tone="primary" refusal={refusal}>
          {verb}
        </Button>
      </form>
      {secret !== null && (
        <Dialog title={`${shown}, shown once`} onClose={() => setSecret(null)}>
          <p>Keep it now: it is stored nowhere and can’t be shown again.</p>
          <p>
            <code className="shown-once">{secret}</code>
          </p>
          <div className="state-actions">
            <Button tone="primary" icon="copy" onClick={() => void navigator.clipboard?.writeText(secret).then(() => setCopied(true))}>
              {copied ? 'Copied' : 'Copy'}
            </Button>
            <Button onClick={() => setSecret(null)}>Done</Button>
          </div>
        </Dialog>
      )}
    </>
  )
}
