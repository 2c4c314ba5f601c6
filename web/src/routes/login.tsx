import { type ReactElement, useEffect, useState } from 'react'
import { useSearchParams } from 'wouter'
import { SignInForm } from '../features/shell/sign-in-form.tsx'
import { returnPath } from '../lib/session.ts'
import { Announcer } from '../ui/announcer.tsx'
import { TextField } from '../ui/field.tsx'
import './login.css'

/** Sign-in. */
export function LoginPage(): ReactElement {
  const [search] = useSearchParams()
  const [name, setName] = useState('')
  const [hasFailed, setFailed] = useState(false)
  useEffect(() => {
    document.title = 'Sign in · Alpha Swarm'
  }, [])
  return (
    <main className="login">
      <SignInForm
        name={name}
        className="login-card"
        // A full load: nothing of a former session stays in memory.
        onSignedIn={() => location.replace(returnPath(search.get('next')))}
        onFailed={() => setFailed(true)}
      >
        <img src="/icon.svg" alt="" width="40" height="40" />
        <h1>Sign in to Alpha Swarm</h1>
        {search.has('next') && !hasFailed && <p className="muted">Your session is over. What you typed is kept on this device.</p>}
        <TextField
          label="Name"
          name="username"
          autoComplete="username"
          required
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
      </SignInForm>
      <Announcer />
    </main>
  )
}
