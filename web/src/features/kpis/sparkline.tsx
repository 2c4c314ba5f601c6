import type { ReactElement } from 'react'
import { useQuery } from 'urql'
import { fieldsOf, wordOf } from '../../lib/json.ts'
import { useAgain } from '../../lib/use-again.ts'
import { type GroupFigure, kpiGroupsQuery } from './kpi-documents.ts'
import { fewRows } from './kpi-words.ts'
import './kpis.css'

const dayMs = 86_400_000
/** Only the last day moves: it is read again this often, in milliseconds. */
const againMs = 60_000
/** Its height and the width of one day, in units of the drawing. */
const height = 24
const step = 8

/** Every figure of a window day by day, for the sparklines of its tiles; empty until it came. */
export function useFigureDays(from: string, to: string): readonly GroupFigure[] {
  const [{ data }, again] = useQuery({
    query: kpiGroupsQuery,
    variables: { from, to, groupBy: ['DAY' as const] },
    requestPolicy: 'cache-and-network',
  })
  useAgain(again, againMs)
  return data?.kpis.rows ?? []
}

/** One figure day by day, small enough for its tile; a day of few rows is pale. The chart and its table stand on the page that the tile leads to. */
export function Sparkline({ figures, from, to }: { figures: readonly GroupFigure[]; from: string; to: string }): ReactElement {
  const days = Math.round((Date.parse(to) - Date.parse(from)) / dayMs)
  const rows = figures.filter((row) => row.value !== null)
  const most = Math.max(...rows.map(({ value }) => value ?? 0))
  return (
    <svg className="sparkline" viewBox={`0 0 ${days * step} ${height}`} preserveAspectRatio="none" aria-hidden="true">
      {rows.map((row) => {
        const day = wordOf(fieldsOf(row.group).DAY)
        // Days are the organisation's: where the viewer's zone differs the first may begin a little before the window.
        const at = Math.max(0, Math.min(days - 1, Math.floor((Date.parse(`${day}T12:00:00Z`) - Date.parse(from)) / dayMs)))
        const tall = most === 0 ? 0 : ((row.value ?? 0) / most) * (height - 2)
        return (
          <rect
            key={day}
            x={at * step}
            y={height - 2 - tall}
            width={step - 2}
            height={tall + 2}
            className={row.unit === 'share' && row.denominator < fewRows ? 'few' : undefined}
          />
        )
      })}
    </svg>
  )
}
