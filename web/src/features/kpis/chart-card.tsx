import { type ReactElement, type ReactNode, useId, useState } from 'react'
import { download, toCsv } from '../../lib/csv.ts'
import { announce } from '../../ui/announcer.tsx'
import { Button } from '../../ui/button.tsx'
import { Chip } from '../../ui/chip.tsx'
import { ChartTable, type TableColumn } from './chart-table.tsx'

/** One chart with its sentence, the same numbers as a table, and the query they came from. */
export function ChartCard<Row>({
  title,
  name,
  caption,
  redFlag,
  query,
  variables,
  columns,
  rows,
  keyOf,
  onDefinition,
  children,
}: {
  title: string
  /** Names the file of its numbers. */
  name: string
  caption: string
  redFlag: boolean
  query: string
  variables: unknown
  columns: readonly TableColumn<Row>[]
  rows: readonly Row[]
  keyOf(row: Row): string
  onDefinition?: (() => void) | undefined
  children: ReactNode
}): ReactElement {
  const titleId = useId()
  const [isTable, setTable] = useState(false)
  const copy = (): void => {
    const text = `${query.trim()}\n\n# Variables\n${JSON.stringify(variables, null, 2)}\n`
    void navigator.clipboard?.writeText(text).then(
      () => announce('The query is copied.'),
      () => announce('This browser did not let the query be copied.', 'assertive'),
    )
  }
  const save = (): void =>
    download(
      `${name}.csv`,
      toCsv(
        columns.map(({ head }) => head),
        rows.map((row) => columns.map(({ value }) => value(row))),
      ),
    )
  return (
    <figure className="card chart-card" aria-labelledby={titleId}>
      <div className="card-title">
        <h3 id={titleId}>{title}</h3>
        {redFlag && (
          <Chip tone="bad" icon="warn">
            Red flag
          </Chip>
        )}
      </div>
      {isTable ? <ChartTable label={title} columns={columns} rows={rows} keyOf={keyOf} /> : children}
      <figcaption className="sm muted">{caption}</figcaption>
      <div className="toolbar">
        <Button size="dense" aria-pressed={isTable} aria-label={`Table: ${title}`} onClick={() => setTable(!isTable)}>
          Table
        </Button>
        {isTable && (
          <Button size="dense" tone="quiet" aria-label={`CSV: ${title}`} onClick={save}>
            CSV
          </Button>
        )}
        <Button size="dense" tone="quiet" aria-label={`Copy query: ${title}`} onClick={copy}>
          Copy query
        </Button>
        {onDefinition && (
          <Button size="dense" tone="quiet" aria-label={`Definition: ${title}`} onClick={onDefinition}>
            Definition
          </Button>
        )}
      </div>
    </figure>
  )
}
