import { memo, type ReactElement } from 'react'
import { useQuery } from 'urql'
import { reasonWords } from '../../lib/reason-words.ts'
import { useTagWords } from '../../lib/use-tag-words.ts'
import { Icon } from '../../ui/icons.tsx'
import { Time } from '../../ui/time.tsx'
import { visibleText } from '../../ui/visible-text.ts'
import { AngleChoice } from './angle-choice.tsx'
import type { CardDraft } from './card-draft.ts'
import type { Marked } from './message.tsx'
import { scoreQuery } from './queue-documents.ts'

/** The host of a web source, or null when the source is no web address. Only https and http lead anywhere. */
export function sourceHost(source: string): string | null {
  const url = URL.parse(source)
  return url && (url.protocol === 'https:' || url.protocol === 'http:') ? url.host : null
}

/** Asked for apart: without its reasons the draft can still be read and decided. */
function ScoreReasons({ leadId }: { leadId: string }): ReactElement | null {
  const [{ data, error }] = useQuery({ query: scoreQuery, variables: { id: leadId } })
  if (error && !data) return <p className="muted">The reasons could not be loaded.</p>
  // With as many decimals as the one that has some: the points stand under each other.
  const decimals = data?.lead?.scoreReasons.some(({ points }) => !Number.isInteger(points)) ? 1 : 0
  if (data?.lead?.scoreReasons.length === 0) return <p className="muted">No reasons were kept.</p>
  return (
    <dl className="score-reasons">
      {data?.lead?.scoreReasons.map((reason) => (
        <div key={reason.part + reason.message}>
          <dt>{visibleText(reasonWords(reason.message))}</dt>
          <dd className="number">{reason.points.toFixed(decimals).replace('-', '−')}</dd>
        </div>
      ))}
    </dl>
  )
}

/** Why this lead and these words: score, evidence, what was rejected before, angle. It scrolls alone. */
export const CardSide = memo(function CardSide({ draft, marked }: { draft: CardDraft; marked: Marked }): ReactElement {
  const { lead } = draft
  const tagWords = useTagWords()
  const rejections = draft.reviews.filter((review) => review.decision === 'REJECT')
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
    <aside className="card-side" aria-label="Why this draft" tabIndex={0}>
      <section>
        <h3>Why {lead.score ?? 'no score'}</h3>
        <ScoreReasons leadId={lead.id} />
      </section>
      <section>
        <h3>Evidence {draft.evidence.length}</h3>
        <ol className="evidence-list">
          {draft.evidence.map((evidence, at) => (
            <Evidence key={evidence.id} evidence={evidence} number={at + 1} marked={marked} />
          ))}
        </ol>
        {draft.evidence.length === 0 && <p className="muted">This text rests on no evidence.</p>}
      </section>
      {rejections.length + draft.earlierRejections.length > 0 && (
        <section>
          <h3>Earlier</h3>
          <ul className="evidence-list">
            {rejections.map((review) => (
              <li key={review.at}>
                <strong>{tagWords(review.tag ?? '')}</strong> <Time at={review.at} />
                <p className="muted">{visibleText(review.reason ?? '')}</p>
              </li>
            ))}
            {draft.earlierRejections.map((one) => (
              <li key={`${one.at} ${one.angle}`}>
                <strong>{tagWords(one.tag)}</strong> <Time at={one.at} />
                <p>{visibleText(one.reason)}</p>
                <p className="muted">
                  {one.angle.replaceAll('_', ' ')}, by {one.actor}: “{visibleText(one.opener)}”
                </p>
              </li>
            ))}
          </ul>
        </section>
      )}
      <section>
        <h3>Angle</h3>
        <p>
          {draft.angle.replaceAll('_', ' ')}
          {draft.variant && `, variant ${draft.variant}`}
        </p>
        <AngleChoice draftId={draft.id} angle={draft.angle} />
      </section>
    </aside>
  )
})

function Evidence({ evidence, number, marked }: { evidence: CardDraft['evidence'][number]; number: number; marked: Marked }): ReactElement {
  const host = sourceHost(evidence.source)
  const mark = { onFocus: () => marked.onMark(evidence.id), onBlur: () => marked.onMark(null) }
  return (
    <li
      id={`evidence-${evidence.id}`}
      data-marked={marked.evidenceId === evidence.id}
      onPointerEnter={mark.onFocus}
      onPointerLeave={mark.onBlur}
    >
      <p>
        <span className="number">{number}</span> {visibleText(evidence.text)}
      </p>
      <p className="evidence-source">
        {host ? (
          <a href={evidence.source} target="_blank" rel="noreferrer" {...mark}>
            {host} <Icon name="external" size={12} />
            <span className="hidden-text"> opens in a new tab</span>
          </a>
        ) : (
          <span className="muted">{visibleText(evidence.source)}</span>
        )}
        {evidence.foundAt && <Time at={evidence.foundAt} />}
      </p>
    </li>
  )
}
