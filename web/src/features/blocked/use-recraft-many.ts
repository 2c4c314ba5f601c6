import { useState } from 'react'
import { useClient } from 'urql'
import { newId } from '../../lib/new-id.ts'
import { refusedOf } from '../../lib/refused.ts'
import { announce } from '../../ui/announcer.tsx'
import { recraftDrafts } from '../templates/template-documents.ts'

/** Most drafts of one call. */
const mostAtOnce = 100

export type RecraftMany = {
  busy: boolean
  /** What came of it as a whole; null before the first. */
  summary: string | null
  /** Why single ones were not made anew, by draft. */
  refused: ReadonlyMap<string, string>
  /** Makes drafts anew, each on its own; those beyond the most of one call are left for the next. */
  recraft(drafts: readonly { id: string; version: number }[]): Promise<void>
}

export function useRecraftMany(): RecraftMany {
  const client = useClient()
  const [state, setState] = useState<Omit<RecraftMany, 'recraft'>>({ busy: false, summary: null, refused: new Map() })
  return {
    ...state,
    async recraft(drafts) {
      setState({ ...state, busy: true })
      const wanted = drafts.slice(0, mostAtOnce).map(({ id, version }) => ({ draftId: id, version }))
      const { data, error } = await client.mutation(recraftDrafts, { input: { drafts: wanted, clientMutationId: newId() } })
      const answer = data?.recraftDrafts
      const why = refusedOf(answer, 'RecraftDraftsSuccess', error)
      const outcomes = answer?.__typename === 'RecraftDraftsSuccess' ? answer.outcomes : []
      const refused = new Map(outcomes.flatMap((one) => (one.error ? [[one.draftId, one.error.message] as const] : [])))
      const queued = outcomes.filter((one) => one.draft?.status === 'PENDING').length
      const blocked = outcomes.filter((one) => one.draft?.status === 'BLOCKED').length
      const parts = [
        `${queued} in the queue`,
        ...(blocked > 0 ? [`${blocked} blocked again`] : []),
        ...(refused.size > 0 ? [`${refused.size} stay as they are`] : []),
      ]
      const summary = why ? `Not crafted again. ${why.message}` : `Crafted again: ${parts.join(', ')}.`
      announce(summary, why ? 'assertive' : 'polite')
      setState({ busy: false, summary, refused })
    },
  }
}
