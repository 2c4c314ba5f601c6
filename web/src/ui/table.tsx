// biome-ignore-all lint/a11y/useFocusableInteractive: the cells' links and buttons take the focus, not the rows
// biome-ignore-all lint/a11y/useSemanticElements: rows are placed by transform, and native table or select elements lose their meaning then
import { type CSSProperties, type ReactElement, type ReactNode, useEffect, useEffectEvent, useRef } from 'react'
import { usePhone } from '../lib/phone.ts'
import { densityStore, rowHeightOf } from '../lib/row-density.ts'
import { useStore } from '../lib/store.ts'
import { useFixedRows } from './fixed-rows.ts'
import { Icon } from './icons.tsx'
import './table.css'

export type Column<T> = {
  id: string
  head: string
  /** A CSS grid track: `2fr`, `96px`. */
  width: string
  align?: 'start' | 'end'
  sortable?: boolean
  /** Left out on a phone, where a row has two lines. */
  phone?: boolean
  cell(row: T): ReactNode
}

export type Sort = { by: string; descending: boolean }

export type TableProps<T> = {
  label: string
  columns: Column<T>[]
  rows: readonly T[]
  keyOf(row: T): string
  rowHeight?: number
  /** Rows have two lines on a phone. */
  phoneRowHeight?: number
  /** All rows there are, also those not loaded yet; -1 when nobody counted. */
  total?: number
  sort?: Sort
  onSort?(sort: Sort): void
  onEnd?(): void
  /** Another value is another list: it begins at its top. */
  listKey?: string
  /** Stands below the last row: why no more came. */
  end?: ReactNode
}

/** The next rows are asked for when the view comes this near to the last one. */
const ahead = 60

/** A table for a hundred thousand rows: only those in view are in the page; `onEnd` asks for more as the last come near. */
export function Table<T>(props: TableProps<T>): ReactElement {
  const { label, columns, rows, keyOf, total, sort, onSort, onEnd, listKey, end } = props
  const frame = useRef<HTMLDivElement>(null)
  const phone = usePhone()
  const density = useStore(densityStore)
  const rowHeight = phone ? (props.phoneRowHeight ?? 64) : (props.rowHeight ?? rowHeightOf(density))
  const { rows: shown, last: lastSeen } = useFixedRows(frame, { count: rows.length, rowHeight, spare: 12 })
  // biome-ignore lint/correctness/useExhaustiveDependencies: only another list moves the view
  useEffect(() => {
    if (frame.current) frame.current.scrollTop = 0
  }, [listKey])
  const reachEnd = useEffectEvent(() => onEnd?.())
  useEffect(() => {
    if (rows.length > 0 && lastSeen >= rows.length - ahead) reachEnd()
  }, [lastSeen, rows.length])
  // A variable, so that the phone's two-line rows can leave it unused.
  const tracks: CSSProperties = { ['--tracks' as string]: columns.map((column) => column.width).join(' ') }
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
    <div ref={frame} className="table" role="table" aria-label={label} aria-rowcount={total ?? rows.length + 1} tabIndex={0}>
      <div role="rowgroup" className="table-head">
        <div role="row" className="table-row" aria-rowindex={1} style={tracks}>
          {columns.map((column) => (
            <div
              key={column.id}
              role="columnheader"
              className="table-cell"
              data-align={column.align}
              aria-sort={sort?.by !== column.id ? undefined : sort.descending ? 'descending' : 'ascending'}
            >
              {column.sortable && onSort ? (
                <button
                  type="button"
                  className="table-sort"
                  data-up={sort?.by === column.id && !sort.descending}
                  onClick={() => onSort({ by: column.id, descending: sort?.by === column.id ? !sort.descending : true })}
                >
                  {column.head}
                  {sort?.by === column.id && <Icon name="down" size={12} />}
                </button>
              ) : (
                column.head
              )}
            </div>
          ))}
        </div>
      </div>
      <div role="rowgroup" className="table-body" style={{ blockSize: rows.length * rowHeight }}>
        {shown.map((at) => {
          const row = rows[at]
          if (row === undefined) return null
          return (
            <div
              key={keyOf(row)}
              role="row"
              className="table-row"
              aria-rowindex={at + 2}
              style={{ ...tracks, blockSize: rowHeight, transform: `translateY(${at * rowHeight}px)` }}
            >
              {columns.map((column) => (
                <div
                  key={column.id}
                  role="cell"
                  className="table-cell"
                  data-align={column.align}
                  data-phone={column.phone === false ? 'off' : undefined}
                >
                  {column.cell(row)}
                </div>
              ))}
            </div>
          )
        })}
      </div>
      {end}
    </div>
  )
}
