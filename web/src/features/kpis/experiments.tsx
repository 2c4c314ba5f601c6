import type { ReactElement } from 'react'
import { useQuery } from 'urql'
import { faultOf } from '../../lib/fault.ts'
import { formatCount } from '../../lib/formats.ts'
import { ErrorState, Skeleton } from '../../ui/states.tsx'
import { visibleText } from '../../ui/visible-text.ts'
import { ChartCard } from './chart-card.tsx'
import type { TableColumn } from './chart-table.tsx'
import { differenceWords, ExperimentChart } from './experiment-chart.tsx'
import { type ExperimentShown, experimentsQuery } from './kpi-documents.ts'
import { inUnit } from './kpi-words.ts'
import { textOf } from './query-text.ts'

type ArmRow = { name: string } & ExperimentShown['a']

const share = (value: number | null): string => (value === null ? '–' : inUnit(value, 'share'))
const columns: TableColumn<ArmRow>[] = [
  { head: 'Subject', value: ({ name }) => name },
  { head: 'Answered', value: ({ numerator }) => numerator },
  { head: 'Counted', value: ({ denominator }) => denominator },
  { head: 'Rate', value: ({ value }) => value, words: ({ value }) => share(value) },
  { head: 'Low', value: ({ low }) => low, words: ({ low }) => share(low) },
  { head: 'High', value: ({ high }) => high, words: ({ high }) => share(high) },
]

/** Every angle with two subjects: how A and B do, and whether one of them is clearly better. */
export function Experiments(): ReactElement {
  const [{ data, error }, again] = useQuery({ query: experimentsQuery, requestPolicy: 'cache-and-network' })
  if (error && !data)
    return (
      <ErrorState what="The experiments could not be loaded" {...faultOf(error)} onRetry={() => again({ requestPolicy: 'network-only' })} />
    )
  if (!data) return <Skeleton height={240} />
  if (data.experiments.length === 0)
    return <p className="muted">No angle has sent both of its subjects yet. Templates with a subject B start one by themselves.</p>
  return (
    <div className="chart-grid-cards">
      {data.experiments.map((experiment) => {
        const title = `${visibleText(experiment.angle.replaceAll('_', ' '))}, version ${experiment.templateVersion}`
        const waiting = experiment.waiting === 0 ? '' : ` ${formatCount(experiment.waiting)} more may still be answered.`
        return (
          <ChartCard
            key={title}
            title={title}
            name={`experiment-${experiment.angle}`}
            caption={`${experiment.sentence} ${differenceWords(experiment)}.${waiting}`}
            redFlag={false}
            query={textOf(experimentsQuery)}
            variables={{}}
            columns={columns}
            rows={[
              { name: 'A', ...experiment.a },
              { name: 'B', ...experiment.b },
            ]}
            keyOf={({ name }) => name}
          >
            <ExperimentChart experiment={experiment} />
          </ChartCard>
        )
      })}
    </div>
  )
}
