import type { ReactElement } from 'react'
import { useQuery } from 'urql'
import { Link } from 'wouter'
import { faultOf } from '../../lib/fault.ts'
import { formatCount } from '../../lib/formats.ts'
import { useAgain } from '../../lib/use-again.ts'
import { Verdict } from '../../ui/chip.tsx'
import { LinkButton } from '../../ui/link-button.tsx'
import { ErrorState, Skeleton } from '../../ui/states.tsx'
import { goLiveQuery } from './ramp-documents.ts'
import { goLiveStep } from './ramp-words.ts'
import './ramp.css'

const againMs = 15_000

/** Who says go or no-go today, and the 8 steps of going live with the share that is met. The steps are gone after graduation. */
export function GoLiveStrip(): ReactElement {
  const [{ data, error }, again] = useQuery({ query: goLiveQuery, requestPolicy: 'cache-and-network' })
  useAgain(again, againMs)
  if (error && !data) {
    return (
      <ErrorState
        what="The go-live list could not be loaded"
        {...faultOf(error)}
        onRetry={() => again({ requestPolicy: 'network-only' })}
      />
    )
  }
  if (!data) return <Skeleton height={136} />
  const { goLive, ramp, today } = data
  const met = goLive.filter((step) => step.passed).length
  return (
    <section className="card go-live" aria-labelledby="go-live-title">
      <div className="card-title">
        <h2 id="go-live-title">{today.owner === null ? 'Go / no-go today: nobody is named' : `Go / no-go today: ${today.owner}`}</h2>
        {today.close ? (
          <Verdict kind={today.clean ? 'ok' : 'warn'}>
            Closed by {today.close.by}
            {today.clean ? ', a clean day so far' : ''}
          </Verdict>
        ) : (
          <LinkButton href="/day">Close the day</LinkButton>
        )}
      </div>
      {ramp.active && (
        <>
          <p className="muted sm">
            Going live: {formatCount(met)} of {formatCount(goLive.length)} steps, autonomy score{' '}
            {Math.round((100 * met) / Math.max(1, goLive.length))} %. <Link href="/go-live">Production list</Link>
          </p>
          <ol className="go-live-steps">
            {goLive.map((step) => {
              const { words, href } = goLiveStep(step.name)
              return (
                <li key={step.name}>
                  <Link href={href} title={step.required}>
                    <Verdict kind={step.passed ? 'ok' : 'skipped'}>
                      {words}
                      <span className="hidden-text">{step.passed ? ', done' : ', not yet'}</span>
                    </Verdict>
                    <span className="muted sm">{step.value}</span>
                  </Link>
                </li>
              )
            })}
          </ol>
        </>
      )}
    </section>
  )
}
