import type { ReactElement } from 'react'
import { useQuery } from 'urql'
import { Link } from 'wouter'
import { faultOf } from '../../lib/fault.ts'
import { formatCount, formatMoney } from '../../lib/formats.ts'
import { graphql } from '../../lib/graphql.ts'
import { providerLabel } from '../../lib/provider-label.ts'
import { ErrorState, Skeleton } from '../../ui/states.tsx'
import { visibleText } from '../../ui/visible-text.ts'

const costsQuery = graphql(`
  query DayCosts($on: Date!) {
    costs(from: $on, to: $on) {
      currency
      total
      leads
      replies
      meetings
      perLead
      perReply
      perMeeting
      providers { provider credits asked found amount }
    }
    weeklyDigests { week message rejected { by name rejected tag count example } }
  }
`)

/** What one day cost, by provider and for each lead, reply and meeting; and the digest of the last week. */
export function DayCosts({ on }: { on: string }): ReactElement {
  const [{ data, error }, again] = useQuery({ query: costsQuery, variables: { on }, requestPolicy: 'cache-and-network' })
  const [digest] = data?.weeklyDigests ?? []
  const costs = data?.costs
  const each = (amount: number | null, count: number, none: string): string =>
    amount !== null && costs ? formatMoney(amount, costs.currency) : count === 0 ? none : 'not known'
  return (
    <>
      <section className="card" aria-labelledby="costs-title">
        <h2 id="costs-title">Costs</h2>
        {error && !data ? (
          <ErrorState what="Costs could not be loaded" {...faultOf(error)} onRetry={() => again({ requestPolicy: 'network-only' })} />
        ) : !costs ? (
          <Skeleton height={96} />
        ) : (
          <>
            {costs.providers.length === 0 ? (
              <p className="muted">No provider was asked for credits on this day.</p>
            ) : (
              <ul className="row-list sm">
                {costs.providers.map(({ provider, credits, found, asked, amount }) => (
                  <li key={provider}>
                    <span className="grow">
                      {visibleText(providerLabel(provider))}{' '}
                      <span className="muted">
                        {formatCount(credits)} credits, {formatCount(found)} of {formatCount(asked)} found
                      </span>
                    </span>
                    <span className="number">{amount === null ? 'no price' : formatMoney(amount, costs.currency)}</span>
                  </li>
                ))}
              </ul>
            )}
            {costs.total === null && (
              <p className="sm">
                What a credit costs stands in <Link href="/settings?section=prices">Settings, Prices</Link>.
              </p>
            )}
            <dl className="day-numbers">
              <div>
                <dt>Each lead</dt>
                <dd>{each(costs.perLead, costs.leads, 'no leads yet')}</dd>
              </div>
              <div>
                <dt>Each reply</dt>
                <dd>{each(costs.perReply, costs.replies, 'no replies yet')}</dd>
              </div>
              <div>
                <dt>Each meeting</dt>
                <dd>{each(costs.perMeeting, costs.meetings, 'no meetings yet')}</dd>
              </div>
            </dl>
          </>
        )}
      </section>
      {digest && (
        <section className="card" aria-labelledby="digest-title">
          <h2 id="digest-title">Last week</h2>
          <p className="sm">{visibleText(digest.message)}</p>
          {digest.rejected.length > 0 && (
            <ul className="row-list sm" aria-label="Rejected most">
              {digest.rejected.map((one) => (
                <li key={one.by + one.name}>
                  <span className="grow">
                    {one.by.charAt(0) + one.by.slice(1).toLowerCase()} {visibleText(one.name.replaceAll('_', ' '))}{' '}
                    <span className="muted">
                      {one.tag.replaceAll('_', ' ')} {formatCount(one.count)}: “{visibleText(one.example)}”
                    </span>
                  </span>
                  <span className="number">{formatCount(one.rejected)} rejected</span>
                </li>
              ))}
            </ul>
          )}
        </section>
      )}
    </>
  )
}
