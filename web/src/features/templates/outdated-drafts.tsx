import { type ReactElement, useState } from 'react'
import { useClient } from 'urql'
import { formatCount } from '../../lib/formats.ts'
import { newId } from '../../lib/new-id.ts'
import { refusedOf } from '../../lib/refused.ts'
import { useScope } from '../../lib/scope.ts'
import { announce } from '../../ui/announcer.tsx'
import { Button } from '../../ui/button.tsx'
import { Icon } from '../../ui/icons.tsx'
import { outdatedDraftsQuery, recraftDrafts } from './template-documents.ts'

/** Waiting drafts in the words of another version: they keep them, and this crafts them again, at most a hundred at once. */
export function OutdatedDrafts({ angle, count, onCrafted }: { angle: string; count: number; onCrafted(): void }): ReactElement | null {
  const client = useClient()
  const mayReview = useScope('review')
  const [busy, setBusy] = useState(false)
  const [result, setResult] = useState<{ text: string; isBad: boolean } | null>(null)
  const act = async (): Promise<void> => {
    setBusy(true)
    const { data, error } = await client.query(outdatedDraftsQuery, { angle }, { requestPolicy: 'network-only' })
    const drafts = data?.outdatedDrafts.map(({ id, version }) => ({ draftId: id, version })) ?? []
    const answer =
      error || drafts.length === 0 ? null : await client.mutation(recraftDrafts, { input: { drafts, clientMutationId: newId() } })
    const outcome = answer?.data?.recraftDrafts
    const why = answer ? refusedOf(outcome, 'RecraftDraftsSuccess', answer.error) : null
    const outcomes = outcome?.__typename === 'RecraftDraftsSuccess' ? outcome.outcomes : []
    const refused = outcomes.filter((one) => one.error !== null)
    const made = outcomes.length - refused.length
    const text = why
      ? `Not crafted again. ${why.message}`
      : `${formatCount(made)} crafted again.${refused.length > 0 ? ` ${formatCount(refused.length)} stay as they are: ${refused[0]?.error?.message ?? ''}` : ''}`
    setBusy(false)
    setResult({ text, isBad: why !== null || refused.length > 0 })
    announce(text, why ? 'assertive' : 'polite')
    onCrafted()
  }
  if (count === 0 && result === null) return null
  return (
    <section className="card" aria-label="Drafts in older words">
      {count > 0 && (
        <div className="state-actions">
          <p className="grow">
            {count === 1 ? '1 draft waits' : `${formatCount(count)} drafts wait`} in the words of another version than the live one. Nothing
            changes them unless somebody does.
          </p>
          <Button
            refusal={!mayReview ? 'Crafting again needs the scope review.' : busy ? 'Already at work.' : null}
            onClick={() => void act()}
          >
            {busy ? 'Crafting…' : `Craft ${formatCount(Math.min(count, 100))} again`}
          </Button>
        </div>
      )}
      {result && (
        <p>
          {result.isBad && <Icon name="warn" />} {result.text}
        </p>
      )}
    </section>
  )
}
