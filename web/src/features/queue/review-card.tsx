// biome-ignore-all lint/a11y/useSemanticElements: these groups are no sets of form fields
import { type FragmentOf, readFragment } from 'gql.tada'
import { type ReactElement, type ReactNode, type Ref, useCallback, useImperativeHandle, useMemo, useRef, useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { Time } from '../../ui/time.tsx'
import { ActionBar, type ActionBarProps } from './action-bar.tsx'
import { type CardDraft, isEdited, reviewCardDraft } from './card-draft.ts'
import { CardHead } from './card-head.tsx'
import { CardSide } from './card-side.tsx'
import { Checks } from './checks.tsx'
import { DifferenceView } from './difference-view.tsx'
import { Message } from './message.tsx'
import './review-card.css'

export type CardView = 'result' | 'difference' | 'original'
export type ReviewCardHandle = { walkClaims(step: 1 | -1): void; focusFirstFailing(): boolean; focusName(): boolean; focusEdit(): boolean }

export type ReviewCardProps = ActionBarProps & {
  draft: FragmentOf<typeof reviewCardDraft>
  view: CardView
  onView(view: CardView): void
  banner?: ReactNode
  /** Stands in the message's place: the edit panel. */
  instead?: ReactNode
  /** Stands under the message, in the actions' place: the reject panel. */
  below?: ReactNode
  ref?: Ref<ReviewCardHandle>
}

/** One draft, whole: what will be sent and to whom, large and calm; beside it what it rests on; below it the decisions. */
export function ReviewCard(props: ReviewCardProps): ReactElement {
  const { view, onView, banner, instead, below, ref, ...bar } = props
  const draft = readFragment(reviewCardDraft, props.draft)
  const [evidenceId, setEvidenceId] = useState<string | null>(null)
  const card = useRef<HTMLElement>(null)
  const find = useCallback((selector: string): HTMLElement | null => card.current?.querySelector<HTMLElement>(selector) ?? null, [])

  // The parts of a card are drawn anew with their draft, and not with every change around them.
  const onMark = useCallback(
    (next: string | null): void => {
      setEvidenceId(next)
      // Only the side column moves; the message stays under the eyes.
      const source = next === null ? null : find(`[id="evidence-${next}"]`)
      const side = find('.card-side')
      if (source && side && source.offsetTop < side.scrollTop) side.scrollTop = source.offsetTop
      else if (source && side && source.offsetTop + source.offsetHeight > side.scrollTop + side.clientHeight) {
        side.scrollTop = source.offsetTop + source.offsetHeight - side.clientHeight
      }
    },
    [find],
  )
  const marked = useMemo(() => ({ evidenceId, onMark }), [evidenceId, onMark])
  useImperativeHandle(ref, () => ({
    walkClaims: (step) => {
      const claims = [...(card.current?.querySelectorAll<HTMLElement>('.claim') ?? [])]
      const at = claims.findIndex((claim) => Object.is(claim, document.activeElement))
      claims[at === -1 && step === -1 ? claims.length - 1 : (at + step + claims.length) % claims.length]?.focus()
    },
    focusFirstFailing: () => {
      const failing = find('.check-failing')
      failing?.focus()
      return failing !== null
    },
    focusName: () => {
      const name = find('.card-head h2')
      name?.focus()
      return name !== null
    },
    focusEdit: () => {
      const edit = find('[aria-keyshortcuts="e"]')
      edit?.focus()
      return edit !== null
    },
  }))

  return (
    <article ref={card} className="review-card" aria-label={`Draft for ${draft.lead.fullName ?? draft.lead.email ?? 'an unnamed lead'}`}>
      <CardHead draft={draft} />
      {banner}
      <Checks draft={draft} />
      <div className="card-columns">
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard */}
        <div className="card-text" tabIndex={0} role="group" aria-label="Text">
          {instead ?? (
            <>
              {isEdited(draft) && <Edited draft={draft} view={view} onView={onView} />}
              {view === 'result' && <Message draft={draft} marked={marked} />}
              {view === 'difference' && <Differences draft={draft} />}
              {view === 'original' && (
                <Message
                  draft={{ ...draft, subject: draft.originalSubject ?? draft.subject, body: draft.originalBody ?? draft.body, claims: [] }}
                  marked={marked}
                />
              )}
            </>
          )}
        </div>
        <CardSide draft={draft} marked={marked} />
      </div>
      {below ?? (!instead && <ActionBar {...bar} />)}
    </article>
  )
}

function Edited({ draft, view, onView }: { draft: CardDraft; view: CardView; onView(view: CardView): void }): ReactElement {
  const edit = draft.reviews.findLast((review) => review.decision === 'EDIT')
  const views: CardView[] = ['result', 'difference', 'original']
  return (
    <div className="edited">
      <span className="muted">
        Edited{edit && ` by ${edit.actor} `}
        {edit && <Time at={edit.at} as="clock" />}
      </span>
      {views.map((one) => (
        <Button key={one} size="dense" tone="quiet" aria-pressed={view === one} onClick={() => onView(one)}>
          {one.charAt(0).toUpperCase() + one.slice(1)}
        </Button>
      ))}
    </div>
  )
}

function Differences({ draft }: { draft: CardDraft }): ReactElement {
  return (
    <section className="message" aria-label="Difference">
      {draft.subject !== null && draft.originalSubject !== null && draft.subject !== draft.originalSubject && (
        <DifferenceView before={draft.originalSubject} after={draft.subject} />
      )}
      <DifferenceView before={draft.originalBody ?? draft.body} after={draft.body} />
    </section>
  )
}
