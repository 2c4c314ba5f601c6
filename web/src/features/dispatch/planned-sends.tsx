import { Fragment, type ReactElement } from 'react'
import { formatClock, formatCount, zoneCity } from '../../lib/formats.ts'
import { Bidi } from '../../ui/bidi.tsx'
import { TierChip } from '../../ui/chip.tsx'
import { visibleText } from '../../ui/visible-text.ts'
import type { Planned } from './dispatch-documents.ts'
import { opening } from './dispatch-words.ts'
import { LeadLink } from './held-back.tsx'

const dayOf = (at: number, timeZone: string | null): string =>
  new Intl.DateTimeFormat(undefined, { weekday: 'short', day: 'numeric', month: 'short', ...(timeZone ? { timeZone } : {}) }).format(at)

/** What would be sent, grouped by account and in the order of time, theirs beside ours. */
export function PlannedSends({ planned }: { planned: readonly Planned[] }): ReactElement {
  const accounts = [...new Set(planned.map((one) => one.account ?? ''))]
  return (
    <div className="scroll-x">
      <table className="small-table planned-table">
        <thead>
          <tr>
            <th scope="col">Time</th>
            <th scope="col">Recipient</th>
            <th scope="col">Subject</th>
          </tr>
        </thead>
        <tbody>
          {accounts.map((account) => {
            const of = planned.filter((one) => (one.account ?? '') === account).sort((a, b) => a.scheduledAt.localeCompare(b.scheduledAt))
            return (
              <Fragment key={account}>
                <tr className="group-row">
                  <th scope="colgroup" colSpan={3}>
                    <Bidi text={account || 'No account'} />
                    <span className="muted number"> {formatCount(of.length)}</span>
                  </th>
                </tr>
                {of.map((one) => (
                  <tr key={one.lead.id + one.step}>
                    <td className="nowrap">
                      <TheirTime at={one.scheduledAt} timeZone={one.lead.timeZone} />
                    </td>
                    <td>
                      <span className="name-line">
                        <TierChip tier={one.lead.tier} />
                        <span>
                          <LeadLink lead={one.lead} />
                        </span>
                      </span>
                    </td>
                    <td>{one.draft ? visibleText(opening(one.draft.subject ?? one.draft.body ?? '', 80)) : '–'}</td>
                  </tr>
                ))}
              </Fragment>
            )
          })}
        </tbody>
      </table>
    </div>
  )
}

/** An instant on their clock, with ours beside it where the two differ: `Tue, 24 Nov 09:10 Berlin (08:10 yours)`. */
export function TheirTime({ at, timeZone }: { at: string; timeZone: string | null }): ReactElement {
  const instant = Date.parse(at)
  const ours = formatClock(instant)
  const theirs = timeZone ? formatClock(instant, timeZone) : ours
  return (
    <time className="number" dateTime={at}>
      {dayOf(instant, timeZone)} {theirs} {timeZone && zoneCity(timeZone)}
      {theirs !== ours && <span className="muted"> ({ours} yours)</span>}
    </time>
  )
}
