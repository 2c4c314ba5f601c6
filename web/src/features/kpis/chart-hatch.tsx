import type { ReactElement } from 'react'

/** The pattern of a red-flag zone, to be filled with by its id. */
export function ChartHatch({ id }: { id: string }): ReactElement {
  return (
    <defs>
      <pattern id={id} width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
        <rect width="6" height="6" className="chart-zone" />
        <line x1="0" y1="0" x2="0" y2="6" className="chart-hatch" />
      </pattern>
    </defs>
  )
}
