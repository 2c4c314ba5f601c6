import { type FormEvent, type ReactElement, useEffect, useRef, useState } from 'react'
import { leaveForSignIn, sessionResumed, signIn, signInWords } from '../../lib/session.ts'
import { announce } from '../../ui/announcer.tsx'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { TextField } from '../../ui/field.tsx'

/** After this long nobody is there: the page is left, and with it everything that stood on it. In milliseconds. */
const leftAloneMs = 15 * 60_000

/** Asks for the secret on top of the page that one was on; what was typed there stays, and nobody else sees it meanwhile. */
export function SessionDialog({ name }: { name: string }): ReactElement {
  const [secret, setSecret] = useState('')
  const [said, setSaid] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const field = useRef<HTMLInputElement>(null)
  useEffect(() => {
    const timer = setTimeout(leaveForSignIn, leftAloneMs)
    return () => clearTimeout(timer)
  }, [])
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    if (busy) return
    setBusy(true)
    const result = await signIn(name, secret)
    if (result === 'signed-in') {
      announce('Signed in again. Nothing that you typed is lost.')
      sessionResumed()
      return
    }
    setBusy(false)
    setSaid(signInWords[result])
    announce(signInWords[result], 'assertive')
    if (result === 'refused') setSecret('')
    field.current?.focus()
  }
  return (
    <Dialog title="Your session is over" onClose={leaveForSignIn} covers>
      <form className="stack" onSubmit={(event) => void submit(event)}>
        <p>
          Sign in again as <strong>{name}</strong> and go on where you were. What you typed is still there, and nothing was sent meanwhile.
        </p>
        <input type="hidden" name="username" autoComplete="username" value={name} readOnly />
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
        <div className="dialog-actions">
          <Button onClick={leaveForSignIn}>Leave this page</Button>
          <Button type="submit" tone="primary" refusal={busy ? 'Signing in…' : null}>
            {busy ? 'Signing in…' : 'Sign in'}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
