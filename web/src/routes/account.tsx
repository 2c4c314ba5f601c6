import { type ReactElement, useState } from 'react'
import { useQuery } from 'urql'
import '../features/account/account.css'
import { accountQuery } from '../features/account/account-documents.ts'
import { ChangeSecretForm } from '../features/account/change-secret-form.tsx'
import { FactorCard } from '../features/account/factor-card.tsx'
import { SessionsCard } from '../features/account/sessions-card.tsx'
import { faultOf } from '../lib/fault.ts'
import { formatCount } from '../lib/formats.ts'
import { announce } from '../ui/announcer.tsx'
import { Verdict } from '../ui/chip.tsx'
import '../ui/page.css'
import { EmptyState, ErrorState, Skeleton } from '../ui/states.tsx'

/** One's own account: the secret, the second factor, and where one is signed in. */
export function AccountPage(): ReactElement {
  const [{ data, error }, again] = useQuery({ query: accountQuery, requestPolicy: 'network-only' })
  const [changed, setChanged] = useState<string | null>(null)
  const reload = (): void => again({ requestPolicy: 'network-only' })
  const signIn = data?.viewer.signIn
  const tellChanged = (ended: number): void => {
    const words = `Your secret is changed${ended > 0 ? `, and ${formatCount(ended)} other ${ended === 1 ? 'session is' : 'sessions are'} over` : ''}.`
    setChanged(words)
    announce(words)
    reload()
  }
  return (
    <div className="sheet account">
      {error && !data ? (
        <ErrorState what="Your account could not be loaded" {...faultOf(error)} onRetry={reload} />
      ) : !data ? (
        <div role="status" aria-label="Loading your account" className="stack">
          <Skeleton height={480} />
        </div>
      ) : !signIn ? (
        <EmptyState title="There is no account here.">Only people who sign in have one.</EmptyState>
      ) : (
        <>
          <section className="card" aria-labelledby="secret-title">
            <h2 id="secret-title">Your secret</h2>
            <p className="muted sm">What you sign in with. Changing it ends your other sessions.</p>
            {changed ? (
              <p>
                <Verdict kind="ok">{changed}</Verdict>
              </p>
            ) : (
              signIn.secretIsFirst && (
                <p>
                  <Verdict kind="warn">It was made for you, and somebody else has seen it. Put your own in its place.</Verdict>
                </p>
              )
            )}
            <ChangeSecretForm name={data.viewer.name} onChanged={tellChanged} />
          </section>
          <FactorCard signIn={signIn} onChanged={reload} />
          <SessionsCard sessions={signIn.sessions} onChanged={reload} />
        </>
      )}
    </div>
  )
}
