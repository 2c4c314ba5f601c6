// biome-ignore-all lint/a11y/noAriaHiddenOnFocusable: text of a drawing takes no focus
// biome-ignore-all lint/a11y/useSemanticElements: the points of a drawing are buttons, and HTML has none inside SVG
import { type ReactElement, useId, useState } from 'react'
import { formatCount } from '../../lib/formats.ts'
import { Button } from '../../ui/button.tsx'
import { ChartHatch } from './chart-hatch.tsx'
import { axisEnd, lineOf, sortedGroups, ticksOf } from './chart-scales.ts'
import { ChartTip } from './chart-tip.tsx'
import { groupWords, pointWords } from './chart-words.ts'
import type { GroupFigure } from './kpi-documents.ts'
import { type Definition, inUnit } from './kpi-words.ts'
import { usePoints } from './use-points.ts'
import { useWidth } from './use-width.ts'

const rowPx = 28
/** Rows that fit a chart of 240 px; the rest is shown when asked for. */
const firstRows = 7
const margin = { top: 18, bottom: 22, right: 64 } as const
/** Characters that fit the room for names. */
const nameLength = 18

const shortened = (name: string): string => (name.length > nameLength ? `${name.slice(0, nameLength - 1)}…` : name)

/** A figure by group: one row each, the one that is surely best first, with its interval and how many were counted. */
export function GroupChart({
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
  const [isOpen, setOpen] = useState(false)
  const { unit, redFlagZone, title } = definition
  const line = lineOf(definition)
  const { shown: sorted, few } = sortedGroups(rows)
  const all = isOpen ? [...sorted, ...few] : sorted.slice(0, firstRows)
  const hidden = sorted.length + few.length - all.length
  const end = axisEnd(all, definition)
  const left = Math.min(140, Math.floor(width * 0.34))
  const inner = width - left - margin.right
  const x = (value: number) => left + (Math.min(value, end) / end) * inner
  const height = margin.top + margin.bottom + rowPx * Math.max(1, all.length)
  const places = all.map((row, at) => ({ x: x(row.value ?? 0), y: margin.top + rowPx * (at + 0.5) }))
  const points = usePoints(places, (at) => {
    const row = all[at]
    if (row) onOpen(row)
  })
  const bottom = height - margin.bottom
  const tip = points.shown === null ? undefined : all[points.shown]
  const tipPlace = points.shown === null ? undefined : places[points.shown]
  const zone = redFlagZone && redFlagZone.low < end ? { left: x(redFlagZone.low), right: x(redFlagZone.high) } : null
  const ticks = ticksOf(end, unit === 'count')
  return (
    <div ref={frame} className="chart-frame" onPointerLeave={points.hide}>
      <svg
        ref={points.drawing}
        width={width}
        height={height}
        className="chart"
        role="group"
        aria-label={`${title}, ${all.length} groups`}
        {...points.drawingProps}
      >
        <ChartHatch id={hatch} />
        {zone && (
          <>
            <rect
              x={zone.left}
              y={margin.top}
              width={Math.max(0, zone.right - zone.left)}
              height={bottom - margin.top}
              fill={`url(#${hatch})`}
            />
            <text
              x={zone.left === left ? left + 2 : zone.right - 2}
              y={margin.top - 6}
              textAnchor={zone.left === left ? 'start' : 'end'}
              className="chart-zone-label"
            >
              Red flag
            </text>
          </>
        )}
        {ticks.map((tick, at) => (
          <g key={tick}>
            <line x1={x(tick)} x2={x(tick)} y1={margin.top} y2={bottom} className="chart-grid" />
            {(at === 0 || at === ticks.length - 1 || inner > 240) && (
              <text x={x(tick)} y={height - 6} textAnchor="middle" className="chart-label">
                {inUnit(tick, unit === 'money' ? 'count' : unit)}
              </text>
            )}
          </g>
        ))}
        {line !== null && line.at <= end && (
          <>
            <line x1={x(line.at)} x2={x(line.at)} y1={margin.top} y2={bottom} className="chart-target" />
            <text x={x(line.at)} y={margin.top - 6} textAnchor="middle" className="chart-label">
              {line.name}
            </text>
          </>
        )}
        {all.map((row, at) => {
          const place = places[at] ?? { x: 0, y: 0 }
          return (
            <g
              key={JSON.stringify(row.group)}
              role="button"
              aria-label={`${pointWords(row)}. Show its rows.`}
              className="chart-point"
              {...points.pointProps(at)}
            >
              <rect x={1} y={place.y - rowPx / 2 + 1} width={width - 2} height={rowPx - 2} className="chart-hit" rx={4} />
              {unit === 'count' ? (
                <rect x={left} y={place.y - 7} width={Math.max(1, place.x - left)} height={14} className="chart-column" />
              ) : (
                <>
                  {row.low !== null && row.high !== null && (
                    <line x1={x(row.low)} x2={x(row.high)} y1={place.y} y2={place.y} className="chart-bar" />
                  )}
                  {row.slow !== null && <line x1={x(row.slow)} x2={x(row.slow)} y1={place.y - 5} y2={place.y + 5} className="chart-bar" />}
                  {row.value !== null && <circle cx={place.x} cy={place.y} r={4} className={row.redFlag ? 'chart-dot red' : 'chart-dot'} />}
                </>
              )}
            </g>
          )
        })}
        {all.map((row, at) => {
          const middle = (places[at]?.y ?? 0) + 4
          return (
            <g key={JSON.stringify(row.group)}>
              <text aria-hidden="true" x={4} y={middle} className="chart-name">
                {shortened(groupWords(row.group))}
              </text>
              <text aria-hidden="true" x={width - 4} y={middle} textAnchor="end" className="chart-label">
                n {formatCount(row.denominator)}
              </text>
            </g>
          )
        })}
      </svg>
      {tip && tipPlace && <ChartTip place={tipPlace} width={width} text={pointWords(tip)} />}
      {(hidden > 0 || isOpen) && (
        <Button size="dense" tone="quiet" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          {isOpen
            ? 'Show fewer'
            : `Show ${formatCount(hidden)} more${few.length > 0 ? `, ${formatCount(few.length)} of fewer than 5` : ''}`}
        </Button>
      )}
    </div>
  )
}
