import { type ReactElement, useEffect } from 'react'
import { useQuery } from 'urql'
import { faultOf } from '../../lib/fault.ts'
import { provingStore, signOut } from '../../lib/session.ts'
import { useStore } from '../../lib/store.ts'
import { Button } from '../../ui/button.tsx'
import '../../ui/page.css'
import { ErrorState, Skeleton } from '../../ui/states.tsx'
import { ProveDialog } from '../shell/prove-dialog.tsx'
import './account.css'
import { accountQuery } from './account-documents.ts'
import { ChangeSecretForm } from './change-secret-form.tsx'
import { SetUpFactor } from './set-up-factor.tsx'

/**
 * What must, or in a sandbox should, be done between signing in and the first page; goes on by itself when that is nothing. `onGone`: there is
 * no session any more, so that nothing can be done before signing in.
 */
export function FinishSignIn({ onFinished, onGone }: { onFinished(): void; onGone(): void }): ReactElement {
  const [{ data, error }, again] = useQuery({ query: accountQuery, requestPolicy: 'network-only' })
  const proving = useStore(provingStore)
  const signIn = data?.viewer.signIn
  const isFinished = data !== undefined && (!signIn || (signIn.unfinished === null && !signIn.secretIsFirst))
  useEffect(() => {
    if (isFinished) onFinished()
  }, [isFinished, onFinished])
  const isGone = data === undefined && error?.response?.status === 401
  useEffect(() => {
    if (isGone) onGone()
  }, [isGone, onGone])
  const reload = (): void => again({ requestPolicy: 'network-only' })
  const leave = (
    <Button tone="quiet" onClick={() => void signOut()}>
      Sign out
    </Button>
  )
  if (error && !data && !isGone) {
    return (
      <>
        <ErrorState what="Your account could not be loaded" {...faultOf(error)} onRetry={reload} />
        <div className="toolbar">{leave}</div>
      </>
    )
  }
  if (!data || !signIn || isFinished) return <Skeleton height={160} />
  const isSecret = signIn.secretIsFirst && signIn.unfinished !== 'SET_SECOND_FACTOR'
  return (
    <>
      {isSecret ? (
        <>
          <h1>Your own secret</h1>
          <p>The one that you signed in with was made for you, and somebody else may have seen it. Put your own in its place.</p>
          <ChangeSecretForm
            name={data.viewer.name}
            others={
              <>
                {signIn.unfinished === null && <Button onClick={onFinished}>Later</Button>}
                {leave}
              </>
            }
            onChanged={reload}
          />
        </>
      ) : (
        <>
          <h1>A second factor</h1>
          <p>It is asked of you before anything else is open: a code from an authenticator on your phone, each time that you sign in.</p>
          <SetUpFactor verb="Set up a second factor" others={leave} onDone={reload} />
        </>
      )}
      {proving !== null && <ProveDialog name={data.viewer.name} onAnswer={proving.answer} />}
    </>
  )
}
