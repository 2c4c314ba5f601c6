// biome-ignore-all lint/a11y/noAriaHiddenOnFocusable: text of a drawing takes no focus
// biome-ignore-all lint/a11y/useSemanticElements: the points of a drawing are buttons, and HTML has none inside SVG
import { type ReactElement, useId } from 'react'
import { formatCount } from '../../lib/formats.ts'
import { fieldsOf, wordOf } from '../../lib/json.ts'
import { ChartHatch } from './chart-hatch.tsx'
import { axisEnd, everyNth, lineOf, mayJoin, ticksOf } from './chart-scales.ts'
import { ChartTip } from './chart-tip.tsx'
import { dayWords, pointWords } from './chart-words.ts'
import type { GroupFigure } from './kpi-documents.ts'
import { type Definition, inUnit } from './kpi-words.ts'
import { usePoints } from './use-points.ts'
import { useWidth } from './use-width.ts'

const height = 240
const margin = { top: 20, right: 12, bottom: 44, left: 52 } as const

const dayOf = (row: GroupFigure): string => wordOf(Object.values(fieldsOf(row.group))[0])

/** A figure by day or week: dots with their intervals, or columns of what is counted. */
export function SeriesChart({
  rows,
  definition,
  onOpen,
}: {
  rows: readonly GroupFigure[]
  definition: Definition
  onOpen(row: GroupFigure): void
}): ReactElement {
  const [frame, width] = useWidth()
  const hatch = useId()
  const { unit, redFlagZone, title } = definition
  const line = lineOf(definition)
  const sorted = [...rows].sort((a, b) => dayOf(a).localeCompare(dayOf(b)))
  const isCount = unit === 'count'
  const end = axisEnd(sorted, definition)
  const days = sorted.map((row) => Date.parse(dayOf(row)))
  const [first, last] = [Math.min(...days), Math.max(...days)]
  const inner = width - margin.left - margin.right
  const pad = Math.min(24, inner / 8)
  const x = (row: GroupFigure) =>
    margin.left + pad + (last > first ? ((Date.parse(dayOf(row)) - first) / (last - first)) * (inner - 2 * pad) : inner / 2 - pad)
  const y = (value: number) => margin.top + (1 - Math.min(value, end) / end) * (height - margin.top - margin.bottom)
  const places = sorted.map((row) => ({ x: x(row), y: y(row.value ?? 0) }))
  const points = usePoints(places, (at) => {
    const row = sorted[at]
    if (row) onOpen(row)
  })
  const nth = everyNth(sorted.length, inner, 48)
  const bottom = height - margin.bottom
  const tip = points.shown === null ? undefined : sorted[points.shown]
  const tipPlace = points.shown === null ? undefined : places[points.shown]
  const zone = redFlagZone && redFlagZone.low < end ? { top: y(redFlagZone.high), bottom: y(redFlagZone.low) } : null
  const column = Math.max(4, Math.min(24, (inner / sorted.length) * 0.7))
  return (
    <div ref={frame} className="chart-frame" onPointerLeave={points.hide}>
      <svg
        ref={points.drawing}
        width={width}
        height={height}
        className="chart"
        role="group"
        aria-label={`${title}, ${sorted.length} points`}
        {...points.drawingProps}
      >
        <ChartHatch id={hatch} />
        {zone && (
          <>
            <rect x={margin.left} y={zone.top} width={inner} height={Math.max(0, zone.bottom - zone.top)} fill={`url(#${hatch})`} />
            <text x={width - margin.right - 4} y={Math.min(bottom - 6, zone.top + 14)} className="chart-zone-label" textAnchor="end">
              Red flag
            </text>
          </>
        )}
        {ticksOf(end, isCount).map((tick) => (
          <g key={tick}>
            <line x1={margin.left} x2={width - margin.right} y1={y(tick)} y2={y(tick)} className="chart-grid" />
            <text x={margin.left - 6} y={y(tick) + 4} textAnchor="end" className="chart-label">
              {inUnit(tick, unit === 'money' ? 'count' : unit)}
            </text>
          </g>
        ))}
        {line !== null && line.at <= end && (
          <>
            <line x1={margin.left} x2={width - margin.right} y1={y(line.at)} y2={y(line.at)} className="chart-target" />
            <text x={margin.left + 4} y={y(line.at) - 4} className="chart-label">
              {line.name} {inUnit(line.at, unit)}
            </text>
          </>
        )}
        {!isCount && mayJoin(sorted) && (
          <polyline points={places.map((place) => `${place.x},${place.y}`).join(' ')} className="chart-join" />
        )}
        {sorted.map((row, at) => {
          const place = places[at] ?? { x: 0, y: 0 }
          return (
            <g
              key={dayOf(row)}
              role="button"
              aria-label={`${pointWords(row)}. Show its rows.`}
              className="chart-point"
              {...points.pointProps(at)}
            >
              <rect x={place.x - 12} y={margin.top} width={24} height={bottom - margin.top + 4} className="chart-hit" rx={4} />
              {isCount ? (
                <rect x={place.x - column / 2} y={place.y} width={column} height={Math.max(1, bottom - place.y)} className="chart-column" />
              ) : (
                <>
                  {row.low !== null && row.high !== null && (
                    <line x1={place.x} x2={place.x} y1={y(row.high)} y2={y(row.low)} className="chart-bar" />
                  )}
                  {row.slow !== null && <line x1={place.x - 5} x2={place.x + 5} y1={y(row.slow)} y2={y(row.slow)} className="chart-bar" />}
                  {row.value === null ? null : (
                    <circle cx={place.x} cy={place.y} r={4} className={row.redFlag ? 'chart-dot red' : 'chart-dot'} />
                  )}
                </>
              )}
            </g>
          )
        })}
        {sorted.map((row, at) => {
          const { x: middle } = places[at] ?? { x: 0 }
          return at % nth === 0 ? (
            <g key={dayOf(row)}>
              <text aria-hidden="true" x={middle} y={bottom + 16} textAnchor="middle" className="chart-label">
                {dayWords(dayOf(row))}
              </text>
              <text aria-hidden="true" x={middle} y={bottom + 32} textAnchor="middle" className="chart-label">
                n {formatCount(row.denominator)}
              </text>
            </g>
          ) : null
        })}
      </svg>
      {tip && tipPlace && <ChartTip place={tipPlace} width={width} text={pointWords(tip)} />}
    </div>
  )
}
