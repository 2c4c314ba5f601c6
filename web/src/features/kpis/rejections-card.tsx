import type { ReactElement } from 'react'
import { useQuery } from 'urql'
import { faultOf } from '../../lib/fault.ts'
import { formatCount } from '../../lib/formats.ts'
import { ErrorState, Skeleton } from '../../ui/states.tsx'
import { visibleText } from '../../ui/visible-text.ts'
import { BarList } from './bar-list.tsx'
import { ChartCard } from './chart-card.tsx'
import type { TableColumn } from './chart-table.tsx'
import { rejectionsQuery } from './kpi-documents.ts'
import { textOf } from './query-text.ts'
import { type AngleWeek, angleWeeks, byAngle } from './rejected-by-angle.ts'

const angleName = (angle: string): string => visibleText(angle.replaceAll('_', ' '))

/** What was rejected of each angle in the weeks of a window, and for what most often. */
export function RejectionsCard({ from }: { from: string }): ReactElement {
  const [{ data, error }, again] = useQuery({ query: rejectionsQuery, variables: {}, requestPolicy: 'cache-and-network' })
  if (error && !data)
    return (
      <ErrorState what="The rejections could not be loaded" {...faultOf(error)} onRetry={() => again({ requestPolicy: 'network-only' })} />
    )
  if (!data) return <Skeleton height={340} />
  const labelOf = (tag: string): string => data.rejectionTags.find((one) => one.tag === tag)?.label ?? visibleText(tag.replaceAll('_', ' '))
  const columns: TableColumn<AngleWeek>[] = [
    { head: 'Week', value: ({ week }) => week },
    { head: 'Angle', value: ({ name }) => angleName(name) },
    { head: 'Rejected', value: ({ rejected }) => rejected },
    { head: 'Most often', value: ({ tag }) => labelOf(tag) },
    { head: 'Times', value: ({ count }) => count },
    { head: 'Last reason', value: ({ example }) => visibleText(example) },
  ]
  const weeks = angleWeeks(data.weeklyDigests, from)
  const angles = byAngle(weeks)
  return (
    <ChartCard
      title="Rejections by angle"
      name="rejections-by-angle"
      caption="Of the weekly digests that reach into the window, the last 12 at most: five angles a week, and of each its most frequent tag. Clean-ups do not count."
      redFlag={false}
      query={textOf(rejectionsQuery)}
      variables={{}}
      columns={columns}
      rows={weeks}
      keyOf={({ week, name }) => `${week} ${name}`}
    >
      {angles.length === 0 ? (
        <p className="muted">No digest of these weeks has a rejection. Each week’s is written when the week is over.</p>
      ) : (
        <BarList
          label="Angles by rejections"
          bars={angles.map(({ angle, rejected, tags, other }) => ({
            key: angle,
            name: angleName(angle),
            value: rejected,
            words: formatCount(rejected),
            detail: [
              ...tags.map(({ tag, count }) => `${labelOf(tag)} ${formatCount(count)}`),
              ...(other > 0 ? [`other tags ${formatCount(other)}`] : []),
            ].join(' · '),
          }))}
        />
      )}
    </ChartCard>
  )
}
