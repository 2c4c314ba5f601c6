import { type ResultOf, readFragment } from 'gql.tada'
import { useEffect, useRef, useState } from 'react'
import { type Client, type CombinedError, useClient, useQuery, useSubscription } from 'urql'
import { afterPaint } from '../../lib/after-paint.ts'
import { onReconnected, pausedStore } from '../../lib/connection.ts'
import { useStore } from '../../lib/store.ts'
import { reviewCardDraft } from './card-draft.ts'
import { angleQuery, cardQuery, draftSubscription, scoreQuery } from './queue-documents.ts'

export type PaintedDraft = NonNullable<ResultOf<typeof cardQuery>['draft']>

export type Painted = {
  draft: PaintedDraft | null
  /** The version that came in since, or null while the painted one is the newest. */
  newer: PaintedDraft | null
  takeNewer(): void
  /** This person made that version: it is painted as soon as it comes. */
  takeOwn(version: number): void
  error: CombinedError | undefined
  retry(): void
}

/** All that a card shows, before it is asked for: then it is painted whole, and nothing of it moves when more comes. */
async function askAhead(client: Client, id: string): Promise<void> {
  const angle = client.query(angleQuery, { id }).toPromise()
  const { data } = await client.query(cardQuery, { id }).toPromise()
  if (data?.draft) await client.query(scoreQuery, { id: readFragment(reviewCardDraft, data.draft).lead.id }).toPromise()
  await angle
}

/**
 * The draft that is on screen. It never changes by itself: a newer version waits in `newer` until the person takes it, because a
 * decision must name the version that was read. `neighbours` are fetched ahead, so that the next card is painted without waiting.
 */
export function usePaintedDraft(id: string | null, neighbours: readonly string[]): Painted {
  const client = useClient()
  const [{ data, error }, run] = useQuery({ query: cardQuery, variables: { id: id ?? '' }, pause: id === null })
  const paused = useStore(pausedStore)
  useSubscription({ query: draftSubscription, variables: { id: id ?? '' }, pause: id === null || paused })
  useEffect(() => onReconnected(() => run({ requestPolicy: 'network-only' })), [run])
  const latest = id !== null && data?.draft?.id === id ? data.draft : null
  const [painted, setPainted] = useState<PaintedDraft | null>(null)
  const [own, setOwn] = useState<{ id: string; version: number } | null>(null)
  const isOwn = own !== null && own.id === latest?.id && own.version === latest.version
  // Same version: presence, undo time and the like may change in place. Other draft: paint it.
  if (latest && painted !== latest && (painted?.id !== latest.id || painted.version === latest.version || isOwn)) setPainted(latest)
  const ahead = neighbours.join()
  const asked = useRef(new Set<string>())
  useEffect(
    () =>
      afterPaint(() => {
        for (const next of ahead.split(',').filter(Boolean)) {
          if (asked.current.has(next)) continue
          asked.current.add(next)
          void askAhead(client, next)
        }
      }),
    [client, ahead],
  )
  const draft = painted?.id === id ? painted : null
  return {
    draft,
    newer: draft && latest && latest.version > draft.version ? latest : null,
    takeNewer: () => latest && setPainted(latest),
    takeOwn: (version) => id !== null && setOwn({ id, version }),
    error: draft ? undefined : error,
    retry: () => run({ requestPolicy: 'network-only' }),
  }
}
