import type { ResultOf } from 'gql.tada'
import { type ReactElement, useState } from 'react'
import { useQuery, useSubscription } from 'urql'
import { Link } from 'wouter'
import { pausedStore } from '../../lib/connection.ts'
import { faultOf } from '../../lib/fault.ts'
import { useStore } from '../../lib/store.ts'
import { summaryWords } from '../../lib/summary-words.ts'
import { Bidi } from '../../ui/bidi.tsx'
import { Button } from '../../ui/button.tsx'
import { StatusWord } from '../../ui/stage-glyph.tsx'
import { ErrorState, Skeleton } from '../../ui/states.tsx'
import { Time } from '../../ui/time.tsx'
import { visibleText } from '../../ui/visible-text.ts'
import { activityQuery, activitySubscription } from './overview-documents.ts'

type Entry = ResultOf<typeof activitySubscription>['activity']
const shown = 12

/** What happens while one watches, newest first, and the leads that changed last before that. It can be held still. */
export function Activity(): ReactElement {
  const [held, setHeld] = useState(false)
  const paused = useStore(pausedStore)
  const [{ data, error }, again] = useQuery({ query: activityQuery, requestPolicy: 'cache-and-network' })
  const [{ data: live }] = useSubscription<{ activity: Entry }, Entry[]>(
    { query: activitySubscription, pause: held || paused },
    (before = [], event) => [event.activity, ...before].slice(0, shown),
  )
  const leads = data?.leads.edges.map((edge) => edge.node)
  return (
    <section className="card" aria-labelledby="activity-title">
      <div className="card-title">
        <h2 id="activity-title">Activity</h2>
        <Button size="dense" aria-pressed={held} onClick={() => setHeld(!held)}>
          {held ? 'Resume' : 'Pause'}
        </Button>
      </div>
      {live && live.length > 0 && (
        <ul className="row-list activity-live">
          {live.map((entry, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: an entry has no id, and the list is drawn anew with each
            <li key={at}>
              <span className="grow">
                {entry.lead && (
                  <Link href={`/leads/${entry.lead.id}`}>
                    <Bidi text={entry.lead.fullName ?? entry.lead.email ?? 'Unnamed lead'} />
                  </Link>
                )}{' '}
                {visibleText(summaryWords(entry.summary))} <span className="muted">{visibleText(entry.actor)}</span>
              </span>
              <Time at={entry.at} />
            </li>
          ))}
        </ul>
      )}
      <h3 className="sub-title">Changed last</h3>
      {error && !leads ? (
        <ErrorState what="The activity could not be loaded" {...faultOf(error)} onRetry={() => again({ requestPolicy: 'network-only' })} />
      ) : !leads ? (
        <Skeleton height={200} />
      ) : leads.length === 0 ? (
        <p className="muted">No lead is known yet. Import a file, or start a run.</p>
      ) : (
        <ul className="row-list">
          {leads.map((lead) => (
            <li key={lead.id}>
              <span className="grow clip">
                <Link href={`/leads/${lead.id}`}>
                  <Bidi text={lead.fullName ?? lead.email ?? 'Unnamed lead'} />
                </Link>{' '}
                <span className="muted">
                  <Bidi text={lead.company?.name ?? ''} />
                </span>
              </span>
              <StatusWord stage={lead.stage} status={lead.status} />
              <Time at={lead.updatedAt} />
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}
