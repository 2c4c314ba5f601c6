import type { ReactElement } from 'react'
import { sessionResumed } from '../../lib/session.ts'
import { announce } from '../../ui/announcer.tsx'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { SignInForm } from './sign-in-form.tsx'

/** Asks who is there before something that gives access or takes a brake off; what waits for it goes on by itself. */
export function ProveDialog({ name, onAnswer }: { name: string; onAnswer(isProven: boolean): void }): ReactElement {
  const goOn = (): void => {
    announce('Thank you. It goes on.')
    // The session is another one now: what listened by the one of before listens anew.
    sessionResumed()
    onAnswer(true)
  }
  return (
    <Dialog title="Is it still you?" onClose={() => onAnswer(false)} stays>
      <SignInForm
        name={name}
        className="stack"
        verb="Go on"
        others={<Button onClick={() => onAnswer(false)}>Not now</Button>}
        onSignedIn={goOn}
      >
        <p>
          You signed in more than 15 minutes ago, and this gives access or takes a brake off. Sign in again as <strong>{name}</strong>, then
          it is done.
        </p>
        <input type="hidden" name="username" autoComplete="username" value={name} readOnly />
      </SignInForm>
    </Dialog>
  )
}
