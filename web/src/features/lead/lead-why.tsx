import { type ReactElement, useEffect } from 'react'
import { useQuery } from 'urql'
import { faultOf } from '../../lib/fault.ts'
import { providerLabel } from '../../lib/provider-label.ts'
import { reasonWords } from '../../lib/reason-words.ts'
import { Bidi } from '../../ui/bidi.tsx'
import { ErrorState, Skeleton } from '../../ui/states.tsx'
import { Time } from '../../ui/time.tsx'
import { visibleText } from '../../ui/visible-text.ts'
import { AskAgain } from './ask-again.tsx'
import { leadWhyQuery } from './lead-documents.ts'
import './lead-why.css'
import { ScoreHistory } from './score-history.tsx'

type Reason = { part: string; points: number; max: number | null; message: string }

/** Points as people add them: one decimal where there is one, a sign where they are taken away. */
function points(value: number): string {
  return (value < 0 ? '−' : '') + Math.abs(value).toLocaleString(undefined, { maximumFractionDigits: 1 })
}

function Reasons({ reasons, label }: { reasons: readonly Reason[]; label: string }): ReactElement {
  return (
    <table className="small-table" aria-label={label}>
      <tbody>
        {reasons.map((reason) => (
          <tr key={reason.part + reason.message}>
            <td>{visibleText(reasonWords(reason.message))}</td>
            <td data-align="end" className="reason-points">
              {points(reason.points)}
              {reason.max !== null && <span className="muted"> of {points(reason.max)}</span>}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

/** A fact's value in words: lists are joined, objects written as they are. */
function factWords(value: unknown): string {
  if (Array.isArray(value)) return value.map(factWords).join(', ')
  if (typeof value === 'object' && value !== null)
    return Object.entries(value)
      .map(([name, part]) => `${name} ${factWords(part)}`)
      .join(', ')
  return value === null || value === undefined ? '–' : (rankWords[String(value)] ?? String(value))
}

/** Words of providers that are no words. */
const rankWords: Record<string, string> = { c_suite: 'C-suite', vp: 'VP' }

/** Why this score, what would lift or drop the tier, how it was scored before, and every fact with who said it and when. `changedAt` asks again. */
export function LeadWhy({ id, changedAt }: { id: string; changedAt: string }): ReactElement {
  const [{ data, error, fetching }, again] = useQuery({ query: leadWhyQuery, variables: { id }, requestPolicy: 'cache-and-network' })
  // biome-ignore lint/correctness/useExhaustiveDependencies: the lead's own change says that something of it is new
  useEffect(() => again({ requestPolicy: 'network-only' }), [changedAt, again])
  const lead = data?.lead
  if (error && !lead) {
    return (
      <ErrorState what="Score and facts could not be loaded" {...faultOf(error)} onRetry={() => again({ requestPolicy: 'network-only' })} />
    )
  }
  if (!lead) {
    return (
      <section className="card" aria-busy={fetching} aria-label="Score">
        <Skeleton height={20} width="40%" />
        <Skeleton height={108} />
      </section>
    )
  }
  return (
    <>
      <section className="card" aria-labelledby="why-title">
        <h2 id="why-title">{lead.score === null ? 'Not scored yet' : `Why ${lead.score}`}</h2>
        {lead.scoreReasons.length > 0 ? (
          <Reasons reasons={lead.scoreReasons} label="Reasons for the score" />
        ) : (
          <p className="muted">The next run that takes this lead scores it.</p>
        )}
        {lead.score !== null && lead.scoreLifts.length > 0 && (
          <>
            <h3 className="sub-title">What would lift the tier</h3>
            <Reasons reasons={lead.scoreLifts} label="What would lift the tier" />
          </>
        )}
        {lead.score !== null && lead.scoreDrops.length > 0 && (
          <>
            <h3 className="sub-title">What would drop it</h3>
            <Reasons reasons={lead.scoreDrops} label="What would drop the tier" />
          </>
        )}
        {lead.scoreDecisions.length > 0 && <ScoreHistory decisions={lead.scoreDecisions} />}
      </section>
      <section className="card" aria-labelledby="facts-title">
        <h2 id="facts-title">Facts {lead.facts.length}</h2>
        <AskAgain id={id} />
        {lead.facts.length === 0 && <p className="muted">No provider has told anything yet.</p>}
        <dl className="facts">
          {lead.facts.map((fact) => (
            <div key={`${fact.name} ${fact.provider}`}>
              <dt>
                {fact.name
                  .replaceAll(/([A-Z])/g, ' $1')
                  .replaceAll('_', ' ')
                  .toLowerCase()}
              </dt>
              <dd>
                <Bidi text={factWords(fact.value)} />
                <span className="muted fact-source">
                  {providerLabel(fact.provider)} <Time at={fact.at} />
                </span>
              </dd>
            </div>
          ))}
        </dl>
      </section>
    </>
  )
}
