import type { ReactElement } from 'react'
import { Button } from '../../ui/button.tsx'
import { EmptyState, Skeleton } from '../../ui/states.tsx'

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

/** Nothing to review, and what to do next: a filter that hides them, a queue that is done, or one that never had any. */
export function QueueEmpty({
  filtered,
  pending,
  decidedToday,
  onClear,
}: {
  filtered: boolean
  pending: number
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
  return decidedToday > 0 ? (
    <EmptyState title="All reviewed.">{decidedToday} decided today.</EmptyState>
  ) : (
    <EmptyState title="No drafts yet.">Import leads or start a run.</EmptyState>
  )
}
