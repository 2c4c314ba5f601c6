import { type ResultOf, readFragment, type VariablesOf } from 'gql.tada'
import { useEffect, useEffectEvent, useState } from 'react'
import { type CombinedError, useQuery, useSubscription } from 'urql'
import { calm } from '../../lib/calm-reads.ts'
import { onReconnected, pausedStore } from '../../lib/connection.ts'
import { useStore } from '../../lib/store.ts'
import { announce } from '../../ui/announcer.tsx'
import type { QueueTab } from './queue-address.ts'
import { queueCountsQuery, queueQuery, queueSubscription } from './queue-documents.ts'
import { type QueueRowDraft, queueRowDraft } from './queue-row.tsx'

export type QueueFilter = NonNullable<VariablesOf<typeof queueQuery>['filter']>
type QueueCountsData = ResultOf<typeof queueCountsQuery>
export type Fresh = { count: number; newest: string }

const pageSize = 50
/** New drafts show themselves after this long without key, pointer or scroll. */
const idleMs = 60_000

export type Queue = {
  counts: QueueCountsData['queueSummary'] | null
  tags: QueueCountsData['rejectionTags']
  rows: QueueRowDraft[]
  /** More of them wait than were loaded. */
  hasMore: boolean
  loading: boolean
  error: CombinedError | undefined
  fresh: Fresh | null
  /** Puts the new drafts into the list; `then` is told the first of them. */
  showFresh(then?: (id: string) => void): void
  /** The person has moved: what others decided leaves the list now. */
  settle(): void
  loadMore(): void
  retry(): void
}

function statusOf(tab: QueueTab): 'PENDING' | 'APPROVED' | null {
  if (tab === 'hidden') return null
  return tab === 'approved' ? 'APPROVED' : 'PENDING'
}

/**
 * The drafts of a tab, live. Nothing on screen moves by itself: a new draft is counted until it is asked for, one that others decided
 * stays as a muted line until the person's next move. `left` are those that this person has decided: they are gone at once.
 */
export function useQueue(tab: QueueTab, filter: QueueFilter, left: ReadonlySet<string>): Queue {
  const key = JSON.stringify(filter)
  const [page, setPage] = useState<{ key: string; after: string | null }>({ key, after: null })
  const [fresh, setFresh] = useState<{ id: string; name: string }[]>([])
  const [stays, setStays] = useState<ReadonlySet<string>>(new Set())
  const paused = useStore(pausedStore)
  const after = page.key === key ? page.after : null
  const [{ data, fetching, error }, run] = useQuery({
    query: queueQuery,
    variables: { filter, first: pageSize, after },
    requestPolicy: 'cache-and-network',
    context: calm,
  })
  const [{ data: counted, error: uncounted }, countAgain] = useQuery({ query: queueCountsQuery, requestPolicy: 'cache-and-network' })
  const askAgain = (): void => {
    run({ requestPolicy: 'network-only' })
    countAgain({ requestPolicy: 'network-only' })
  }
  const wanted = statusOf(tab)
  const nodes = (data?.queue.edges ?? []).map((edge) => edge.node)
  const isWanted = (node: (typeof nodes)[number]): boolean =>
    wanted === null || (node.status === wanted && !(wanted === 'PENDING' && left.has(node.id)))
  const rows = nodes.filter((node) => isWanted(node) || (stays.has(node.id) && !left.has(node.id)))

  const reload = useEffectEvent(askAgain)
  // The client may tell what came in while the page is being drawn, when nothing may be asked for.
  const reloadSoon = (): void => queueMicrotask(askAgain)
  useSubscription({ query: queueSubscription, variables: { filter }, pause: paused }, (_, event) => {
    const { kind, draft, draftId } = event.queueChanged
    const isKnown = nodes.some((node) => node.id === draftId)
    if (kind === 'ADDED' && draft && !isKnown && !left.has(draftId)) {
      if (rows.length === 0) reloadSoon()
      else {
        const tier = draft.lead.tier ? ` T${draft.lead.tier.slice(-1)}` : ''
        const name = `${draft.lead.fullName ?? draft.lead.email ?? 'unnamed'}${tier}`
        setFresh((before) => [...before.filter((one) => one.id !== draftId), { id: draftId, name }])
      }
    } else if (kind === 'RELOAD') reloadSoon()
    else if (kind === 'DECIDED' || kind === 'REMOVED') {
      setFresh((before) => before.filter((one) => one.id !== draftId))
      if (isKnown && !left.has(draftId)) setStays((before) => new Set([...before, draftId]))
    }
    return event
  })
  const count = fresh.length
  useEffect(() => {
    // Said once, then at most once a minute however many come.
    if (count === 1) announce('1 new draft.')
  }, [count])
  useEffect(() => onReconnected(() => reload()), [])

  const showFresh = (then?: (id: string) => void): void => {
    const first = fresh[0]?.id
    setFresh([])
    setPage({ key, after: null })
    askAgain()
    if (first !== undefined) then?.(first)
  }
  const showIdle = useEffectEvent(() => showFresh())
  useEffect(() => {
    if (count === 0) return
    let timer = setTimeout(showIdle, idleMs)
    const again = (): void => {
      clearTimeout(timer)
      timer = setTimeout(showIdle, idleMs)
    }
    const moves = ['keydown', 'pointermove', 'wheel'] as const
    for (const move of moves) addEventListener(move, again, { passive: true })
    return () => {
      clearTimeout(timer)
      for (const move of moves) removeEventListener(move, again)
    }
  }, [count])

  const newest = fresh.at(-1)
  return {
    counts: counted?.queueSummary ?? null,
    tags: counted?.rejectionTags ?? [],
    rows,
    hasMore: data?.queue.pageInfo.hasNextPage ?? false,
    loading: fetching && !data,
    // Without the tags nothing can be rejected.
    error: data && counted ? undefined : (error ?? (counted ? undefined : uncounted)),
    fresh: newest ? { count, newest: newest.name } : null,
    showFresh,
    settle: () => {
      if (stays.size > 0) setStays(new Set())
      if (fresh.length > 0) showFresh()
    },
    loadMore: () => {
      const end = data?.queue.pageInfo
      if (end?.hasNextPage && !fetching && end.endCursor !== after) setPage({ key, after: end.endCursor })
    },
    retry: askAgain,
  }
}

/** A row's id, read through its mask. */
export function rowId(row: QueueRowDraft): string {
  return readFragment(queueRowDraft, row).id
}
