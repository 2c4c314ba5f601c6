import { type KeyboardEvent, type ReactElement, useState } from 'react'
import { formatCount } from '../../lib/formats.ts'
import { Button } from '../../ui/button.tsx'
import type { ForecastDay } from './cadence-documents.ts'
import './cadence.css'

const height = 180
const head = 14
const foot = 22
const side = 28
const width = 960

/** A day as a person reads it: the organisation's own days, so no zone may move them. */
export function dayWords(on: string): string {
  return new Date(`${on}T00:00:00Z`).toLocaleDateString(undefined, { weekday: 'short', day: 'numeric', month: 'short', timeZone: 'UTC' })
}

const touches = (day: ForecastDay) => day.linkedinRequestsSent + day.linkedinMessagesSent

/** What one column says, the same for the eye and the ear. */
function sentence(day: ForecastDay): string {
  const over = day.emailsDue - day.emailsSent
  return `${dayWords(day.on)}: ${formatCount(day.emailsSent)} of at most ${formatCount(day.emailLimit)} emails${over > 0 ? `, ${formatCount(over)} go over` : ''}, ${formatCount(touches(day))} on LinkedIn, ${formatCount(day.tasks)} ${day.tasks === 1 ? 'task' : 'tasks'}`
}

/** The next days as columns against the stepped line of what each allows; what does not fit is hatched. The same numbers as a table. */
export function ForecastChart({ days }: { days: readonly ForecastDay[] }): ReactElement {
  const [asTable, setAsTable] = useState(false)
  const [at, setAt] = useState(0)
  const emails = days.reduce((sum, day) => sum + day.emailsSent, 0)
  const full = days.filter((day) => day.emailsDue > day.emailsSent).length
  const caption = `${formatCount(emails)} emails in ${days.length} days${full > 0 ? `, ${formatCount(full)} ${full === 1 ? 'day is' : 'days are'} full` : ', no day is full'}. If everything due is approved in time and nobody answers.`
  return (
    <figure className="forecast">
      <figcaption>
        <span>{caption}</span>
        <Button tone="quiet" size="dense" aria-pressed={asTable} onClick={() => setAsTable(!asTable)}>
          Table
        </Button>
      </figcaption>
      {asTable ? <ForecastTable days={days} /> : <Columns days={days} at={Math.min(at, days.length - 1)} onAt={setAt} />}
    </figure>
  )
}

function Columns({ days, at, onAt }: { days: readonly ForecastDay[]; at: number; onAt(at: number): void }): ReactElement {
  const most = Math.max(1, ...days.map((day) => Math.max(day.emailsDue, day.emailLimit)))
  const step = (width - side) / Math.max(1, days.length)
  const y = (value: number): number => head + (height - head) * (1 - value / most)
  const line = days
    .map((day, index) => `${index === 0 ? 'M' : 'L'}${side + index * step} ${y(day.emailLimit)} H${side + (index + 1) * step}`)
    .join(' ')
  const shown = days[at]
  const move = (event: KeyboardEvent): void => {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key]
    if (by === undefined) return
    event.preventDefault()
    onAt(Math.min(days.length - 1, Math.max(0, at + by)))
  }
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: its points are reached by arrow keys */}
      <div className="forecast-frame" role="img" tabIndex={0} aria-label={shown ? sentence(shown) : 'No days'} onKeyDown={move}>
        <svg viewBox={`0 0 ${width} ${height + foot}`} aria-hidden="true">
          <defs>
            <pattern id="over" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
              <rect width="6" height="6" className="forecast-over-ground" />
              <line x1="0" y1="0" x2="0" y2="6" className="forecast-over-line" />
            </pattern>
          </defs>
          {[...new Set([0, Math.floor(most / 2), most])].map((value) => (
            <g key={value}>
              <line x1={side} x2={width} y1={y(value)} y2={y(value)} className="forecast-grid" />
              <text x={side - 6} y={y(value) + 4} textAnchor="end" className="forecast-label">
                {value}
              </text>
            </g>
          ))}
          {days.map((day, index) => {
            const x = side + index * step + step * 0.15
            const w = step * 0.7
            return (
              <g key={day.on} onPointerEnter={() => onAt(index)}>
                <rect
                  x={side + index * step}
                  y={head}
                  width={step}
                  height={height}
                  className={index === at ? 'forecast-at' : 'forecast-hit'}
                />
                <rect x={x} y={y(day.emailsDue)} width={w} height={y(day.emailsSent) - y(day.emailsDue)} fill="url(#over)" />
                <rect x={x} y={y(day.emailsSent)} width={w} height={height - y(day.emailsSent)} className="forecast-column" />
                {touches(day) > 0 && <circle cx={x + w / 2} cy={y(Math.min(most, touches(day)))} r={3.5} className="forecast-linkedin" />}
                {index % 5 === 0 && (
                  <text x={side + index * step} y={height + 16} className="forecast-label">
                    {dayWords(day.on)}
                  </text>
                )}
              </g>
            )
          })}
          <path d={line} className="forecast-limit" />
        </svg>
      </div>
      <p className="forecast-words sm" aria-live="off">
        {shown && sentence(shown)}
      </p>
      <ul className="forecast-legend sm muted">
        <li>
          <span className="legend-column" aria-hidden="true" /> emails
        </li>
        <li>
          <span className="legend-over" aria-hidden="true" /> go over to the next day
        </li>
        <li>
          <span className="legend-limit" aria-hidden="true" /> ceiling
        </li>
        <li>
          <span className="legend-linkedin" aria-hidden="true" /> on LinkedIn
        </li>
      </ul>
    </>
  )
}

function ForecastTable({ days }: { days: readonly ForecastDay[] }): ReactElement {
  const heads = ['Emails due', 'Emails sent', 'Ceiling', 'First touches', 'Requests', 'Messages', 'Tasks']
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
    <section className="forecast-table" tabIndex={0} aria-label="Forecast by day">
      <table className="small-table">
        <thead>
          <tr>
            <th scope="col">Day</th>
            {heads.map((head) => (
              <th key={head} scope="col" data-align="end">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {days.map((day) => (
            <tr key={day.on}>
              <th scope="row">{dayWords(day.on)}</th>
              {[
                ['due', day.emailsDue],
                ['sent', day.emailsSent],
                ['limit', day.emailLimit],
                ['first', day.firstTouches],
                ['requests', day.linkedinRequestsSent],
                ['messages', day.linkedinMessagesSent],
                ['tasks', day.tasks],
              ].map(([name, value]) => (
                <td key={name} data-align="end">
                  {formatCount(Number(value))}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
