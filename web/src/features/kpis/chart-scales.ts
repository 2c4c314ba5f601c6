import type { GroupFigure } from './kpi-documents.ts'
import { type Definition, fewRows } from './kpi-words.ts'

/** The line that a chart is held against, and what it is called: a rate's target, of minutes what is promised. Null where there is none. */
export function lineOf({ unit, target, sla }: Pick<Definition, 'unit' | 'target' | 'sla'>): { at: number; name: string } | null {
  if (unit === 'share') return target === null ? null : { at: target, name: 'Target' }
  return sla === null ? null : { at: sla, name: 'SLA' }
}

/** Where an axis ends: a rate's at twice its target or at its highest bound, anything else's a little above its highest value and its line. */
export function axisEnd(
  rows: readonly Pick<GroupFigure, 'value' | 'high' | 'slow'>[],
  { unit, target, sla }: Pick<Definition, 'unit' | 'target' | 'sla'>,
): number {
  const highest = Math.max(
    unit === 'minutes' ? (sla ?? 0) : 0,
    ...rows.map(({ value, high, slow }) => Math.max(value ?? 0, high ?? 0, slow ?? 0)),
  )
  if (unit === 'share') return Math.min(1, Math.max(2 * (target ?? 0), highest, 0.01))
  return highest === 0 ? 1 : niceEnd(highest)
}

/** The next of 1, 2, 5, 10, 20, 50, … from a value up. */
function niceEnd(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value))
  return ([1, 2, 5, 10].find((step) => step * power >= value) ?? 10) * power
}

/** Four equal steps from 0 to the end of an axis; of counts whole ones alone. */
export function ticksOf(end: number, isWhole: boolean): number[] {
  const steps = [0, 0.25, 0.5, 0.75, 1].map((part) => part * end)
  return isWhole ? [...new Set(steps.map(Math.round))] : steps
}

/** Groups with enough rows, the one that is surely best first, and how many others have too few to say anything. */
export function sortedGroups<Row extends Pick<GroupFigure, 'denominator' | 'low' | 'value' | 'unit'>>(
  rows: readonly Row[],
): { shown: Row[]; few: Row[] } {
  const isFew = (row: Row) => row.unit === 'share' && row.denominator < fewRows
  const rank = (row: Row) => row.low ?? row.value ?? 0
  const shown = rows.filter((row) => !isFew(row)).sort((a, b) => rank(b) - rank(a))
  return { shown, few: rows.filter(isFew) }
}

/** Dots are joined only where every one rests on at least this many rows. */
const joinedFrom = 30

export function mayJoin(rows: readonly Pick<GroupFigure, 'denominator'>[]): boolean {
  return rows.length > 1 && rows.every(({ denominator }) => denominator >= joinedFrom)
}

/** Every how many labels one is written, so that each has `roomPx`. */
export function everyNth(count: number, widthPx: number, roomPx: number): number {
  return Math.max(1, Math.ceil((count * roomPx) / Math.max(1, widthPx)))
}
