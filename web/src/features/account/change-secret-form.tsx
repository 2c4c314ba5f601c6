import { type FormEvent, type ReactElement, type ReactNode, useState } from 'react'
import { useMutation } from 'urql'
import { refusedOf } from '../../lib/refused.ts'
import { announce } from '../../ui/announcer.tsx'
import { Button } from '../../ui/button.tsx'
import { TextField } from '../../ui/field.tsx'
import { changeSecretMutation } from './account-documents.ts'
import { CopyButton } from './copy-button.tsx'
import { madeSecret } from './made-secret.ts'

/** Puts a made secret in place of the person's own. The new one stands there before it counts, so that it can be kept first. */
export function ChangeSecretForm({
  name,
  others,
  onChanged,
}: {
  name: string
  /** Buttons beside the one that changes. */
  others?: ReactNode
  onChanged(ended: number): void
}): ReactElement {
  const [made, setMade] = useState(madeSecret)
  const [secret, setSecret] = useState('')
  const [said, setSaid] = useState<string | null>(null)
  const [{ fetching }, change] = useMutation(changeSecretMutation)
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    if (fetching) return
    const { data, error } = await change({ input: { secret, newSecret: made } })
    const answer = data?.changeOwnSecret
    const why = refusedOf(answer, 'ChangeOwnSecretSuccess', error)
    if (!why && answer?.__typename === 'ChangeOwnSecretSuccess') {
      setSecret('')
      setSaid(null)
      setMade(madeSecret())
      return onChanged(answer.ended)
    }
    const words =
      why?.code === 'NO_ANSWER'
        ? 'No answer came. Either secret may count now; keep both, and try the new one when you sign in.'
        : [why?.message.replace(/^secret: is/, 'This is'), ...(why?.reasons.map(({ message }) => message) ?? [])].join(' ')
    setSaid(words)
    announce(words, 'assertive')
  }
  return (
    <form className="stack" aria-label="Change your secret" onSubmit={(event) => void submit(event)}>
      <input type="hidden" name="username" autoComplete="username" value={name} readOnly />
      <TextField
        label="Your secret now"
        name="secret"
        type="password"
        autoComplete="current-password"
        required
        value={secret}
        onChange={(event) => setSecret(event.target.value)}
        error={said}
      />
      <div className="made-secret">
        <TextField
          label="Your new secret"
          name="new-secret"
          className="mono"
          autoComplete="new-password"
          spellCheck={false}
          readOnly
          value={made}
          onFocus={(event) => event.target.select()}
          hint="Made just now, and stored nowhere. Keep it first, best in a password manager."
        />
        <CopyButton text={made} />
      </div>
      <div className="toolbar">
        <Button type="submit" tone="primary" refusal={fetching ? 'Already on its way.' : null}>
          I have kept it: change
        </Button>
        {others}
      </div>
    </form>
  )
}
