import type { ReactElement } from 'react'
import { useQuery } from 'urql'
import { faultOf } from '../../lib/fault.ts'
import { useAgain } from '../../lib/use-again.ts'
import { Button } from '../../ui/button.tsx'
import { EmptyState, ErrorState, Skeleton } from '../../ui/states.tsx'
import { ChartCard } from './chart-card.tsx'
import type { TableColumn } from './chart-table.tsx'
import { captionOf, groupWords } from './chart-words.ts'
import { textOf } from './query-text.ts'
import './charts.css'
import { GroupChart } from './group-chart.tsx'
import { type Dimension, isOfTime } from './kpi-dimensions.ts'
import { type GroupFigure, kpiGroupsQuery, kpisQuery } from './kpi-documents.ts'
import { definitionOf, inUnit, valueWords } from './kpi-words.ts'
import { SeriesChart } from './series-chart.tsx'

/** Charts are read again this often, in milliseconds. */
const againMs = 60_000

const words = (row: GroupFigure, value: number | null): string => (value === null ? '–' : inUnit(value, row.unit, row.currency))
const columns: TableColumn<GroupFigure>[] = [
  { head: 'Group', value: ({ group }) => groupWords(group) },
  { head: 'Value', value: ({ value }) => value, words: (row) => valueWords(row) },
  { head: 'Low', value: ({ low }) => low, words: (row) => words(row, row.low) },
  { head: 'High', value: ({ high }) => high, words: (row) => words(row, row.high) },
  { head: 'Hits', value: ({ numerator }) => numerator },
  { head: 'Counted', value: ({ denominator }) => denominator },
]

/** One chart for each figure that can be grouped so, over days or by group. Each point opens the very rows that it counted. */
export function KpiCharts({
  from,
  to,
  groupBy,
  onOpen,
  onWiden,
}: {
  from: string
  to: string
  groupBy: readonly Dimension[]
  onOpen(figure: string, group: unknown): void
  /** Shows a longer window; none where this is the longest. */
  onWiden?: (() => void) | undefined
}): ReactElement {
  const variables = { from, to, groupBy: [...groupBy] }
  // The same question as the tiles ask: the cache answers it.
  const [whole, wholeAgain] = useQuery({ query: kpisQuery, variables: { from, to } })
  const [{ data, error }, again] = useQuery({ query: kpiGroupsQuery, variables, requestPolicy: 'cache-and-network' })
  useAgain(again, againMs)
  const retry = (): void => {
    wholeAgain({ requestPolicy: 'network-only' })
    again({ requestPolicy: 'network-only' })
  }
  const failed = error ?? whole.error
  if (failed && !(data && whole.data)) return <ErrorState what="The charts could not be loaded" {...faultOf(failed)} onRetry={retry} />
  if (!data || !whole.data)
    return (
      <div className="chart-grid-cards" role="status" aria-label="Loading charts">
        {[0, 1, 2, 3].map((at) => (
          <Skeleton key={at} height={340} />
        ))}
      </div>
    )
  const { definitions, rows: totals } = whole.data.kpis
  const charts = totals.flatMap((total) => {
    const rows = data.kpis.rows.filter(({ name }) => name === total.name)
    return rows.length === 0 ? [] : [{ total, rows, definition: definitionOf(definitions, total.name) }]
  })
  const left = totals.filter(({ name }) => !groupBy.every((dimension) => definitionOf(definitions, name).dimensions.includes(dimension)))
  if (charts.length === 0)
    return (
      <EmptyState title="No sends in these days." actions={onWiden && <Button onClick={onWiden}>Longer window</Button>}>
        Nothing was counted that can be grouped so.
      </EmptyState>
    )
  return (
    <>
      <div className="chart-grid-cards">
        {charts.map(({ total, rows, definition }) => (
          <ChartCard
            key={`${total.name} ${groupBy.join()}`}
            title={definition.title}
            name={total.name}
            caption={captionOf(definition, total, definition.redFlag)}
            redFlag={total.redFlag}
            query={textOf(kpiGroupsQuery)}
            variables={variables}
            columns={columns}
            rows={rows}
            keyOf={({ group }) => JSON.stringify(group)}
            onDefinition={() => onOpen(total.name, null)}
          >
            {groupBy.length === 1 && groupBy.every(isOfTime) ? (
              <SeriesChart rows={rows} definition={definition} onOpen={({ group }) => onOpen(total.name, group)} />
            ) : (
              <GroupChart rows={rows} definition={definition} onOpen={({ group }) => onOpen(total.name, group)} />
            )}
          </ChartCard>
        ))}
      </div>
      {left.length > 0 && (
        <p className="sm muted">
          Cannot be grouped so: {left.map(({ name }) => definitionOf(definitions, name).title.toLowerCase()).join(', ')}.
        </p>
      )}
    </>
  )
}
