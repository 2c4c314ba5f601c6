import { type FormEvent, type ReactElement, useEffect, useRef, useState } from 'react'
import { useSearchParams } from 'wouter'
import { returnPath, signIn, signInWords } from '../lib/session.ts'
import { Announcer, announce } from '../ui/announcer.tsx'
import { Button } from '../ui/button.tsx'
import { TextField } from '../ui/field.tsx'
import './login.css'

/** Sign-in. The secret goes into the request's body and nowhere else. */
export function LoginPage(): ReactElement {
  const [search] = useSearchParams()
  const [name, setName] = useState('')
  const [secret, setSecret] = useState('')
  const [said, setSaid] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const secretField = useRef<HTMLInputElement>(null)
  useEffect(() => {
    document.title = 'Sign in · Alpha Swarm'
  }, [])
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    if (busy) return
    setBusy(true)
    const result = await signIn(name, secret)
    // A full load: nothing of a former session stays in memory.
    if (result === 'signed-in') return location.replace(returnPath(search.get('next')))
    setBusy(false)
    setSaid(signInWords[result])
    announce(signInWords[result], 'assertive')
    if (result === 'refused') setSecret('')
    secretField.current?.focus()
  }
  return (
    <main className="login">
      <form className="login-card" onSubmit={submit}>
        <img src="/icon.svg" alt="" width="40" height="40" />
        <h1>Sign in to Alpha Swarm</h1>
        {search.has('next') && !said && <p className="muted">Your session is over. What you typed is kept on this device.</p>}
        <TextField
          label="Name"
          name="username"
          autoComplete="username"
          required
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
        <TextField
          ref={secretField}
          label="Secret"
          name="secret"
          type="password"
          autoComplete="current-password"
          required
          value={secret}
          onChange={(event) => setSecret(event.target.value)}
          error={said}
        />
        <Button type="submit" tone="primary" refusal={busy ? 'Signing in…' : null}>
          {busy ? 'Signing in…' : 'Sign in'}
        </Button>
      </form>
      <Announcer />
    </main>
  )
}
