import type { ReactElement } from 'react'
import { formatCount } from '../../lib/formats.ts'
import { Verdict } from '../../ui/chip.tsx'
import type { PlanPreview } from './plan-documents.ts'

type Day = PlanPreview['before'][number]

const sum = (days: readonly Day[], of: (day: Day) => number): number => days.reduce((all, day) => all + of(day), 0)

const rows: readonly [name: string, count: (days: readonly Day[]) => number][] = [
  ['Emails', (days) => sum(days, ({ emailsSent }) => emailsSent)],
  ['Most emails on one day', (days) => Math.max(0, ...days.map(({ emailsSent }) => emailsSent))],
  ['Emails that wait at the end', (days) => (days.at(-1)?.emailsDue ?? 0) - (days.at(-1)?.emailsSent ?? 0)],
  ['Connection requests', (days) => sum(days, ({ linkedinRequestsSent }) => linkedinRequestsSent)],
  ['LinkedIn messages', (days) => sum(days, ({ linkedinMessagesSent }) => linkedinMessagesSent)],
  ['Tasks', (days) => sum(days, ({ tasks }) => tasks)],
]

/** The coming days by the version that stands and by the one that is being made, or why that one can't be saved. */
export function PlanForecast({ preview, days }: { preview: PlanPreview; days: number }): ReactElement {
  const { problems, before, after } = preview
  if (after === null) {
    return (
      <ul className="stack">
        {problems.map((problem) => (
          <li key={problem}>
            <Verdict kind="bad">{problem}</Verdict>
          </li>
        ))}
      </ul>
    )
  }
  if (!preview.isInForce) return <p className="muted">No cadence begins by this plan now, so the coming days stay as they are.</p>
  return (
    <table className="small-table" aria-label={`The next ${days} days`}>
      <thead>
        <tr>
          <th scope="col">The next {days} days</th>
          <th scope="col">Now</th>
          <th scope="col">Then</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(([name, count]) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            <td className="number">{formatCount(count(before))}</td>
            <td className="number">{formatCount(count(after))}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
