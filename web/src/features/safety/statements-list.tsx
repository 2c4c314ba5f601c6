import type { ReactElement } from 'react'
import { useQuery } from 'urql'
import { Link } from 'wouter'
import { faultOf } from '../../lib/fault.ts'
import { formatCount } from '../../lib/formats.ts'
import { platformName } from '../../lib/provider-label.ts'
import { useAgain } from '../../lib/use-again.ts'
import { Bidi } from '../../ui/bidi.tsx'
import { Verdict } from '../../ui/chip.tsx'
import { EmptyState, ErrorState, Skeleton } from '../../ui/states.tsx'
import { Time } from '../../ui/time.tsx'
import { statementsQuery } from './safety-documents.ts'
import './safety.css'

const againMs = 60_000

const kindWords: Record<string, string> = { OURS_ALONE: 'Only we say so', THEIRS_ALONE: 'Only they say so', TWICE: 'Sent twice' }

/** Each day's statement: what we say we sent, what the platform says, and what stands on one side alone. */
export function StatementsList(): ReactElement {
  const [{ data, error }, again] = useQuery({ query: statementsQuery, requestPolicy: 'cache-and-network' })
  useAgain(again, againMs)
  if (!data && error)
    return (
      <ErrorState what="The statements could not be loaded" {...faultOf(error)} onRetry={() => again({ requestPolicy: 'network-only' })} />
    )
  if (!data) {
    return (
      <div role="status" aria-label="Loading statements">
        <Skeleton height={120} />
      </div>
    )
  }
  if (data.statements.length === 0) {
    return (
      <EmptyState title="No day is over yet.">After each day, what we say we sent is held here against what the platform says.</EmptyState>
    )
  }
  return (
    <section className="card" aria-label="Statements">
      <ul className="row-list">
        {data.statements.map((row) => (
          <li key={`${row.day} ${row.platform}`}>
            <div className="grow stack">
              <div className="brake-head">
                <strong className="number">{row.day}</strong>
                <span>{platformName(row.platform)}</span>
                <Verdict kind={row.equal ? 'ok' : row.theirs === null ? 'unknown' : 'bad'}>
                  {row.theirs === null
                    ? `We say ${formatCount(row.ours)}, nobody could be asked`
                    : row.equal
                      ? `Both say ${formatCount(row.ours)}`
                      : `We say ${formatCount(row.ours)}, they say ${formatCount(row.theirs)}`}
                </Verdict>
                <span className="muted">
                  drawn <Time at={row.drawnAt} />
                </span>
              </div>
              {row.problem && <p className="muted">{row.problem}</p>}
              {row.differences.length > 0 && (
                <ul className="statement-differences">
                  {row.differences.map((difference) => (
                    <li key={`${difference.kind} ${difference.sendId} ${difference.theirs}`}>
                      <strong>{kindWords[difference.kind] ?? difference.kind}</strong>: <Bidi text={difference.address} />.{' '}
                      {difference.ours} {difference.theirs}
                    </li>
                  ))}
                </ul>
              )}
            </div>
          </li>
        ))}
      </ul>
      <p className="muted">
        A send without a clear answer is settled under <Link href="/sends?tab=unknown">Unknown</Link>.
      </p>
    </section>
  )
}
