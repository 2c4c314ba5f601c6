import type { ResultOf } from 'gql.tada'
import { type ReactElement, useEffect, useEffectEvent, useRef, useState } from 'react'
import { faultOf } from '../../lib/fault.ts'
import { formatClock, formatInstant } from '../../lib/formats.ts'
import { summaryWords } from '../../lib/summary-words.ts'
import { usePages } from '../../lib/use-pages.ts'
import { Button } from '../../ui/button.tsx'
import { ShowMore } from '../../ui/show-more.tsx'
import { ErrorState, Skeleton } from '../../ui/states.tsx'
import { visibleText } from '../../ui/visible-text.ts'
import { timelineQuery } from './lead-documents.ts'
import { LeadNote } from './lead-note.tsx'
import './lead-timeline.css'

type Entry = NonNullable<ResultOf<typeof timelineQuery>['lead']>['timeline']['edges'][number]

/** What a timeline entry can be about, in the API's words. */
const kinds = [
  'discovery',
  'facts',
  'score',
  'draft',
  'decision',
  'send',
  'proof',
  'signal',
  'status',
  'cadence',
  'meeting',
  'note',
  'merge',
]
const pageSize = 50

const day = new Intl.DateTimeFormat(undefined, { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' })

const capital = (kind: string): string => kind.charAt(0).toUpperCase() + kind.slice(1)

function byDay(entries: readonly Entry[]): [string, Entry[]][] {
  const days = new Map<string, Entry[]>()
  for (const entry of entries) {
    const name = day.format(Date.parse(entry.node.at))
    days.set(name, [...(days.get(name) ?? []), entry])
  }
  return [...days]
}

/** All that ever happened to this lead, newest first, by day; chips choose the kinds. Another `changedAt` is another state of the lead: it is read again. */
export function LeadTimeline({ id, changedAt }: { id: string; changedAt: string }): ReactElement {
  const [chosen, setChosen] = useState<readonly string[]>([])
  const list = usePages(
    timelineQuery,
    (after) => ({ id, kinds: chosen.length > 0 ? [...chosen] : null, first: pageSize, after }),
    (data) => {
      const page = data.lead?.timeline
      return {
        rows: page?.edges ?? [],
        endCursor: page?.pageInfo.endCursor ?? null,
        hasNextPage: page?.pageInfo.hasNextPage ?? false,
        total: null,
      }
    },
    (entry) => entry.cursor,
  )
  const read = useRef(changedAt)
  const again = useEffectEvent(() => list.refresh())
  useEffect(() => {
    // The first page is on its way already.
    if (read.current !== changedAt) again()
    read.current = changedAt
  }, [changedAt])
  const toggle = (kind: string): void => setChosen(chosen.includes(kind) ? chosen.filter((one) => one !== kind) : [...chosen, kind])
  return (
    <section className="card" aria-labelledby="timeline-title">
      <h2 id="timeline-title">Timeline</h2>
      <LeadNote id={id} onAdded={list.refresh} />
      <fieldset className="toolbar">
        <legend className="hidden-text">Only these kinds</legend>
        {kinds.map((kind) => (
          <Button key={kind} size="dense" aria-pressed={chosen.includes(kind)} onClick={() => toggle(kind)}>
            {capital(kind)}
          </Button>
        ))}
      </fieldset>
      {list.error && list.rows.length === 0 ? (
        <ErrorState what="The timeline could not be loaded" {...faultOf(list.error)} onRetry={list.reload} />
      ) : list.loading && list.rows.length === 0 ? (
        <Skeleton height={120} />
      ) : list.rows.length === 0 ? (
        <div className="toolbar">
          <p className="muted">{chosen.length > 0 ? 'Nothing of these kinds happened.' : 'Nothing happened yet.'}</p>
          {chosen.length > 0 && <Button onClick={() => setChosen([])}>Show all</Button>}
        </div>
      ) : (
        byDay(list.rows).map(([name, entries]) => (
          <section key={name} aria-label={name}>
            <h3 className="timeline-day">{name}</h3>
            <ol className="timeline">
              {entries.map(({ cursor, node }) => (
                <li key={cursor}>
                  <time className="number muted" dateTime={node.at} title={formatInstant(Date.parse(node.at))}>
                    {formatClock(Date.parse(node.at))}
                  </time>
                  <span className="timeline-kind">{capital(node.kind)}</span>
                  <p>
                    {visibleText(node.kind === 'note' ? node.summary : summaryWords(node.summary))}{' '}
                    <span className="muted">{visibleText(node.actor)}</span>
                  </p>
                </li>
              ))}
            </ol>
          </section>
        ))
      )}
      <ShowMore list={list} words="Show earlier ones" />
    </section>
  )
}
