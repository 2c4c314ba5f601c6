import { memo, type ReactElement } from 'react'
import { Verdict } from '../../ui/chip.tsx'
import { visibleText } from '../../ui/visible-text.ts'
import type { CardDraft } from './card-draft.ts'
import { claimSegments } from './claim-segments.ts'

export type Marked = { evidenceId: string | null; onMark(evidenceId: string | null): void }

/** The longest connection note that LinkedIn takes, in characters. */
const connectionNoteLength = 300

/** The message exactly as it is sent, as text. Words that rest on evidence are buttons that mark their source. */
export const Message = memo(function Message({ draft, marked }: { draft: CardDraft; marked: Marked }): ReactElement {
  return (
    <section className="message" aria-label="Message">
      {draft.channel === 'EMAIL' ? (
        <h2 className="message-subject" dir="auto">
          <Claimed text={draft.subject ?? ''} field="subject" draft={draft} marked={marked} />
        </h2>
      ) : (
        <h2 className="message-subject">
          Connection note, {[...draft.body].length} of {connectionNoteLength}
        </h2>
      )}
      <div className="message-body" dir="auto">
        <Claimed text={draft.body} field="body" draft={draft} marked={marked} />
      </div>
      {draft.footer && (
        <div className="message-footer" dir="auto">
          {visibleText(draft.footer)}
        </div>
      )}
    </section>
  )
})

function Claimed({ text, field, draft, marked }: { text: string; field: string; draft: CardDraft; marked: Marked }): ReactElement {
  const numbers = new Map(draft.evidence.map((evidence, at) => [evidence.id, at + 1]))
  let start = 0
  return (
    <>
      {claimSegments(text, field, draft.claims).map((segment) => {
        const key = start
        start += segment.text.length
        const shown = visibleText(segment.text)
        if (segment.claim === null) return <span key={key}>{shown}</span>
        const evidenceId = draft.claims[segment.claim]?.evidence?.id ?? null
        if (evidenceId === null) {
          return (
            <span key={key}>
              {shown} <Verdict kind="bad">GUARD-009</Verdict>
            </span>
          )
        }
        return (
          // biome-ignore lint/a11y/useSemanticElements: a button is one unbreakable box, and a claim must break like the text it is in
          <span
            key={key}
            role="button"
            tabIndex={0}
            className="claim"
            data-claim={segment.claim}
            data-marked={marked.evidenceId === evidenceId}
            aria-describedby={`evidence-${evidenceId}`}
            onPointerEnter={() => marked.onMark(evidenceId)}
            onPointerLeave={() => marked.onMark(null)}
            onFocus={() => marked.onMark(evidenceId)}
            onBlur={() => marked.onMark(null)}
          >
            {shown}
            <sup>{numbers.get(evidenceId)}</sup>
          </span>
        )
      })}
    </>
  )
}
