import type { ReactElement } from 'react'
import { formatCount } from '../../lib/formats.ts'
import { useTagWords } from '../../lib/use-tag-words.ts'
import { Verdict } from '../../ui/chip.tsx'
import type { Day } from './day-documents.ts'
import './day.css'

const groups: { title: string; numbers: [label: string, of: (day: Day) => number][] }[] = [
  {
    title: 'Decided',
    numbers: [
      ['Approved', (day) => day.approved],
      ['Rejected', (day) => day.rejected],
      ['Edited', (day) => day.edited],
    ],
  },
  {
    title: 'Sent',
    numbers: [
      ['Sent', (day) => day.sent],
      ['Proven', (day) => day.proven],
      ['Unproven', (day) => day.unproven],
      ['Unknown', (day) => day.unknown],
      ['Refused', (day) => day.refused],
    ],
  },
  {
    title: 'Came back',
    numbers: [
      ['Opens', (day) => day.opens],
      ['Replies', (day) => day.replies],
      ['Meetings', (day) => day.meetings],
      ['Bounces', (day) => day.bounces],
      ['Unsubscribes', (day) => day.unsubscribes],
    ],
  },
  {
    title: 'Trouble',
    numbers: [
      ['Errors', (day) => day.errors],
      ['Stops', (day) => day.stops],
      ['Alerts', (day) => day.alerts],
      ['Left at the gate', (day) => day.pendingAtGate],
    ],
  },
]

/** What happened on one day, in numbers, and whether it was clean. */
export function DayLog({ day }: { day: Day }): ReactElement {
  const tagWords = useTagWords()
  return (
    <>
      <section className="card" aria-labelledby="clean-title">
        <h2 id="clean-title">
          <Verdict kind={day.clean ? 'ok' : 'warn'}>{day.clean ? 'A clean day' : 'Not a clean day yet'}</Verdict>
        </h2>
        {!day.clean && (
          <ul>
            {day.whyNot.map((why) => (
              <li key={why}>{why}</li>
            ))}
          </ul>
        )}
      </section>
      {groups.map(({ title, numbers }) => (
        <section className="card" key={title} aria-label={title}>
          <h2>{title}</h2>
          <dl className="day-numbers">
            {numbers.map(([label, of]) => (
              <div key={label}>
                <dt>{label}</dt>
                <dd>{formatCount(of(day))}</dd>
              </div>
            ))}
          </dl>
          {title === 'Decided' && day.topRejections.length > 0 && (
            <p className="muted sm">
              Most rejected for: {day.topRejections.map(({ tag, count }) => `${tagWords(tag)} (${formatCount(count)})`).join(', ')}.
            </p>
          )}
          {title === 'Trouble' && day.anomalies.length > 0 && (
            <ul>
              {day.anomalies.map(({ code, message, count }) => (
                <li key={code}>
                  <Verdict kind="warn">
                    {formatCount(count)} {count === 1 ? 'draft' : 'drafts'} {message}.
                  </Verdict>
                </li>
              ))}
            </ul>
          )}
        </section>
      ))}
    </>
  )
}
