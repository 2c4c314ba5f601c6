import type { AnyVariables, CombinedError, TypedDocumentNode } from '@urql/core'
import { useEffect, useEffectEvent, useRef, useState } from 'react'
import { useClient } from 'urql'
import { onReconnected } from './connection.ts'

/** One keyset page as a query answers it. `total` is null where nobody counted. */
export type Page<Row> = { rows: readonly Row[]; endCursor: string | null; hasNextPage: boolean; total: number | null }

export type Pages<Row> = {
  rows: readonly Row[]
  /** All rows there are, also those not loaded yet; null until counted. */
  total: number | null
  /** The first page of these variables has not come yet; rows of the former ones may still be there. */
  loading: boolean
  error: CombinedError | undefined
  hasMore: boolean
  /** Asks for the next page; does nothing while one is on its way or when there is none. */
  more(): void
  /** Begins again at the first page and keeps the old rows until it has come. */
  reload(): void
  /** Asks for what is new at the front of a list that only grows there, and keeps all that was loaded behind it. */
  refresh(): void
  /** Asks once more for the page that failed. */
  again(): void
}

type State<Row> = { key: string; page: Page<Row>; error: CombinedError | undefined }

const none = { rows: [], endCursor: null, hasNextPage: false, total: null }

/** The first page anew and what was loaded behind it; the page alone where nothing was, or where so much is new that the two do not touch. */
function withRest<Row>(page: Page<Row>, before: Page<Row>, idOf: (row: Row) => string): Page<Row> {
  const fresh = new Set(page.rows.map(idOf))
  const rest = before.rows.slice(before.rows.findLastIndex((row) => fresh.has(idOf(row))) + 1)
  const touches = rest.length < before.rows.length
  return rest.length > 0 && touches ? { ...before, rows: [...page.rows, ...rest], total: page.total ?? before.total } : page
}

/**
 * A list of any length, page by page. The rows are kept here and not in the cache's list, because putting a hundred pages together
 * anew with every answer costs more than showing them. `ask` gives the variables of the page after a cursor; equal variables are the same list.
 */
export function usePages<Data, Variables extends AnyVariables, Row>(
  query: TypedDocumentNode<Data, Variables>,
  ask: (after: string | null) => Variables,
  pageOf: (data: Data) => Page<Row>,
  idOf: (row: Row) => string,
): Pages<Row> {
  const client = useClient()
  const key = JSON.stringify(ask(null))
  const [state, setState] = useState<State<Row> | null>(null)
  const busy = useRef(0)
  const newest = useRef(0)
  const asked = useRef<State<Row> | null>(null)
  const later = useRef(false)

  const load = useEffectEvent(async (from: State<Row> | null, keepsRest = false) => {
    const turn = ++newest.current
    busy.current = turn
    asked.current = from
    const { data, error } = await client.query(query, ask(from?.page.endCursor ?? null), { requestPolicy: 'network-only' }).toPromise()
    if (turn !== newest.current) return
    busy.current = 0
    if (later.current) queueMicrotask(() => void load(null, true))
    later.current = false
    // What was there stays, also where the first page is what failed.
    if (!data)
      return setState((before) => {
        // Nobody asked for a look at what is new: where it fails, all that was loaded is still what there was.
        if (keepsRest && before?.key === key) return before
        return { key, page: from?.page ?? (before?.key === key ? before.page : none), error }
      })
    const page = pageOf(data)
    if (keepsRest) return setState((before) => ({ key, page: before?.key === key ? withRest(page, before.page, idOf) : page, error }))
    const known = new Set(from?.page.rows.map(idOf))
    // A row that moved up while we read comes twice; it stays where it was.
    const fresh = page.rows.filter((row) => !known.has(idOf(row)))
    setState({ key, page: { ...page, rows: [...(from?.page.rows ?? []), ...fresh], total: page.total ?? from?.page.total ?? null }, error })
  })

  // biome-ignore lint/correctness/useExhaustiveDependencies: the key stands for the variables
  useEffect(() => void load(null), [key])
  useEffect(() => onReconnected(() => void load(null)), [])

  const loading = state?.key !== key
  return {
    rows: state?.page.rows ?? none.rows,
    total: state?.page.total ?? null,
    loading,
    error: loading ? undefined : state.error,
    hasMore: state?.page.hasNextPage ?? false,
    more: () => {
      if (!loading && busy.current === 0 && state.page.hasNextPage && !state.error) void load(state)
    },
    reload: () => void load(null),
    refresh: () => {
      // A page that somebody asked for comes first: a newer question would make its answer a late one.
      if (busy.current !== 0 && asked.current !== null) later.current = true
      else void load(null, true)
    },
    again: () => void load(asked.current),
  }
}
