import type { ReactElement } from 'react'
import { Link } from 'wouter'
import { formatCount } from '../../lib/formats.ts'
import { Bidi } from '../../ui/bidi.tsx'
import { Icon } from '../../ui/icons.tsx'

type Tier = string | null
type Move = { from: Tier; to: Tier; leads: number; openDrafts: number }
type Lead = {
  from: Tier
  to: Tier
  score: number
  openDrafts: number
  lead: { id: string; fullName: string | null; email: string | null; title: string | null; company: { name: string } | null }
}

const tierWords = (tier: Tier): string => tier?.replace('TIER_', 'Tier ') ?? 'No tier'
const rankOf = (tier: Tier): number => (tier === null ? 4 : Number(tier.slice(-1)))

/** How many leads would go where, and who they are, both ways. */
export function TierMoves({ moves, leads }: { moves: readonly Move[]; leads: readonly Lead[] }): ReactElement {
  const rising = leads.filter(({ from, to }) => rankOf(to) < rankOf(from))
  const falling = leads.filter(({ from, to }) => rankOf(to) > rankOf(from))
  const count = (isRise: boolean): number =>
    moves.reduce((sum, move) => sum + (rankOf(move.to) < rankOf(move.from) === isRise ? move.leads : 0), 0)
  return (
    <>
      <table className="small-table">
        <caption className="hidden-text">Leads that change tier</caption>
        <thead>
          <tr>
            <th scope="col">From</th>
            <th scope="col">To</th>
            <th scope="col" data-align="end">
              Leads
            </th>
            <th scope="col" data-align="end">
              Open drafts
            </th>
          </tr>
        </thead>
        <tbody>
          {moves.map(({ from, to, leads, openDrafts }) => (
            <tr key={`${from} ${to}`}>
              <td>{tierWords(from)}</td>
              <td>{tierWords(to)}</td>
              <td data-align="end">{formatCount(leads)}</td>
              <td data-align="end">{formatCount(openDrafts)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <LeadList title="Would rise" leads={rising} total={count(true)} />
      <LeadList title="Would fall" leads={falling} total={count(false)} />
    </>
  )
}

function LeadList({ title, leads, total }: { title: string; leads: readonly Lead[]; total: number }): ReactElement | null {
  if (leads.length === 0) return null
  return (
    <details className="fold">
      <summary>
        <Icon name="next" size={12} />
        <span className="grow">{title}</span>
        <span className="number">{formatCount(total)}</span>
        {total > leads.length && <span className="muted sm">the {formatCount(leads.length)} with the highest scores</span>}
      </summary>
      <div>
        <table className="small-table" aria-label={title}>
          <tbody>
            {leads.map(({ lead, from, to, score }) => (
              <tr key={lead.id}>
                <td>
                  <Link href={`/leads/${lead.id}`}>
                    <Bidi text={lead.fullName ?? lead.email ?? 'A lead'} />
                  </Link>
                  <span className="muted sm">
                    {' '}
                    <Bidi text={[lead.title, lead.company?.name].filter(Boolean).join(', ')} />
                  </span>
                </td>
                <td data-align="end">
                  {tierWords(from)} → {tierWords(to)}, score {score}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  )
}
