import type { ReactElement } from 'react'
import { formatCount } from '../../lib/formats.ts'
import { TierChip } from '../../ui/chip.tsx'
import { Time } from '../../ui/time.tsx'
import { LeadLink } from './held-back.tsx'
import type { RevivalScan } from './revival-documents.ts'

/** Rows that are shown; whoever wants more looks in the list of leads. */
const mostShown = 25

/** Who may be taken up again, the best first: the score with what it is made of, and since when nothing was heard. */
export function RevivalCandidates({ scan: { candidates, total, queued } }: { scan: RevivalScan }): ReactElement {
  const chosen = new Set(queued.map(({ lead }) => lead.id))
  return (
    <>
      <div className="scroll-x">
        <table className="small-table">
          <thead>
            <tr>
              <th scope="col" className="nowrap">
                Score
              </th>
              <th scope="col">Who</th>
              <th scope="col">Why</th>
              <th scope="col">Silent since</th>
            </tr>
          </thead>
          <tbody>
            {candidates.slice(0, mostShown).map(({ lead, score, reasons, cause, silentSince }) => (
              <tr key={lead.id} aria-current={chosen.has(lead.id) ? 'true' : undefined}>
                <td className="number">{score}</td>
                <td>
                  <span className="name-line">
                    <TierChip tier={lead.tier} />
                    <span>
                      <LeadLink lead={lead} />
                      {chosen.has(lead.id) && <span className="muted sm nowrap"> · today</span>}
                    </span>
                  </span>
                </td>
                <td className="sm">
                  {cause === 'DATE' && <strong>The day that they named has come. </strong>}
                  {reasons.map(({ message, points }) => `${message}: +${points}`).join(' · ')}
                </td>
                <td className="nowrap">
                  <Time at={silentSince} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {total > mostShown && (
        <p className="muted sm">{formatCount(total - Math.min(mostShown, candidates.length))} more are not listed here.</p>
      )}
    </>
  )
}
