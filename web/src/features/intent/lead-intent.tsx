import { type ReactElement, useEffect } from 'react'
import { useQuery } from 'urql'
import { faultOf } from '../../lib/fault.ts'
import { graphql } from '../../lib/graphql.ts'
import { ErrorState, Skeleton } from '../../ui/states.tsx'
import { visibleText } from '../../ui/visible-text.ts'

const intentQuery = graphql(`
  query LeadIntent($id: ID!) {
    lead(id: $id) { id intent intentReasons { part points message } }
  }
`)

/** Why a lead's intent is what it is: each kind of sign with what time has left of it. `changedAt` asks again. */
export function LeadIntent({ id, changedAt }: { id: string; changedAt: string }): ReactElement {
  const [{ data, error }, again] = useQuery({ query: intentQuery, variables: { id }, requestPolicy: 'cache-and-network' })
  // biome-ignore lint/correctness/useExhaustiveDependencies: the lead's own change says that something of it is new
  useEffect(() => again({ requestPolicy: 'network-only' }), [changedAt, again])
  const lead = data?.lead
  return (
    <section className="card" aria-labelledby="intent-title">
      <h2 id="intent-title">Intent {lead && <span className="number">{lead.intent.toFixed(1)} of 20</span>}</h2>
      {error && !lead ? (
        <ErrorState what="Intent could not be loaded" {...faultOf(error)} onRetry={() => again({ requestPolicy: 'network-only' })} />
      ) : !lead ? (
        <Skeleton height={48} />
      ) : lead.intentReasons.length === 0 ? (
        <p className="muted">No sign of interest yet, or all of them are long ago.</p>
      ) : (
        <ul className="row-list sm">
          {lead.intentReasons.map(({ part, message }) => (
            <li key={part}>{visibleText(message)}</li>
          ))}
        </ul>
      )}
    </section>
  )
}
