import type { ReactElement } from 'react'
import { useQuery } from 'urql'
import { Link } from 'wouter'
import { faultOf } from '../../lib/fault.ts'
import { formatCount, formatPercent } from '../../lib/formats.ts'
import { fieldsOf, rowsOf, wordOf } from '../../lib/json.ts'
import { useAgain } from '../../lib/use-again.ts'
import { Chip, Verdict } from '../../ui/chip.tsx'
import { Icon } from '../../ui/icons.tsx'
import { ErrorState, Skeleton } from '../../ui/states.tsx'
import { Time } from '../../ui/time.tsx'
import { GraduateRamp } from './graduate-ramp.tsx'
import { type Criterion, type Ramp, rampQuery } from './ramp-documents.ts'
import { criterionWords, isNotYet, tierWords } from './ramp-words.ts'
import './ramp.css'

const againMs = 15_000

/** The supervised first days as a checklist: what must hold before they can end, what was found, and the rows behind it. */
export function RampCard({ mayGraduate, mayOverride }: { mayGraduate: boolean; mayOverride: boolean }): ReactElement {
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
          <Criteria criteria={ramp.criteria} />
          <GraduateRamp ramp={ramp} mayGraduate={mayGraduate} mayOverride={mayOverride} />
          {ramp.canaryTier && (
            <>
              <h3 className="sub-title">Before {tierWords(ramp.canaryTier)} opens in full</h3>
              <Criteria criteria={ramp.tierCriteria} />
            </>
          )}
        </>
      )}
    </section>
  )
}

function Criteria({ criteria }: { criteria: readonly Criterion[] }): ReactElement {
  return (
    <ul className="criteria">
      {criteria.map((criterion) => (
        <li key={criterion.name}>
          <details className="fold">
            <summary>
              <Icon name="next" size={12} />
              <span className="grow">
                <Verdict kind={criterion.passed ? 'ok' : isNotYet(criterion.value) ? 'skipped' : 'bad'}>
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
  )
}

function RampState({ ramp }: { ramp: Ramp }): ReactElement {
  if (ramp.overriddenBy) {
    return (
      <p className="ramp-override">
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
  if (!ramp.active) {
    return (
      <p className="muted sm">
        At most {formatCount(ramp.dailyLimit)} emails a day. Open: {ramp.tiers.map(tierWords).join(', ')}
        {ramp.canaryTier && ramp.canaryShare !== null && `; ${tierWords(ramp.canaryTier)} gets ${formatPercent(ramp.canaryShare)} of them`}.
      </p>
    )
  }
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
  const checks = rowsOf(fields.checks)
  const link = {
    drafts_reviewed: ['/queue?tab=approved', 'the decided drafts'],
    bounce_rate: ['/sends?tab=all', 'the sends'],
    webhooks_healthy: ['/deliveries', 'the deliveries'],
    clean_days: ['/day', 'the day'],
  }[name]
  return (
    <div className="evidence sm">
      {days.length > 0 && (
        <table className="small-table">
          <thead>
            <tr>
              {['Day', 'Sent', 'Proven', 'Decided', 'Clean'].map((head) => (
                <th key={head} scope="col" data-align={head === 'Day' ? undefined : 'end'}>
                  {head}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {days.map((day) => (
              <tr key={wordOf(day.day)}>
                <th scope="row">
                  <Link href={`/day?on=${wordOf(day.day)}`}>{wordOf(day.day)}</Link>
                </th>
                {['sent', 'proven', 'decided'].map((column) => (
                  <td key={column} data-align="end">
                    {wordOf(day[column])}
                  </td>
                ))}
                <td data-align="end">{day.isClean === true ? 'yes' : 'no'}</td>
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
      {checks.map((check) => (
        <p key={wordOf(check.name) + wordOf(check.version)}>
          {wordOf(check.name).toLowerCase()} on {wordOf(check.version)}:{' '}
          {check.passed === true ? 'green' : check.passed === false ? 'red' : 'not recorded'}
        </p>
      ))}
      {numbers.length > 0 && <p>{numbers.map(([field, value]) => `${field} ${wordOf(value)}`).join(', ')}</p>}
      {days.length + hooks.length + checks.length + numbers.length === 0 && <p className="muted">No row speaks for it yet.</p>}
      {link && (
        <p>
          <Link href={link[0] ?? ''}>Show {link[1]}</Link>
        </p>
      )}
    </div>
  )
}
