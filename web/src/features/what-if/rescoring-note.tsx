import { type ReactElement, useEffect } from 'react'
import { useQuery } from 'urql'
import { formatCount } from '../../lib/formats.ts'
import { graphql } from '../../lib/graphql.ts'

const rescoringQuery = graphql(`
  query Rescoring {
    rescoring { profileVersion leads waiting }
  }
`)

/** How often it is asked while leads wait, in milliseconds. */
const askEveryMs = 2_000

/** How far leads have been scored by the newest profile; nothing when all are. */
export function RescoringNote({ version }: { version: number }): ReactElement | null {
  const [{ data }, again] = useQuery({ query: rescoringQuery, requestPolicy: 'cache-and-network' })
  const waiting = data?.rescoring.waiting ?? 0
  const isBehind = waiting > 0 || (data !== undefined && data.rescoring.profileVersion !== version)
  useEffect(() => {
    if (!isBehind) return
    const timer = setInterval(() => again({ requestPolicy: 'network-only' }), askEveryMs)
    return () => clearInterval(timer)
  }, [isBehind, again])
  if (!data || waiting === 0) return null
  const { leads } = data.rescoring
  return (
    <section className="card" aria-labelledby="rescoring-title">
      <h2 id="rescoring-title">Scoring again</h2>
      <div className="progress">
        <span>
          {formatCount(leads - waiting)} of {formatCount(leads)} leads stand as this profile and their newest facts say.
        </span>
        <progress max={leads} value={leads - waiting} aria-label="Leads scored again" />
      </div>
    </section>
  )
}
