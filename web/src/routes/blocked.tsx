import { type ReactElement, useState } from 'react'
import { useQuery, useSubscription } from 'urql'
import { useSearchParams } from 'wouter'
import { blockedCountsQuery, blockedDraftsQuery } from '../features/blocked/blocked-documents.ts'
import { BlockedRow } from '../features/blocked/blocked-row.tsx'
import { useRecraftMany } from '../features/blocked/use-recraft-many.ts'
import { ExportButton } from '../features/export/export-button.tsx'
import '../features/blocked/blocked.css'
import { waitingSubscription } from '../features/shell/shell-data.ts'
import { connectionStore, pausedStore } from '../lib/connection.ts'
import { faultOf } from '../lib/fault.ts'
import { formatCount } from '../lib/formats.ts'
import { useScope } from '../lib/scope.ts'
import { useStore } from '../lib/store.ts'
import { usePages } from '../lib/use-pages.ts'
import { Button } from '../ui/button.tsx'
import { LinkButton } from '../ui/link-button.tsx'
import { ShowMore } from '../ui/show-more.tsx'
import '../ui/page.css'
import { EmptyState, ErrorState, Skeleton } from '../ui/states.tsx'

const pageSize = 50

/** Drafts that guards stopped: each with its codes and why, by guard, crafted again one by one or as many as are selected. */
export function BlockedPage(): ReactElement {
  const [address, setAddress] = useSearchParams()
  const guard = address.get('guard')
  const paused = useStore(pausedStore)
  const { state } = useStore(connectionStore)
  const mayReview = useScope('review')
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set())
  const many = useRecraftMany()
  const [{ data: counts }, countAgain] = useQuery({ query: blockedCountsQuery, requestPolicy: 'cache-and-network' })
  const drafts = usePages(
    blockedDraftsQuery,
    (after) => ({ guard: guard === null ? null : [guard], first: pageSize, after }),
    (data) => ({ rows: data.queue.edges.map(({ node }) => node), ...data.queue.pageInfo, total: null }),
    ({ id }) => id,
  )
  useSubscription({ query: waitingSubscription, pause: paused }, () => {
    countAgain({ requestPolicy: 'network-only' })
    return null
  })
  const chosen = drafts.rows.filter(({ id }) => selected.has(id))
  const refusal = !mayReview
    ? 'Crafting again needs the scope review.'
    : state === 'offline'
      ? 'No connection: drafts can be crafted again when it is back.'
      : many.busy
        ? 'Already at work.'
        : chosen.length === 0
          ? 'Nothing is selected.'
          : null
  const recraft = async (): Promise<void> => {
    await many.recraft(chosen)
    setSelected(new Set())
    drafts.reload()
    countAgain({ requestPolicy: 'network-only' })
  }
  const spoke = counts?.blockedByGuard.filter(({ count, code }) => count > 0 || code === guard) ?? []
  return (
    <div className="sheet">
      <section className="card" aria-labelledby="blocked-title">
        <h2 id="blocked-title">Stopped by guards</h2>
        <p className="muted">
          They never reached the queue. Crafting again uses the newest facts and other words; what a guard stops again stays here.
        </p>
        {spoke.length > 0 && (
          // biome-ignore lint/a11y/useSemanticElements: no set of form fields
          <div className="guard-filter" role="group" aria-label="By guard">
            <Button size="dense" aria-pressed={guard === null} onClick={() => setAddress({})}>
              All
            </Button>
            {spoke.map(({ code, label, count }) => (
              <Button key={code} size="dense" aria-pressed={guard === code} onClick={() => setAddress({ guard: code })}>
                {code} {label} <span className="number">{formatCount(count)}</span>
              </Button>
            ))}
          </div>
        )}
        {drafts.rows.length > 0 && (
          <div className="state-actions">
            <Button
              onClick={() => setSelected(chosen.length === drafts.rows.length ? new Set() : new Set(drafts.rows.map(({ id }) => id)))}
            >
              {chosen.length > 0 && chosen.length === drafts.rows.length ? 'Select none' : 'Select all shown'}
            </Button>
            <Button tone="primary" refusal={refusal} onClick={() => void recraft()}>
              {many.busy ? 'Crafting…' : `Craft ${formatCount(Math.min(chosen.length, 100))} again`}
            </Button>
            <ExportButton list="blocked" size="control" variables={{ guard: guard === null ? null : [guard] }} isEmpty={false} />
          </div>
        )}
        {many.summary && <p>{many.summary}</p>}
      </section>
      {drafts.error && drafts.rows.length === 0 ? (
        <ErrorState what="The blocked drafts could not be loaded" {...faultOf(drafts.error)} onRetry={drafts.reload} />
      ) : drafts.loading && drafts.rows.length === 0 ? (
        <div role="status" aria-label="Loading blocked drafts">
          <Skeleton height={320} />
        </div>
      ) : drafts.rows.length === 0 ? (
        <EmptyState
          title={guard === null ? 'No guard has stopped anything.' : `${guard} has stopped nothing.`}
          actions={
            guard === null ? (
              <LinkButton href="/queue">Show the queue</LinkButton>
            ) : (
              <Button onClick={() => setAddress({})}>Show all</Button>
            )
          }
        />
      ) : (
        <section className="card" aria-label="Blocked drafts">
          <ul className="row-list">
            {drafts.rows.map((draft) => (
              <BlockedRow
                key={draft.id}
                draft={draft}
                selected={selected.has(draft.id)}
                outcome={many.refused.get(draft.id)}
                onSelect={(isChosen) => {
                  const next = new Set(selected)
                  if (isChosen) next.add(draft.id)
                  else next.delete(draft.id)
                  setSelected(next)
                }}
              />
            ))}
          </ul>
          <ShowMore list={drafts} />
        </section>
      )}
    </div>
  )
}
