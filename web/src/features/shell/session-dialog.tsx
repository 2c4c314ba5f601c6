import { type ReactElement, useEffect } from 'react'
import { leaveForSignIn, sessionResumed } from '../../lib/session.ts'
import { announce } from '../../ui/announcer.tsx'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { SignInForm } from './sign-in-form.tsx'

/** After this long nobody is there: the page is left, and with it everything that stood on it. In milliseconds. */
const leftAloneMs = 15 * 60_000

/** Asks for the secret on top of the page that one was on; what was typed there stays, and nobody else sees it meanwhile. */
export function SessionDialog({ name }: { name: string }): ReactElement {
  useEffect(() => {
    const timer = setTimeout(leaveForSignIn, leftAloneMs)
    return () => clearTimeout(timer)
  }, [])
  const goOn = (): void => {
    announce('Signed in again. Nothing that you typed is lost.')
    sessionResumed()
  }
  return (
    <Dialog title="Your session is over" onClose={leaveForSignIn} covers>
      <SignInForm name={name} className="stack" others={<Button onClick={leaveForSignIn}>Leave this page</Button>} onSignedIn={goOn}>
        <p>
          Sign in again as <strong>{name}</strong> and go on where you were. What you typed is still there, and nothing was sent meanwhile.
        </p>
        <input type="hidden" name="username" autoComplete="username" value={name} readOnly />
      </SignInForm>
    </Dialog>
  )
}
