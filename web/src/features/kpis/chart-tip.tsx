import type { ReactElement } from 'react'
import type { Place } from './use-points.ts'

/** What a point says, beside it and inside the chart. Screen readers have it as the point's own name. */
export function ChartTip({ place, width, text }: { place: Place; width: number; text: string }): ReactElement {
  const side = place.x > width / 2 ? { insetInlineEnd: Math.max(0, width - place.x - 8) } : { insetInlineStart: Math.max(0, place.x - 8) }
  return (
    <div className="chart-tip" aria-hidden="true" style={{ ...side, insetBlockStart: place.y + 14 }}>
      {text}
    </div>
  )
}
