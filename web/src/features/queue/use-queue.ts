import { type ResultOf, readFragment, type VariablesOf } from 'gql.tada'
import { useEffect, useRef, useState } from 'react'
import { type CombinedError, useQuery, useSubscription } from 'urql'
import { onReconnected, pausedStore } from '../../lib/connection.ts'
import { useStore } from '../../lib/store.ts'
import { announce } from '../../ui/announcer.tsx'
import { queueQuery, queueSubscription } from './queue-documents.ts'
import type { QueueTab } from './queue-list.tsx'
import { type QueueRowDraft, queueRowDraft } from './queue-row.tsx'

export type QueueFilter = NonNullable<VariablesOf<typeof queueQuery>['filter']>
type QueueData = ResultOf<typeof queueQuery>

/** What a tab asks for; the server's default is pending and actionable. */
export function tabFilter(tab: QueueTab): QueueFilter {
  if (tab === 'edited') return { status: ['PENDING'], edited: true }
  if (tab === 'approved') return { status: ['APPROVED'] }
  return tab === 'hidden' ? { hidden: true } : {}
}

const pageSize = 50

export type Queue = {
  data: QueueData | undefined
  rows: QueueRowDraft[]
  loading: boolean
  error: CombinedError | undefined
  fresh: { count: number; newest: string } | null
  showFresh(): void
  loadMore(): void
  retry(): void
}

/**
 * The drafts of a tab, live. A new draft never moves what is on screen: it is counted, and shown on request.
 * `left` are those that this person has just decided: they are gone at once, whatever the server still says.
 */
export function useQueue(tab: QueueTab, filter: QueueFilter, left: ReadonlySet<string>): Queue {
  const [after, setAfter] = useState<string | null>(null)
  const [fresh, setFresh] = useState<{ id: string; name: string }[]>([])
  const paused = useStore(pausedStore)
  const asked = { ...tabFilter(tab), ...filter }
  const [{ data, fetching, error }, run] = useQuery({ query: queueQuery, variables: { filter: asked, first: pageSize, after } })
  const known = useRef(new Set<string>())
  known.current = new Set(data?.queue.edges.map((edge) => edge.node.id))
  useSubscription({ query: queueSubscription, variables: { filter: asked }, pause: paused }, (_, event) => {
    const { kind, draft, draftId } = event.queueChanged
    if (kind === 'ADDED' && draft && !known.current.has(draftId)) {
      const tier = draft.lead.tier ? ` T${draft.lead.tier.slice(-1)}` : ''
      setFresh((before) => [
        ...before.filter((one) => one.id !== draftId),
        { id: draftId, name: `${draft.lead.fullName ?? 'unnamed'}${tier}` },
      ])
    }
    return event
  })
  const count = fresh.length
  useEffect(() => {
    // Said once, then at most once a minute however many come.
    if (count === 1) announce('1 new draft.')
  }, [count])
  useEffect(() => onReconnected(() => run({ requestPolicy: 'network-only' })), [run])
  const wanted = tab === 'approved' ? 'APPROVED' : tab === 'hidden' ? null : 'PENDING'
  const rows = (data?.queue.edges ?? [])
    .map((edge) => edge.node)
    .filter((node) => !left.has(node.id) && (wanted === null || node.status === wanted))
  const newest = fresh.at(-1)
  return {
    data,
    rows,
    loading: fetching && !data,
    error: data ? undefined : error,
    fresh: newest ? { count, newest: newest.name } : null,
    showFresh: () => {
      setFresh([])
      setAfter(null)
      run({ requestPolicy: 'network-only' })
    },
    loadMore: () => data?.queue.pageInfo.hasNextPage && setAfter(data.queue.pageInfo.endCursor),
    retry: () => run({ requestPolicy: 'network-only' }),
  }
}

/** A row's id, read through its mask. */
export function rowId(row: QueueRowDraft): string {
  return readFragment(queueRowDraft, row).id
}
