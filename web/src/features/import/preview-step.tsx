import { type ReactElement, useEffect, useRef } from 'react'
import { formatCount } from '../../lib/formats.ts'
import { Bidi } from '../../ui/bidi.tsx'
import { Button } from '../../ui/button.tsx'
import { Table } from '../../ui/table.tsx'
import type { Import } from './import-words.ts'
import { type Outcome, outcomeColumns } from './outcome-columns.tsx'
import { OutcomeCounts } from './outcome-counts.tsx'
import './import.css'

/** Nothing is written yet: a row names somebody as the file does, and leads to nobody, because leaving the page would lose the file. */
const previewColumns = outcomeColumns.map((column) => (column.id === 'lead' ? { ...column, head: 'Name', cell: nameOf } : column))

function nameOf({ name }: Outcome): ReactElement {
  return name === null ? <span className="muted">–</span> : <Bidi clip text={name} />
}

/** What an import would do: counts for the whole file, and its first rows. Nothing is written until `Import` is pressed. */
export function PreviewStep({
  preview,
  busy,
  refusal,
  onImport,
}: {
  preview: Import & { outcomes?: { edges: readonly { node: Outcome }[] } | undefined }
  busy: boolean
  refusal: string | null
  onImport(): void
}): ReactElement {
  const title = useRef<HTMLHeadingElement>(null)
  useEffect(() => title.current?.focus(), [])
  const rows = preview.outcomes?.edges.map((edge) => edge.node) ?? []
  return (
    <section className="card" aria-labelledby="preview-title" aria-busy={busy}>
      <div className="card-title">
        <h2 ref={title} id="preview-title" tabIndex={-1}>
          Preview of <Bidi text={preview.fileName} />
        </h2>
        <Button
          tone="primary"
          refusal={refusal ?? (busy ? 'Still reading the file.' : preview.rows === 0 ? 'The file has no rows.' : null)}
          onClick={onImport}
        >
          Import {formatCount(preview.rows)}
          {preview.isWholeFile ? '' : '+'} {preview.rows === 1 ? 'row' : 'rows'}
        </Button>
      </div>
      <p className="muted sm">
        {preview.isWholeFile
          ? `${formatCount(preview.rows)} rows were read.`
          : `The first ${formatCount(preview.rows)} rows were read; the file has more.`}{' '}
        {preview.encoding && `Encoding ${preview.encoding}`}
        {preview.separator && `, separated by ${preview.separator === '\t' ? 'tab' : `"${preview.separator}"`}`}. Nothing is written yet.
      </p>
      <OutcomeCounts of={preview} />
      {rows.length > 0 && (
        <div className="outcome-table">
          <Table label="The first rows" columns={previewColumns} rows={rows} keyOf={(row) => String(row.row)} phoneRowHeight={88} />
        </div>
      )}
    </section>
  )
}
