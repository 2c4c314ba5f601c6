import { type ReactElement, useState } from 'react'
import { useQuery } from 'urql'
import { GiveStanding } from '../features/standing/give-standing.tsx'
import { standingQuery } from '../features/standing/standing-documents.ts'
import { StandingList } from '../features/standing/standing-list.tsx'
import '../features/standing/standing.css'
import { faultOf } from '../lib/fault.ts'
import { useAgain } from '../lib/use-again.ts'
import '../ui/page.css'
import { EmptyState, ErrorState, Skeleton } from '../ui/states.tsx'

const againMs = 15_000

/** Which follow-ups go without an approval of their own, on whose word, how far, and what went under it. */
export function StandingApprovalsPage(): ReactElement {
  const [given, setGiven] = useState(0)
  const [{ data, error }, again] = useQuery({ query: standingQuery, requestPolicy: 'cache-and-network' })
  const reload = (): void => again({ requestPolicy: 'network-only' })
  useAgain(reload, againMs)
  return (
    <div className="sheet">
      <section className="card" aria-labelledby="standing-title">
        <h2 id="standing-title">Standing approvals</h2>
        <p className="muted">
          A standing approval lets the follow-ups of one version of a plan go by schedule. It counts while the settings (Dispatch) let the
          gatekeeper be off for follow-ups. A stop, a pause or a red figure holds them back all the same; what it does not cover is frozen
          for a person.
        </p>
        {error && !data ? (
          <ErrorState what="The standing approvals could not be loaded" {...faultOf(error)} onRetry={reload} />
        ) : !data ? (
          <div role="status" aria-label="Loading standing approvals">
            <Skeleton height={160} />
          </div>
        ) : data.standingApprovals.length === 0 ? (
          <EmptyState title="None was ever given">A person approves every batch of follow-ups on Dispatch.</EmptyState>
        ) : (
          <StandingList approvals={data.standingApprovals} onChange={reload} />
        )}
      </section>
      {data && (
        <GiveStanding
          key={given}
          plans={data.cadence.plans}
          onGiven={() => {
            setGiven(given + 1)
            reload()
          }}
        />
      )}
    </div>
  )
}
