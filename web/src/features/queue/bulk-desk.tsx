import { readFragment } from 'gql.tada'
import { type ReactElement, useState } from 'react'
import { BulkPreview } from './bulk-preview.tsx'
import { type QueueRowDraft, queueRowDraft } from './queue-row.tsx'
import { type Rejection, type RejectionTag, RejectPanel } from './reject-panel.tsx'
import type { Commands } from './use-queue-commands.ts'
import type { Desk } from './use-queue-desk.ts'

/** The selected drafts in the card's place, as they were when it was opened, and one decision for all of them. */
export function BulkDesk({
  decision,
  rows,
  desk,
  commands,
  tags,
  refusal,
}: {
  decision: 'approve' | 'reject'
  rows: readonly QueueRowDraft[]
  desk: Desk
  commands: Commands
  tags: readonly RejectionTag[]
  refusal: string | null
}): ReactElement {
  // Kept as opened: what was decided leaves the list, but not this preview.
  const [drafts] = useState(() => rows.filter((row) => desk.selected.has(readFragment(queueRowDraft, row).id)))
  const [reason, setReason] = useState('')
  const [isAsking, setIsAsking] = useState(false)
  const decide = (rejection: Rejection | null): void => {
    const versions = new Map(drafts.map((row) => readFragment(queueRowDraft, row)).map((draft) => [draft.id, draft.version]))
    setIsAsking(false)
    void commands.decideBulk(decision, rejection, versions)
  }
  return (
    <BulkPreview
      decision={decision}
      drafts={drafts}
      opened={desk.opened}
      outcomes={commands.outcomes}
      refusal={refusal}
      onDecide={() => (decision === 'approve' ? decide(null) : setIsAsking(true))}
      onClose={commands.closeBulk}
      instead={
        isAsking && (
          <RejectPanel
            tags={tags}
            text={reason}
            onText={setReason}
            refusal={refusal}
            onReject={decide}
            onClose={() => setIsAsking(false)}
            isBulk
          />
        )
      }
    />
  )
}
