import type { CombinedError } from '@urql/core'
import { useEffect, useEffectEvent, useRef, useState } from 'react'
import { useClient } from 'urql'
import { batchSendsQuery, type Send } from './batch-documents.ts'

/** At most one new picture of the list in this time, in milliseconds: rows that change every moment can't be read. */
const atMostEveryMs = 1_000

/**
 * Every send of a batch, in its frozen order, however many pages that takes. Read again when the batch stands otherwise or something of it
 * `changed`; the old rows stay until the new ones have come. `stands` is null until the batch is known, the sends until the first time.
 */
export function useBatchSends(
  id: string,
  stands: string | null,
  changed: unknown,
): { sends: readonly Send[] | null; error: CombinedError | undefined; again(): void } {
  const client = useClient()
  const [sends, setSends] = useState<readonly Send[] | null>(null)
  const [error, setError] = useState<CombinedError>()
  const newest = useRef(0)
  const loadedAt = useRef(0)
  const load = useEffectEvent(async () => {
    const turn = ++newest.current
    loadedAt.current = Date.now()
    const all: Send[] = []
    for (let after: string | null = null; ; ) {
      const answer: { data?: { batch: BatchPage | null } | undefined; error?: CombinedError | undefined } = await client
        .query(batchSendsQuery, { id, after }, { requestPolicy: 'network-only' })
        .toPromise()
      if (turn !== newest.current) return
      const page = answer.data?.batch?.sends
      if (!page) return setError(answer.error)
      all.push(...page.edges.map((edge) => edge.node))
      after = page.pageInfo.endCursor
      if (!page.pageInfo.hasNextPage || after === null) break
    }
    setError(undefined)
    setSends(all)
  })
  // biome-ignore lint/correctness/useExhaustiveDependencies: a change of the batch is what asks again
  useEffect(() => {
    if (stands === null) return
    const timer = setTimeout(() => void load(), Math.max(0, loadedAt.current + atMostEveryMs - Date.now()))
    return () => clearTimeout(timer)
  }, [id, stands, changed])
  return { sends, error, again: () => void load() }
}

type BatchPage = { sends: { edges: readonly { node: Send }[]; pageInfo: { hasNextPage: boolean; endCursor: string | null } } }
