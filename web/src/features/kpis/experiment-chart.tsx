// biome-ignore-all lint/a11y/useSemanticElements: HTML has no group of points inside SVG
// biome-ignore-all lint/a11y/noInteractiveElementToNoninteractiveRole: a point that is only read takes the focus, so that its words are
import type { ReactElement } from 'react'
import { formatPercent } from '../../lib/formats.ts'
import { axisEnd } from './chart-scales.ts'
import { ChartTip } from './chart-tip.tsx'
import { pointsOf } from './chart-words.ts'
import type { ExperimentShown } from './kpi-documents.ts'
import { restWords } from './kpi-words.ts'
import { usePoints } from './use-points.ts'
import { useWidth } from './use-width.ts'

const rowPx = 32
const margin = { left: 84, right: 16, top: 8 } as const
const axisPx = 24
const height = margin.top + 2 * rowPx + axisPx + rowPx + axisPx

type ArmShown = ExperimentShown['a']

const armWords = (name: string, arm: ArmShown): string =>
  `Subject ${name}: ${arm.value === null ? 'nothing counted yet' : `${formatPercent(arm.value)} · ${restWords({ ...arm, unit: 'share' })}`}`

/** The difference with its interval, in points. */
export function differenceWords({ difference, low, high }: Pick<ExperimentShown, 'difference' | 'low' | 'high'>): string {
  return difference === null
    ? 'B less A: nothing to compare yet'
    : `B less A: ${pointsOf(difference)}, surely between ${pointsOf(low)} and ${pointsOf(high)}`
}

/** A and B as two rows of dots; below them, on an axis of its own, what B is better by and between which differences the truth lies. */
export function ExperimentChart({ experiment }: { experiment: ExperimentShown }): ReactElement {
  const [frame, width] = useWidth()
  const { a, b, difference, low, high, angle } = experiment
  const inner = width - margin.left - margin.right
  const end = axisEnd(
    [a, b].map((arm) => ({ ...arm, slow: null })),
    { unit: 'share', target: null, sla: null },
  )
  const x = (share: number) => margin.left + (Math.min(share, end) / end) * inner
  const reach = Math.min(1, Math.max(Math.abs(low), Math.abs(high), 0.01))
  const across = (points: number) => margin.left + ((Math.max(-reach, Math.min(reach, points)) + reach) / (2 * reach)) * inner
  const armY = (at: number) => margin.top + rowPx * (at + 0.5)
  const differenceY = margin.top + 2 * rowPx + axisPx + rowPx / 2
  const places = [
    { x: x(a.value ?? 0), y: armY(0) },
    { x: x(b.value ?? 0), y: armY(1) },
    { x: across(difference ?? 0), y: differenceY },
  ]
  const texts = [armWords('A', a), armWords('B', b), differenceWords(experiment)]
  const points = usePoints(places, () => {})
  const tipPlace = points.shown === null ? undefined : places[points.shown]
  return (
    <div ref={frame} className="chart-frame" onPointerLeave={points.hide}>
      <svg
        ref={points.drawing}
        width={width}
        height={height}
        className="chart"
        role="group"
        aria-label={`Subjects of ${angle}`}
        onPointerMove={points.drawingProps.onPointerMove}
      >
        {[0, end].map((tick) => (
          <text key={tick} x={x(tick)} y={margin.top + 2 * rowPx + 14} textAnchor={tick === 0 ? 'start' : 'end'} className="chart-label">
            {formatPercent(tick)}
          </text>
        ))}
        {[0, end].map((tick) => (
          <line key={tick} x1={x(tick)} x2={x(tick)} y1={margin.top} y2={margin.top + 2 * rowPx} className="chart-grid" />
        ))}
        <line x1={across(0)} x2={across(0)} y1={differenceY - rowPx / 2} y2={differenceY + rowPx / 2} className="chart-target" />
        {[-reach, 0, reach].map((tick) => (
          <text
            key={tick}
            x={across(tick)}
            y={height - 6}
            textAnchor={tick < 0 ? 'start' : tick > 0 ? 'end' : 'middle'}
            className="chart-label"
          >
            {tick === 0 ? '0' : pointsOf(tick)}
          </text>
        ))}
        {[a, b].map((arm, at) => (
          <g key={at === 0 ? 'A' : 'B'} role="img" aria-label={texts[at]} className="chart-point" {...points.pointProps(at)}>
            <rect x={1} y={armY(at) - rowPx / 2 + 2} width={width - 2} height={rowPx - 4} className="chart-hit" rx={4} />
            <text x={4} y={armY(at) + 4} className="chart-name">
              {at === 0 ? 'Subject A' : 'Subject B'}
            </text>
            {arm.low !== null && arm.high !== null && (
              <line x1={x(arm.low)} x2={x(arm.high)} y1={armY(at)} y2={armY(at)} className="chart-bar" data-series={at + 1} />
            )}
            {arm.value !== null &&
              (at === 0 ? (
                <circle cx={x(arm.value)} cy={armY(at)} r={5} className="chart-dot" data-series="1" />
              ) : (
                <rect x={x(arm.value) - 5} y={armY(at) - 5} width={10} height={10} className="chart-dot" data-series="2" />
              ))}
          </g>
        ))}
        <g role="img" aria-label={texts[2]} className="chart-point" {...points.pointProps(2)}>
          <rect x={1} y={differenceY - rowPx / 2 + 2} width={width - 2} height={rowPx - 4} className="chart-hit" rx={4} />
          <text x={4} y={differenceY + 4} className="chart-name">
            B less A
          </text>
          {difference !== null && (
            <>
              <line x1={across(low)} x2={across(high)} y1={differenceY} y2={differenceY} className="chart-bar" />
              <path d={`M${across(difference)} ${differenceY - 6} l6 6 l-6 6 l-6 -6z`} className="chart-dot" />
            </>
          )}
        </g>
      </svg>
      {tipPlace && points.shown !== null && <ChartTip place={tipPlace} width={width} text={texts[points.shown] ?? ''} />}
    </div>
  )
}
