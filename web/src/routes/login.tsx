import { lazy, type ReactElement, Suspense, useEffect, useState } from 'react'
import { useSearchParams } from 'wouter'
import { SignInForm } from '../features/shell/sign-in-form.tsx'
import { returnPath, signOut, stillOpen } from '../lib/session.ts'
import { Announcer } from '../ui/announcer.tsx'
import { Boundary } from '../ui/boundary.tsx'
import { Button } from '../ui/button.tsx'
import { TextField } from '../ui/field.tsx'
import { Skeleton } from '../ui/states.tsx'
import './login.css'

const FinishSignIn = lazy(async () => ({ default: (await import('../features/account/finish-sign-in.tsx')).FinishSignIn }))

/** Sign-in, and what must be done right after it: a secret of one's own in place of the first, a second factor. */
export function LoginPage(): ReactElement {
  const [search] = useSearchParams()
  const [name, setName] = useState('')
  const [hasFailed, setFailed] = useState(false)
  const [isSignedIn, setSignedIn] = useState(search.has('finish'))
  useEffect(() => {
    document.title = 'Sign in · Alpha Swarm'
  }, [])
  // A full load: nothing of a former session stays in memory.
  const goOn = (): void => location.replace(returnPath(search.get('next')))
  // Where it can't be loaded, a newer version stands on the server: the page that is loaded anew leads back here if there is something to finish.
  const skipping = search.has('finish') ? {} : { onFailed: goOn }
  return (
    <main className="login">
      {isSignedIn ? (
        <div className="login-card" data-wide="true">
          <Boundary what="The page could not be opened" {...skipping}>
            <Suspense fallback={<Skeleton height={160} />}>
              <FinishSignIn onFinished={goOn} onGone={() => setSignedIn(false)} />
            </Suspense>
          </Boundary>
        </div>
      ) : (
        <SignInForm name={name} className="login-card" onSignedIn={() => setSignedIn(true)} onFailed={() => setFailed(true)}>
          <img src="/icon.svg" alt="" width="40" height="40" />
          <h1>Sign in to Alpha Swarm</h1>
          {search.has('next') && !hasFailed && <p className="muted">Your session is over. What you typed is kept on this device.</p>}
          {search.has(stillOpen) && (
            <>
              <p className="field-error" role="alert">
                The server did not end your session: on this device you are still signed in.
              </p>
              <Button onClick={() => void signOut()}>Sign out again</Button>
            </>
          )}
          <TextField
            label="Name"
            name="username"
            autoComplete="username"
            required
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
        </SignInForm>
      )}
      <Announcer />
    </main>
  )
}
