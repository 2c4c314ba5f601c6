import { useState } from 'react'
import { useMutation } from 'urql'
import { connectionStore } from '../../lib/connection.ts'
import { newId } from '../../lib/new-id.ts'
import { type Refused, refusedOf, refusedWords } from '../../lib/refused.ts'
import { useScope } from '../../lib/scope.ts'
import { useStore } from '../../lib/store.ts'
import { announce } from '../../ui/announcer.tsx'
import { dismissSuggestion, mergeLeads, unmergeLeads } from './merge-documents.ts'

/** Merging, taking apart, and saying that two are two; with why not, in the server's words. */
export type Merging = {
  refusal: string | null
  refused: string | null
  /** Answers the lead that stays; null when it was refused. */
  merge(leadId: string, otherId: string): Promise<string | null>
  unmerge(mergeId: string): Promise<boolean>
  dismiss(id: string): Promise<boolean>
}

export function useMerge(): Merging {
  const [refused, setRefused] = useState<string | null>(null)
  const [merging, runMerge] = useMutation(mergeLeads)
  const [unmerging, runUnmerge] = useMutation(unmergeLeads)
  const [dismissing, runDismiss] = useMutation(dismissSuggestion)
  const mayOperate = useScope('operate')
  const { state } = useStore(connectionStore)
  const told = (why: Refused | null, done: string): boolean => {
    const words = why && refusedWords(why)
    setRefused(words)
    announce(words ?? done, words === null ? 'polite' : 'assertive')
    return why === null
  }
  return {
    refused,
    refusal: !mayOperate
      ? 'Merging needs the scope operate.'
      : state === 'offline'
        ? 'No connection.'
        : merging.fetching || unmerging.fetching || dismissing.fetching
          ? 'Already on its way.'
          : null,
    async merge(leadId, otherId) {
      const { data, error } = await runMerge({ input: { leadId, otherId, clientMutationId: newId() } })
      const answer = data?.mergeLeads
      const isDone = told(refusedOf(answer, 'MergeLeadsSuccess', error), 'Merged.')
      return isDone && answer?.__typename === 'MergeLeadsSuccess' ? (answer.lead?.id ?? null) : null
    },
    async unmerge(mergeId) {
      const { data, error } = await runUnmerge({ input: { mergeId, clientMutationId: newId() } })
      return told(refusedOf(data?.unmergeLeads, 'UnmergeLeadsSuccess', error), 'Taken apart.')
    },
    async dismiss(id) {
      const { data, error } = await runDismiss({ input: { id, clientMutationId: newId() } })
      return told(refusedOf(data?.dismissMergeSuggestion, 'DismissMergeSuggestionSuccess', error), 'Kept as two people.')
    },
  }
}
