import type { ReactElement } from 'react'
import { useQuery } from 'urql'
import { Link } from 'wouter'
import { faultOf } from '../../lib/fault.ts'
import { formatCount } from '../../lib/formats.ts'
import { fieldsOf, rowsOf, wordOf } from '../../lib/json.ts'
import { useAgain } from '../../lib/use-again.ts'
import { Chip, Verdict } from '../../ui/chip.tsx'
import { Icon } from '../../ui/icons.tsx'
import { ErrorState, Skeleton } from '../../ui/states.tsx'
import { Time } from '../../ui/time.tsx'
import { type Ramp, rampQuery } from './dispatch-documents.ts'
import { criterionWords } from './dispatch-words.ts'
import './dispatch.css'

const againMs = 15_000

/** The supervised first days as a checklist: what must hold before they can end, what was found, and the rows behind it. */
export function RampCard(): ReactElement {
  const [{ data, error }, again] = useQuery({ query: rampQuery, requestPolicy: 'cache-and-network' })
  useAgain(again, againMs)
  const ramp = data?.ramp
  return (
    <section className="card" aria-labelledby="ramp-title">
      <div className="card-title">
        <h2 id="ramp-title">Ramp</h2>
        {ramp && (
          <Verdict kind={!ramp.active || ramp.canGraduate ? 'ok' : 'warn'}>
            {ramp.active ? `${formatCount(ramp.cleanDays)} of ${formatCount(ramp.required)} clean days` : 'Graduated'}
          </Verdict>
        )}
      </div>
      {error && !ramp ? (
        <ErrorState what="The ramp could not be loaded" {...faultOf(error)} onRetry={() => again({ requestPolicy: 'network-only' })} />
      ) : !ramp ? (
        <Skeleton height={240} />
      ) : (
        <>
          <RampState ramp={ramp} />
          <ul className="criteria">
            {ramp.criteria.map((criterion) => (
              <li key={criterion.name}>
                <details className="fold">
                  <summary>
                    <Icon name="next" size={12} />
                    <span className="grow">
                      <Verdict kind={criterion.passed ? 'ok' : 'bad'}>
                        {criterionWords(criterion.name)}
                        <span className="hidden-text">{criterion.passed ? ', holds' : ', does not hold yet'}</span>
                      </Verdict>
                    </span>
                    <span className="number">{criterion.value}</span>
                    <span className="muted sm criterion-required">{criterion.required}</span>
                  </summary>
                  <Evidence name={criterion.name} evidence={criterion.evidence} />
                </details>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  )
}

function RampState({ ramp }: { ramp: Ramp }): ReactElement {
  if (ramp.overriddenBy) {
    return (
      <p>
        <Chip tone="warn">
          Ramp overridden by {ramp.overriddenBy}
          {ramp.overriddenAt && (
            <>
              , <Time at={ramp.overriddenAt} />
            </>
          )}
          : {ramp.overrideReason}
        </Chip>
      </p>
    )
  }
  if (!ramp.active) return <p className="muted">At most {formatCount(ramp.dailyLimit)} emails a day.</p>
  const missing = ramp.criteria.filter((criterion) => !criterion.passed).map((criterion) => criterionWords(criterion.name).toLowerCase())
  return (
    <p className="muted sm">
      {ramp.day === 0 ? 'It begins with the first live send.' : `Day ${formatCount(ramp.day)}.`} At most {formatCount(ramp.dailyLimit)}{' '}
      emails a day
      {ramp.tier && ', tier 1 only'}. {missing.length === 0 ? 'It can end now.' : `Missing: ${missing.join(', ')}.`}
    </p>
  )
}

/** The rows that a criterion was computed from: days as a table, numbers as they are, and the list where they can be looked up. */
function Evidence({ name, evidence }: { name: string; evidence: unknown }): ReactElement {
  const fields = fieldsOf(evidence)
  const days = rowsOf(fields.days).filter((day) => day.day !== undefined)
  const numbers = Object.entries(fields).filter(([, value]) => typeof value === 'number' || typeof value === 'string')
  const hooks = rowsOf(fields.hooks)
  const link = {
    drafts_reviewed: ['/queue?tab=approved', 'the decided drafts'],
    bounce_rate: ['/sends?tab=all', 'the sends'],
    webhooks_healthy: ['/deliveries', 'the deliveries'],
    clean_days: ['/sends?tab=all', 'the sends'],
  }[name]
  return (
    <div className="evidence sm">
      {days.length > 0 && (
        <table className="small-table">
          <thead>
            <tr>
              {['Day', 'Sent', 'In trouble', 'Decided', 'Stops'].map((head) => (
                <th key={head} scope="col" data-align={head === 'Day' ? undefined : 'end'}>
                  {head}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {days.map((day) => (
              <tr key={wordOf(day.day)}>
                <th scope="row">{wordOf(day.day)}</th>
                {['sent', 'troubled', 'decided', 'stops'].map((column) => (
                  <td key={column} data-align="end">
                    {wordOf(day[column])}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {hooks.map((hook) => (
        <p key={wordOf(hook.provider)}>
          {wordOf(hook.provider)}: {hook.isHearing === true ? 'heard' : 'not heard'}
        </p>
      ))}
      {numbers.length > 0 && <p>{numbers.map(([field, value]) => `${field} ${wordOf(value)}`).join(', ')}</p>}
      {days.length + hooks.length + numbers.length === 0 && <p className="muted">No row speaks for it yet.</p>}
      {link && (
        <p>
          <Link href={link[0] ?? ''}>Show {link[1]}</Link>
        </p>
      )}
    </div>
  )
}
