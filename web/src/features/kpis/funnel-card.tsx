import type { ReactElement } from 'react'
import { useQuery } from 'urql'
import { faultOf } from '../../lib/fault.ts'
import { formatCount, formatPercent } from '../../lib/formats.ts'
import { useAgain } from '../../lib/use-again.ts'
import { StageGlyph } from '../../ui/stage-glyph.tsx'
import { ErrorState, Skeleton } from '../../ui/states.tsx'
import type { StageCount } from '../leads/funnel.tsx'
import { funnelQuery } from '../leads/lead-documents.ts'
import { stageWords } from '../leads/lead-filter.ts'
import { BarList } from './bar-list.tsx'
import { ChartCard } from './chart-card.tsx'
import type { TableColumn } from './chart-table.tsx'
import { textOf } from './query-text.ts'

const againMs = 60_000

const columns: TableColumn<StageCount>[] = [
  { head: 'Stage', value: ({ stage }) => stageWords[stage] },
  { head: 'Leads', value: ({ count }) => count },
  {
    head: 'Share of all',
    value: ({ conversion }) => conversion,
    words: ({ conversion }) => (conversion === null ? '–' : formatPercent(conversion)),
  },
]

/** How many leads stand in each stage now, and their share of all. */
export function FunnelCard(): ReactElement {
  const [{ data, error }, again] = useQuery({ query: funnelQuery, variables: {}, requestPolicy: 'cache-and-network' })
  useAgain(again, againMs)
  if (error && !data)
    return <ErrorState what="The funnel could not be loaded" {...faultOf(error)} onRetry={() => again({ requestPolicy: 'network-only' })} />
  if (!data) return <Skeleton height={340} />
  const all = data.funnel.reduce((sum, { count }) => sum + count, 0)
  return (
    <ChartCard
      title="Funnel"
      name="funnel"
      caption={`${formatCount(all)} ${all === 1 ? 'lead' : 'leads'} by the stage that each stands in now, whatever the window, with its share of all.`}
      redFlag={false}
      query={textOf(funnelQuery)}
      variables={{}}
      columns={columns}
      rows={data.funnel}
      keyOf={({ stage }) => stage}
    >
      <BarList
        label="Stages"
        bars={data.funnel.map(({ stage, count, conversion }) => ({
          key: stage,
          name: (
            <>
              <StageGlyph stage={stage} /> {stageWords[stage]}
            </>
          ),
          value: count,
          words: `${formatCount(count)}${conversion === null ? '' : ` · ${formatPercent(conversion)}`}`,
        }))}
      />
    </ChartCard>
  )
}
