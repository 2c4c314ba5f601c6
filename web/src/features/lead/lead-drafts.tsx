import { type ReactElement, useEffect } from 'react'
import { useQuery } from 'urql'
import { faultOf } from '../../lib/fault.ts'
import { Chip, type Tone } from '../../ui/chip.tsx'
import { LinkButton } from '../../ui/link-button.tsx'
import { ErrorState, Skeleton } from '../../ui/states.tsx'
import { Time } from '../../ui/time.tsx'
import { visibleText } from '../../ui/visible-text.ts'
import { leadDraftsQuery } from './lead-documents.ts'

const tones: Record<string, Tone> = { PENDING: 'info', APPROVED: 'ok', SENT: 'ok', REJECTED: 'bad', BLOCKED: 'bad' }

/** The drafts made for this lead, newest first; an open one leads to its place in the queue. `changedAt` asks again. */
export function LeadDrafts({ id, changedAt }: { id: string; changedAt: string }): ReactElement {
  const [{ data, error }, again] = useQuery({ query: leadDraftsQuery, variables: { id }, requestPolicy: 'cache-and-network' })
  // biome-ignore lint/correctness/useExhaustiveDependencies: the lead's own change says that something of it is new
  useEffect(() => again({ requestPolicy: 'network-only' }), [changedAt, again])
  const drafts = data?.lead?.drafts.edges.map((edge) => edge.node)
  if (error && !drafts) {
    return <ErrorState what="The drafts could not be loaded" {...faultOf(error)} onRetry={() => again({ requestPolicy: 'network-only' })} />
  }
  return (
    <section className="card" aria-labelledby="drafts-title">
      <h2 id="drafts-title">
        {data?.lead?.drafts.pageInfo.hasNextPage ? `The newest ${drafts?.length} drafts` : `Drafts ${drafts?.length ?? ''}`}
      </h2>
      {!drafts && <Skeleton height={60} />}
      {drafts?.length === 0 && <p className="muted">Nothing was written for this lead yet. A run writes where the facts suffice.</p>}
      {drafts && drafts.length > 0 && (
        <ul className="lead-drafts">
          {drafts.map((draft) => (
            <li key={draft.id}>
              <details>
                <summary>
                  <Chip tone={tones[draft.status] ?? 'neutral'}>{draft.status.charAt(0) + draft.status.slice(1).toLowerCase()}</Chip>{' '}
                  <bdi dir="auto">{visibleText(draft.subject ?? draft.body.split('\n')[0] ?? '')}</bdi>
                </summary>
                <p className="muted sm">
                  {draft.angle.replaceAll('_', ' ')}
                  {draft.variant && `, variant ${draft.variant}`} · <Time at={draft.createdAt} />
                </p>
                <p className="draft-body" dir="auto">
                  {visibleText(draft.body)}
                </p>
                {draft.status === 'PENDING' && <LinkButton href={`/queue?draft=${draft.id}`}>Review it</LinkButton>}
              </details>
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}
