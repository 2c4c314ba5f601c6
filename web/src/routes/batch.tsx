import { type ReactElement, useEffect, useState } from 'react'
import { useQuery, useSubscription } from 'urql'
import { Link, useParams } from 'wouter'
import { SandboxClock } from '../features/clock/sandbox-clock.tsx'
import { approveWords, BatchDecision } from '../features/dispatch/batch-decision.tsx'
import { batchQuery, batchSubscription } from '../features/dispatch/batch-documents.ts'
import { BatchHead } from '../features/dispatch/batch-head.tsx'
import { BatchSends, spanWords } from '../features/dispatch/batch-sends.tsx'
import { batchCounts, motionWords } from '../features/dispatch/dispatch-words.ts'
import { HeldBack } from '../features/dispatch/held-back.tsx'
import { UnknownSends } from '../features/dispatch/unknown-sends.tsx'
import { useBatchSends } from '../features/dispatch/use-batch-sends.ts'
import { onReconnected, pausedStore } from '../lib/connection.ts'
import { faultOf } from '../lib/fault.ts'
import { formatCount } from '../lib/formats.ts'
import { useStore } from '../lib/store.ts'
import { useTitle } from '../lib/title.ts'
import { LinkButton } from '../ui/link-button.tsx'
import '../ui/page.css'
import { EmptyState, ErrorState, Skeleton } from '../ui/states.tsx'

/** One batch: what is approved, decided by one person as a whole, and then what becomes of each send, live. */
export function BatchPage(): ReactElement {
  const { id = '' } = useParams<{ id: string }>()
  // Another batch begins anew: that one list was shown to its end says nothing about the next.
  return <OneBatch key={id} id={id} />
}

function OneBatch({ id }: { id: string }): ReactElement {
  const [{ data, error }, again] = useQuery({ query: batchQuery, variables: { id }, requestPolicy: 'cache-and-network' })
  const paused = useStore(pausedStore)
  const [{ data: change }] = useSubscription({ query: batchSubscription, variables: { id }, pause: paused })
  const batch = data?.batch
  const {
    sends,
    error: sendsError,
    again: sendsAgain,
  } = useBatchSends(id, batch ? JSON.stringify([batch.status, batch.counts]) : null, change)
  const [seen, setSeen] = useState(false)
  useTitle(batch ? `Batch: ${batch.isTest ? 'Internal test' : motionWords(batch.motion)}` : null)
  useEffect(
    () =>
      onReconnected(() => {
        again({ requestPolicy: 'network-only' })
        sendsAgain()
      }),
    [again, sendsAgain],
  )

  if (error && !batch) {
    return (
      <div className="sheet">
        <ErrorState what="This batch could not be loaded" {...faultOf(error)} onRetry={() => again({ requestPolicy: 'network-only' })} />
      </div>
    )
  }
  if (data && !batch) {
    return (
      <EmptyState title="There is no such batch." actions={<LinkButton href="/dispatch">All batches</LinkButton>}>
        A preview shows what could go; freezing it makes a batch.
      </EmptyState>
    )
  }
  if (!batch) {
    return (
      <div className="sheet" role="status" aria-label="Loading the batch">
        <Skeleton height={180} />
        <Skeleton height={320} />
      </div>
    )
  }
  const counts = batchCounts(batch.counts)
  const isPending = batch.status === 'PENDING'
  const unknown = sends?.filter((send) => send.status === 'UNKNOWN') ?? []
  const rest = sends?.filter((send) => send.status !== 'UNKNOWN') ?? []
  return (
    <div className="sheet">
      <p>
        <Link href="/dispatch">All batches</Link>
      </p>
      <BatchHead batch={batch} />
      {unknown.length > 0 && <UnknownSends sends={unknown} onSettled={sendsAgain} />}
      <section className="card" aria-labelledby="sends-title">
        <h2 id="sends-title">{isPending ? `The frozen list, ${formatCount(counts.sends)}` : `Sends ${formatCount(rest.length)}`}</h2>
        {sendsError && !sends ? (
          <ErrorState what="Its sends could not be loaded" {...faultOf(sendsError)} onRetry={sendsAgain} />
        ) : !sends ? (
          <div role="status" aria-label="Loading the sends" className="stack">
            <Skeleton height={36} />
            <Skeleton height={36} />
            <Skeleton height={36} />
          </div>
        ) : rest.length === 0 ? (
          <p className="muted">No send of it stands here.</p>
        ) : (
          <BatchSends
            label="Frozen sends"
            sends={rest}
            showStates={!isPending}
            showTexts={isPending && batch.motion === 'CADENCE'}
            onShownToEnd={() => setSeen(true)}
          />
        )}
      </section>
      {counts.held > 0 && (
        <section className="card" aria-labelledby="held-title">
          <h2 id="held-title">Held back {formatCount(counts.held)}</h2>
          <HeldBack counts={counts.heldCodes} held={batch.held.edges.map((edge) => edge.node)} />
        </section>
      )}
      {(batch.status === 'APPROVED' || batch.status === 'EXECUTING' || counts.statuses.ACCEPTED) && <SandboxClock />}
      <BatchDecision
        batch={batch}
        words={approveWords(counts.sends, sends ? spanWords(sends) : '')}
        unseen={sends && seen ? null : 'Approve when the list was shown to its end.'}
      />
    </div>
  )
}
