import type { ReactElement } from 'react'
import { Link } from 'wouter'
import { faultOf } from '../../lib/fault.ts'
import { formatCount } from '../../lib/formats.ts'
import { usePages } from '../../lib/use-pages.ts'
import { Bidi } from '../../ui/bidi.tsx'
import { Verdict } from '../../ui/chip.tsx'
import { ShowMore } from '../../ui/show-more.tsx'
import { ErrorState, Skeleton } from '../../ui/states.tsx'
import { Time } from '../../ui/time.tsx'
import { visibleText } from '../../ui/visible-text.ts'
import { ExportButton } from '../export/export-button.tsx'
import { kpiRowsQuery } from './kpi-documents.ts'

const pageSize = 50

/** Exactly the rows that a figure counted, newest first, with those in the numerator marked. */
export function KpiCounted({
  name,
  title,
  from,
  to,
  group,
}: {
  name: string
  title: string
  from: string
  to: string
  /** Of a figure by group: which. Null for all of them. */
  group: unknown
}): ReactElement {
  const rows = usePages(
    kpiRowsQuery,
    (after) => ({ name, group, from, to, first: pageSize, after, count: after === null }),
    (data) => ({ rows: data.kpiRows.edges, ...data.kpiRows.pageInfo, total: data.kpiRows.totalCount ?? null }),
    (edge) => edge.cursor,
  )
  return (
    <section className="card" aria-labelledby="counted-title">
      <div className="card-title">
        <h2 id="counted-title">
          What {title} counted{rows.total !== null && !rows.loading && ` ${formatCount(rows.total)}`}
        </h2>
        <ExportButton list="kpiRows" variables={{ name, group, from, to }} total={rows.total} isEmpty={rows.rows.length === 0} />
      </div>
      {rows.error && rows.rows.length === 0 ? (
        <ErrorState what="The rows could not be loaded" {...faultOf(rows.error)} onRetry={rows.reload} />
      ) : rows.loading ? (
        <Skeleton height={120} />
      ) : rows.rows.length === 0 ? (
        <p className="muted">Nothing was counted in these days.</p>
      ) : (
        <div className="scroll-x">
          <table className="small-table" aria-label={`Rows of ${title}`}>
            <thead>
              <tr>
                <th scope="col">When</th>
                <th scope="col">Lead</th>
                <th scope="col">Draft, or what it was</th>
                <th scope="col">In the figure</th>
              </tr>
            </thead>
            <tbody>
              {rows.rows.map(({ cursor, node }) => (
                <tr key={cursor}>
                  <td>
                    <Time at={node.at} />
                  </td>
                  <td>
                    {node.lead ? (
                      <Link href={`/leads/${node.lead.id}`}>
                        <Bidi text={node.lead.fullName ?? node.lead.email ?? 'Unnamed lead'} />
                      </Link>
                    ) : (
                      <span className="muted">{node.note === null && node.sendId !== null ? 'Erased' : '–'}</span>
                    )}
                  </td>
                  <td>{node.draft ? visibleText(node.draft.subject ?? 'No subject') : (node.note ?? '–')}</td>
                  <td>
                    <Verdict kind={node.counts ? 'ok' : 'skipped'}>
                      {node.cost !== null
                        ? formatCount(node.cost)
                        : node.minutes === null
                          ? node.counts
                            ? 'Counts for it'
                            : 'Only in the whole'
                          : `${formatCount(Math.round(node.minutes))} m`}
                    </Verdict>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      <ShowMore list={rows} />
    </section>
  )
}
