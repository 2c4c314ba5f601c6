import { type ReactElement, useEffect } from 'react'
import { useQuery } from 'urql'
import { faultOf } from '../../lib/fault.ts'
import { formatClock, zoneCity } from '../../lib/formats.ts'
import { graphql } from '../../lib/graphql.ts'
import { Verdict } from '../../ui/chip.tsx'
import { Icon } from '../../ui/icons.tsx'
import { ErrorState, Skeleton } from '../../ui/states.tsx'
import { Time } from '../../ui/time.tsx'
import { visibleText } from '../../ui/visible-text.ts'
import { heldWords, ruleWords } from '../dispatch/dispatch-words.ts'
import './send-trace.css'
import { VerdictList } from '../../ui/verdict-list.tsx'

const nextSendQuery = graphql(`
  query NextSend($id: ID!) {
    lead(id: $id) {
      id
      timeZone
      nextSend {
        dueAt
        channel
        step
        clearsAt
        blocker { code message }
        verdicts { rule passed message clearsAt }
      }
    }
  }
`)

/** Clocks and ceilings move without the lead: the answer is asked for again this often, in milliseconds. */
const againMs = 30_000

function dueWords(at: string, timeZone: string | null): string {
  const instant = Date.parse(at)
  const day = new Intl.DateTimeFormat(undefined, {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    ...(timeZone ? { timeZone } : {}),
  }).format(instant)
  return timeZone
    ? `${day} ${formatClock(instant, timeZone)} ${zoneCity(timeZone)} (${formatClock(instant)} yours)`
    : `${day} ${formatClock(instant)}`
}

/** Why is this not sent? One line about a lead's next send, which opens to every rule's verdict in order. `changedAt` asks again. */
export function NextSend({ id, changedAt }: { id: string; changedAt: string }): ReactElement {
  const [{ data, error }, again] = useQuery({ query: nextSendQuery, variables: { id }, requestPolicy: 'cache-and-network' })
  // biome-ignore lint/correctness/useExhaustiveDependencies: a lead that changed may be sent to for another reason
  useEffect(() => {
    again({ requestPolicy: 'network-only' })
    const timer = setInterval(() => !document.hidden && again({ requestPolicy: 'network-only' }), againMs)
    return () => clearInterval(timer)
  }, [changedAt, again])
  const lead = data?.lead
  if (error && !lead) {
    return (
      <ErrorState what="The next send could not be loaded" {...faultOf(error)} onRetry={() => again({ requestPolicy: 'network-only' })} />
    )
  }
  if (!lead) return <Skeleton height={52} />
  const { blocker, dueAt, clearsAt, channel, step, verdicts } = lead.nextSend
  const what = [channel === 'LINKEDIN' ? 'LinkedIn' : channel === 'EMAIL' ? 'email' : null, step ? `step ${step}` : null]
    .filter(Boolean)
    .join(' ')
  return (
    <section className="card next-send-card" aria-label="Next send">
      <details className="next-send">
        <summary>
          <Icon name="next" size={12} />
          <strong>Next send</strong>
          {blocker ? (
            <Verdict kind="skipped">
              {visibleText(heldWords(blocker.code, blocker.message))}
              {clearsAt && (
                <>
                  {' '}
                  Clears <Time at={clearsAt} as="full" />.
                </>
              )}
            </Verdict>
          ) : dueAt ? (
            <Verdict kind="ok">
              {dueWords(dueAt, lead.timeZone)}
              {what && `, ${what}`}
            </Verdict>
          ) : (
            <span className="muted">
              {verdicts.length === 0 ? 'Nothing is written for this lead yet.' : 'Nothing holds it; it goes with the next batch.'}
            </span>
          )}
        </summary>
        <VerdictList verdicts={verdicts} nameOf={ruleWords} />
      </details>
    </section>
  )
}
