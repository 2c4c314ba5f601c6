import type { ReactElement, ReactNode } from 'react'
import './bar-list.css'

export type Bar = {
  key: string
  name: ReactNode
  value: number
  /** What stands at the end of its bar. */
  words: string
  /** What it is made of. */
  detail?: string
}

/** Counts as bars with their words: the longest is as wide as the list. */
export function BarList({ label, bars }: { label: string; bars: readonly Bar[] }): ReactElement {
  const most = Math.max(1, ...bars.map(({ value }) => value))
  return (
    <ul className="bar-list" aria-label={label}>
      {bars.map(({ key, name, value, words, detail }) => (
        <li key={key}>
          <span className="bar-list-line">
            <span>{name}</span> <span className="number">{words}</span>
          </span>
          <span className="bar-list-bar" aria-hidden="true">
            <span style={{ inlineSize: `${(value / most) * 100}%` }} />
          </span>
          {detail && <span className="sm muted">{detail}</span>}
        </li>
      ))}
    </ul>
  )
}
