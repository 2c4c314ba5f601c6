import { type ReactElement, useState } from 'react'
import { Icon } from '../../ui/icons.tsx'
import '../../ui/table.css'

export type TableColumn<Row> = {
  head: string
  /** What is sorted by and saved; numbers stand at the end of their cell. */
  value(row: Row): string | number | null
  /** What is read; the value itself when left out. */
  words?(row: Row): string
}

/** The numbers of a chart: sortable by every column. */
export function ChartTable<Row>({
  label,
  columns,
  rows,
  keyOf,
}: {
  label: string
  columns: readonly TableColumn<Row>[]
  rows: readonly Row[]
  keyOf(row: Row): string
}): ReactElement {
  const [sort, setSort] = useState<{ by: number; descending: boolean }>({ by: 0, descending: false })
  const by = columns[sort.by]
  const sorted = by ? [...rows].sort((a, b) => compared(by.value(a), by.value(b)) * (sort.descending ? -1 : 1)) : rows
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
    <section className="chart-table" tabIndex={0} aria-label={`Numbers of ${label}`}>
      <table className="small-table">
        <thead>
          <tr>
            {columns.map(({ head }, at) => (
              <th key={head} scope="col" aria-sort={sort.by === at ? (sort.descending ? 'descending' : 'ascending') : undefined}>
                <button
                  type="button"
                  className="table-sort"
                  data-up={sort.by === at && !sort.descending}
                  onClick={() => setSort({ by: at, descending: sort.by === at ? !sort.descending : at > 0 })}
                >
                  {head}
                  {sort.by === at && <Icon name="down" size={12} />}
                </button>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {sorted.map((row) => (
            <tr key={keyOf(row)}>
              {columns.map(({ head, value, words }) => (
                <td key={head} data-align={typeof value(row) === 'number' ? 'end' : undefined}>
                  {words ? words(row) : (value(row) ?? '–')}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

/** What is missing comes first. */
function compared(a: string | number | null, b: string | number | null): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b
  return a === null || b === null ? Number(a !== null) - Number(b !== null) : String(a).localeCompare(String(b))
}
