import type { ReactElement, ReactNode } from 'react'
import { faultOf } from '../../lib/fault.ts'
import type { Pages } from '../../lib/use-pages.ts'
import { TextField } from '../../ui/field.tsx'
import { ShowMore } from '../../ui/show-more.tsx'
import { ErrorState, Skeleton } from '../../ui/states.tsx'
import { ExportButton } from '../export/export-button.tsx'

/** A list that people search, add to and take from: form above, rows below, in four states. */
export function ListCard<Row extends { id: string }>({
  list,
  title,
  purpose,
  form,
  refused,
  search,
  onSearch,
  pages,
  empty,
  row,
}: {
  /** What its file is made of. */
  list: 'exclusions' | 'suppressions'
  title: string
  purpose: string
  form: ReactNode
  refused: ReactNode
  search: string
  onSearch(search: string): void
  pages: Pages<Row>
  empty: string
  row(row: Row): ReactNode
}): ReactElement {
  return (
    <section className="card" aria-labelledby="section-title">
      <div className="card-title">
        <h2 id="section-title" tabIndex={-1}>
          {title}
        </h2>
        <ExportButton list={list} variables={{ search: search.trim() || null }} isEmpty={pages.rows.length === 0} />
      </div>
      <p className="muted sm">{purpose}</p>
      {form}
      {refused}
      <TextField
        label={`Search ${title.toLowerCase()}`}
        type="search"
        value={search}
        maxLength={200}
        onChange={(event) => onSearch(event.target.value)}
      />
      {pages.error && pages.rows.length === 0 ? (
        <ErrorState what={`The ${title.toLowerCase()} could not be loaded`} {...faultOf(pages.error)} onRetry={pages.reload} />
      ) : pages.loading && pages.rows.length === 0 ? (
        <div role="status" aria-label={`Loading ${title.toLowerCase()}`}>
          <Skeleton height={120} />
        </div>
      ) : pages.rows.length === 0 ? (
        <p className="muted">{search.trim() === '' ? empty : `Nothing matches “${search.trim()}”.`}</p>
      ) : (
        <ul className="row-list">
          {pages.rows.map((one) => (
            <li key={one.id}>{row(one)}</li>
          ))}
        </ul>
      )}
      <ShowMore list={pages} />
    </section>
  )
}
