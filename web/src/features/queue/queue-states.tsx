import type { ReactElement } from 'react'
import { Button } from '../../ui/button.tsx'
import { LinkButton } from '../../ui/link-button.tsx'
import { EmptyState, Skeleton } from '../../ui/states.tsx'
import type { QueueTab } from './queue-address.ts'

const rowsShown = 8

/** Rows that load, in their real height. */
export function QueueSkeleton(): ReactElement {
  return (
    <div className="queue-skeletons" role="status" aria-label="Loading drafts">
      {Array.from({ length: rowsShown }, (_, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: placeholders have no other identity
        <div key={at}>
          <Skeleton height={14} width="60%" />
          <Skeleton height={12} width="85%" />
        </div>
      ))}
    </div>
  )
}

/** Nothing to review, and what to do next: a filter that hides them, a tab of its own, a queue that is done, or one that never had any. */
export function QueueEmpty({
  tab,
  filtered,
  pending,
  hidden,
  approved,
  decidedToday,
  onClear,
}: {
  tab: QueueTab
  filtered: boolean
  pending: number
  hidden: number
  /** Approved and not sent yet. */
  approved: number
  decidedToday: number
  onClear(): void
}): ReactElement {
  if (filtered) {
    return (
      <EmptyState title="No draft matches." actions={<Button onClick={onClear}>Clear</Button>}>
        {pending} {pending === 1 ? 'is' : 'are'} waiting without these filters.
      </EmptyState>
    )
  }
  if (tab === 'approved')
    return <EmptyState title="Nothing approved waits to be sent.">What you approve stands here until it goes out.</EmptyState>
  if (tab === 'edited')
    return <EmptyState title="No edited draft waits.">Drafts that somebody changed and nobody decided stand here.</EmptyState>
  if (tab === 'hidden') return <EmptyState title="Nothing is hidden.">Every pending draft is in the queue.</EmptyState>
  const kept = hidden > 0 ? ` ${hidden} ${hidden === 1 ? 'is' : 'are'} hidden.` : ''
  if (decidedToday > 0 || approved > 0 || hidden > 0)
    return (
      <EmptyState
        title={decidedToday > 0 ? 'All reviewed.' : 'Nothing waits for a decision.'}
        actions={
          <>
            {approved > 0 && <LinkButton href="/dispatch">Preview dispatch</LinkButton>}
            <LinkButton href="/runs">Start a run</LinkButton>
          </>
        }
      >
        {decidedToday > 0 && `${decidedToday} decided today.`}
        {approved > 0 && ` ${approved} approved and not sent yet.`}
        {kept}
      </EmptyState>
    )
  return (
    <EmptyState
      title="No drafts yet."
      actions={
        <>
          <LinkButton href="/import">Import leads</LinkButton>
          <LinkButton href="/runs">Start a run</LinkButton>
        </>
      }
    >
      Import leads or start a run.
    </EmptyState>
  )
}
