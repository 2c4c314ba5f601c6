import { type FormEvent, type ReactElement, type ReactNode, useRef, useState } from 'react'
import { signIn, signInWords } from '../../lib/session.ts'
import { announce } from '../../ui/announcer.tsx'
import { Button } from '../../ui/button.tsx'
import { TextField } from '../../ui/field.tsx'

/** The secret and the button, below whatever says who signs in. The secret goes into the request's body and nowhere else. */
export function SignInForm({
  name,
  className,
  children,
  others,
  onSignedIn,
  onFailed,
}: {
  name: string
  className: string
  children: ReactNode
  /** Buttons of a dialog, before the one that signs in. */
  others?: ReactNode
  onSignedIn(): void
  onFailed?(): void
}): ReactElement {
  const [secret, setSecret] = useState('')
  const [said, setSaid] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const field = useRef<HTMLInputElement>(null)
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    if (busy) return
    setBusy(true)
    const result = await signIn(name, secret)
    if (result === 'signed-in') return onSignedIn()
    setBusy(false)
    setSaid(signInWords[result])
    onFailed?.()
    announce(signInWords[result], 'assertive')
    if (result === 'refused') setSecret('')
    field.current?.focus()
  }
  const button = (
    <Button type="submit" tone="primary" refusal={busy ? 'Signing in…' : null}>
      {busy ? 'Signing in…' : 'Sign in'}
    </Button>
  )
  return (
    <form className={className} onSubmit={(event) => void submit(event)}>
      {children}
      <TextField
        ref={field}
        label="Secret"
        name="secret"
        type="password"
        autoComplete="current-password"
        required
        value={secret}
        onChange={(event) => setSecret(event.target.value)}
        error={said}
      />
      {others ? (
        <div className="dialog-actions">
          {others}
          {button}
        </div>
      ) : (
        button
      )}
    </form>
  )
}
