import { type FormEvent, type ReactElement, type ReactNode, useRef, useState } from 'react'
import { signIn, signInWords } from '../../lib/session.ts'
import { announce } from '../../ui/announcer.tsx'
import { Button } from '../../ui/button.tsx'
import { TextField } from '../../ui/field.tsx'

/**
 * The secret and the button, below whatever says who signs in; then the code, for whoever has a second factor. Both go into the request's body
 * and nowhere else.
 */
export function SignInForm({
  name,
  className,
  children,
  others,
  verb = 'Sign in',
  onSignedIn,
  onFailed,
}: {
  name: string
  className: string
  children: ReactNode
  /** Buttons of a dialog, before the one that signs in. */
  others?: ReactNode
  /** What the button says. */
  verb?: string
  onSignedIn(): void
  onFailed?(): void
}): ReactElement {
  const [secret, setSecret] = useState('')
  const [code, setCode] = useState<string | null>(null)
  const [said, setSaid] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const field = useRef<HTMLInputElement>(null)
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    if (busy) return
    setBusy(true)
    const result = await signIn(name, secret, code === '' ? null : code)
    if (result === 'signed-in') return onSignedIn()
    setBusy(false)
    if (result === 'code-needed') {
      setSaid(null)
      setCode('')
      announce('Now the code of your second factor.', 'assertive')
      return
    }
    setSaid(signInWords[result])
    onFailed?.()
    announce(signInWords[result], 'assertive')
    if (result === 'code-wrong') setCode('')
    if (result === 'refused' || result === 'ran-out') {
      setSecret('')
      setCode(null)
    }
    field.current?.focus()
  }
  const button = (
    <Button type="submit" tone="primary" refusal={busy ? 'Signing in…' : null}>
      {busy ? 'Signing in…' : verb}
    </Button>
  )
  return (
    <form className={className} onSubmit={(event) => void submit(event)}>
      {children}
      {code === null ? (
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
      ) : (
        <TextField
          ref={field}
          label="Code of your second factor"
          name="code"
          autoComplete="one-time-code"
          autoCapitalize="off"
          spellCheck={false}
          autoFocus
          required
          maxLength={100}
          value={code}
          onChange={(event) => setCode(event.target.value)}
          hint="Six digits from your authenticator, or one of your recovery codes."
          error={said}
        />
      )}
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
