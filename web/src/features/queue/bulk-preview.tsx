import { readFragment } from 'gql.tada'
import { type ReactElement, type ReactNode, useEffect, useRef, useState } from 'react'
import { Bidi } from '../../ui/bidi.tsx'
import { Button } from '../../ui/button.tsx'
import { TierChip, Verdict } from '../../ui/chip.tsx'
import { type QueueRowDraft, queueRowDraft } from './queue-row.tsx'
import './bulk-preview.css'
import type { BulkOutcome } from './use-decisions.ts'

export type BulkPreviewProps = {
  decision: 'approve' | 'reject'
  drafts: readonly QueueRowDraft[]
  /** Drafts that were opened before; the others count as read only when they were scrolled past here. */
  opened: ReadonlySet<string>
  outcomes: readonly BulkOutcome[] | null
  refusal: string | null
  onDecide(): void
  onClose(): void
  /** Stands in the actions' place: tag and reason of a rejection. */
  instead?: ReactNode
}

/** Every selected draft in the card's place, then one decision with one result each. */
export function BulkPreview({ decision, drafts, opened, outcomes, refusal, onDecide, onClose, instead }: BulkPreviewProps): ReactElement {
  const [seen, setSeen] = useState<ReadonlySet<string>>(opened)
  const list = useRef<HTMLUListElement>(null)
  const title = useRef<HTMLHeadingElement>(null)
  // Also when the outcomes come: the button that was pressed is gone then.
  const isDone = outcomes !== null
  // biome-ignore lint/correctness/useExhaustiveDependencies: the heading takes the focus at first and once more when all is decided
  useEffect(() => title.current?.focus(), [isDone])
  useEffect(() => {
    const watch = new IntersectionObserver(
      (entries) => {
        const passed = entries
          .filter((entry) => entry.isIntersecting)
          .map((entry) => entry.target.closest('[data-draft]')?.getAttribute('data-draft') ?? '')
        if (passed.length > 0) setSeen((before) => new Set([...before, ...passed]))
      },
      { root: list.current, threshold: 0.9 },
    )
    // Their ends: a draft that is taller than the list is never on screen as a whole.
    for (const row of list.current?.children ?? []) if (row.lastElementChild) watch.observe(row.lastElementChild)
    return () => watch.disconnect()
  }, [])
  const unseen = drafts.filter((draft) => !seen.has(readFragment(queueRowDraft, draft).id)).length
  const verb = decision === 'approve' ? 'Approve' : 'Reject'
  const refused = outcomes?.filter((outcome) => outcome.refusal !== null).length ?? 0
  return (
    <section className="bulk review-card" aria-label={`${verb} ${drafts.length} drafts`}>
      <h2 ref={title} tabIndex={-1}>
        {verb} {drafts.length} {drafts.length === 1 ? 'draft' : 'drafts'}
      </h2>
      {outcomes && (
        <p role="status">
          {outcomes.length - refused} {decision === 'approve' ? 'approved' : 'rejected'}, {refused} refused
        </p>
      )}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard */}
      <ul ref={list} className="bulk-list" tabIndex={0} aria-label="Selected drafts">
        {drafts.map((masked) => {
          const draft = readFragment(queueRowDraft, masked)
          const failing = draft.compliance.filter((check) => check.applies && !check.passed).length
          const outcome = outcomes?.find((one) => one.draftId === draft.id)
          return (
            <li key={draft.id} data-draft={draft.id}>
              <p className="bulk-name">
                <TierChip tier={draft.lead.tier} /> <Bidi text={draft.lead.fullName ?? draft.lead.email ?? 'Unnamed lead'} />
              </p>
              {draft.subject !== null && <p dir="auto">{draft.subject}</p>}
              <p className="bulk-body" dir="auto">
                {draft.body}
              </p>
              <Verdict kind={(outcome ? outcome.refusal : failing > 0) ? 'bad' : 'ok'}>
                {outcome
                  ? (outcome.refusal ?? 'Done')
                  : failing > 0
                    ? `${failing} ${failing === 1 ? 'check fails' : 'checks fail'}`
                    : 'All checks pass'}
              </Verdict>
            </li>
          )
        })}
      </ul>
      {instead || (
        <div className="action-bar">
          {outcomes === null && (
            <Button
              tone="primary"
              refusal={refusal ?? (unseen > 0 ? `${unseen} not looked at yet: scroll past each first.` : null)}
              onClick={onDecide}
            >
              {verb} {drafts.length}
            </Button>
          )}
          <Button onClick={onClose}>{outcomes ? 'Back to the list' : 'Cancel'}</Button>
        </div>
      )}
    </section>
  )
}
