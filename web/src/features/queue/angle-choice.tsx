import type { ReactElement } from 'react'
import { useQuery } from 'urql'
import { formatCount } from '../../lib/formats.ts'
import { visibleText } from '../../ui/visible-text.ts'
import { angleQuery } from './queue-documents.ts'

/** Why this angle, and what became of the others. Asked for apart: without it the draft can still be read and decided. */
export function AngleChoice({ draftId, angle }: { draftId: string; angle: string }): ReactElement | null {
  const [{ data }] = useQuery({ query: angleQuery, variables: { id: draftId } })
  const choice = data?.draft?.angleChoice
  const rewrite = data?.draft?.rewrite
  const others = choice?.options.filter((option) => option.angle !== angle) ?? []
  return (
    <>
      {choice && <p>{choice.sentence}</p>}
      {others.length > 0 && (
        <ul className="evidence-list">
          {others.map((option) => (
            <li key={option.angle}>
              {option.angle.replaceAll('_', ' ')}
              <p className="muted">
                {option.message !== null
                  ? visibleText(option.message)
                  : option.sent > 0
                    ? `${formatCount(option.answered)} of ${formatCount(option.sent)} answered well or booked`
                    : 'Not sent to this tier yet'}
              </p>
            </li>
          ))}
        </ul>
      )}
      {rewrite && rewrite.state !== 'WAITING' && (
        <p>
          {rewrite.state === 'REPHRASED' ? `Rephrased by ${rewrite.model}.` : `Not rephrased: ${visibleText(rewrite.message ?? '')}`}
          <span className="muted"> Context {rewrite.zone}.</span>
        </p>
      )}
    </>
  )
}
