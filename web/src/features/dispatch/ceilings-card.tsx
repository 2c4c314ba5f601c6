import type { ReactElement } from 'react'
import { useQuery } from 'urql'
import { faultOf } from '../../lib/fault.ts'
import { formatCount } from '../../lib/formats.ts'
import { useAgain } from '../../lib/use-again.ts'
import { Icon } from '../../ui/icons.tsx'
import { ErrorState, Skeleton } from '../../ui/states.tsx'
import { visibleText } from '../../ui/visible-text.ts'
import { type Ceiling, ceilingsQuery } from './dispatch-documents.ts'
import './dispatch.css'

const againMs = 10_000

const names: Record<string, string> = { EMAIL: 'Email', LINKEDIN: 'LinkedIn' }

/** Today against the ceilings: used, reserved by requests without an answer, free. */
export function CeilingsCard(): ReactElement {
  const [{ data, error }, again] = useQuery({ query: ceilingsQuery, requestPolicy: 'cache-and-network' })
  useAgain(again, againMs)
  const ceilings = data?.ceilings
  const isTaken = (one: Ceiling): boolean => one.used + one.reserved > 0
  const shown = ceilings?.filter((one) => one.scope === 'CHANNEL' || isTaken(one)) ?? []
  const untouched = ceilings?.filter((one) => !shown.includes(one)) ?? []
  return (
    <section className="card" aria-labelledby="ceilings-title">
      <h2 id="ceilings-title">Today against ceilings</h2>
      {error && !ceilings ? (
        <ErrorState what="The ceilings could not be loaded" {...faultOf(error)} onRetry={() => again({ requestPolicy: 'network-only' })} />
      ) : !ceilings ? (
        <Skeleton height={120} />
      ) : (
        <>
          <Bars ceilings={shown} />
          {untouched.length > 0 && (
            <details className="fold">
              <summary>
                <Icon name="next" size={12} />
                <span className="grow">Not used today</span>
                <span className="number">{formatCount(untouched.length)}</span>
              </summary>
              <Bars ceilings={untouched} />
            </details>
          )}
        </>
      )}
    </section>
  )
}

function Bars({ ceilings }: { ceilings: readonly Ceiling[] }): ReactElement {
  return (
    <ul className="ceilings">
      {ceilings.map((one) => (
        <CeilingBar key={`${one.scope} ${one.name}`} ceiling={one} />
      ))}
    </ul>
  )
}

function CeilingBar({ ceiling }: { ceiling: Ceiling }): ReactElement {
  const { name, used, reserved, free, limit } = ceiling
  const share = (count: number): string => `${limit === 0 ? 0 : Math.min(100, (count / limit) * 100)}%`
  const label = names[name] ?? visibleText(name)
  return (
    <li>
      <span className="ceiling-name clip" title={label}>
        {label}
      </span>
      <span className="number sm muted">
        {formatCount(used)} used{reserved > 0 && `, ${formatCount(reserved)} reserved`}, {formatCount(free)} of {formatCount(limit)} free
      </span>
      <span className="ceiling-bar" aria-hidden="true">
        <span className="ceiling-used" style={{ inlineSize: share(used) }} />
        <span className="ceiling-reserved" style={{ inlineSize: share(reserved) }} />
      </span>
    </li>
  )
}
