import type { ReactElement, ReactNode } from 'react'
import { useQuery } from 'urql'
import { Link } from 'wouter'
import { faultOf } from '../../lib/fault.ts'
import { useAgain } from '../../lib/use-again.ts'
import { Chip } from '../../ui/chip.tsx'
import { ErrorState, Skeleton } from '../../ui/states.tsx'
import { type Figure, kpisQuery } from './kpi-documents.ts'
import { definitionOf, fewRows, restWords, valueWords } from './kpi-words.ts'
import './kpis.css'

/** Figures change with every event and tell nobody: they are read again this often, in milliseconds. Those of a long window move little and cost more. */
const againMs = 15_000
const longWindowMs = 45 * 86_400_000

/** Every figure of a window with its interval, count, target and red flag; each leads to exactly the rows that it counted. */
export function KpiTiles({
  from,
  to,
  open,
  linkTo,
  spark,
}: {
  from: string
  to: string
  open: string | null
  /** The address of the page with this figure open. */
  linkTo(name: string): string
  /** How a figure went day by day; a place is kept for it. */
  spark?(name: string): ReactNode
}): ReactElement {
  const [{ data, error }, again] = useQuery({ query: kpisQuery, variables: { from, to }, requestPolicy: 'cache-and-network' })
  useAgain(again, Date.parse(to) - Date.parse(from) > longWindowMs ? 4 * againMs : againMs)
  if (error && !data) {
    return (
      <ErrorState what="The figures could not be loaded" {...faultOf(error)} onRetry={() => again({ requestPolicy: 'network-only' })} />
    )
  }
  if (!data) {
    return (
      <div role="status" aria-label="Loading figures" className="kpi-tiles">
        {[0, 1, 2, 3, 4].map((at) => (
          <Skeleton key={at} height={spark ? 140 : 112} />
        ))}
      </div>
    )
  }
  return (
    <ul className="kpi-tiles">
      {data.kpis.rows.map((figure) => (
        <li key={figure.name}>
          <Tile
            figure={figure}
            title={definitionOf(data.kpis.definitions, figure.name).title}
            href={linkTo(figure.name)}
            isOpen={figure.name === open}
            spark={spark?.(figure.name)}
          />
        </li>
      ))}
    </ul>
  )
}

function Tile({
  figure,
  title,
  href,
  isOpen,
  spark,
}: {
  figure: Figure
  title: string
  href: string
  isOpen: boolean
  spark: ReactNode
}): ReactElement {
  const isFew = figure.denominator < fewRows && figure.unit === 'share'
  return (
    <Link href={href} className="kpi-tile" aria-current={isOpen ? 'true' : undefined}>
      <span className="kpi-title">
        {title}
        {figure.redFlag && (
          <Chip tone="bad" icon="warn">
            Red flag
          </Chip>
        )}
      </span>
      <span className={isFew ? 'kpi-value muted' : 'kpi-value'}>{valueWords(figure)}</span>
      {spark !== undefined && <span className="kpi-spark">{spark}</span>}
      <span className="muted sm number">{restWords(figure)}</span>
      <span className="muted sm">{figure.note ?? (figure.target ? `Target ${figure.target}` : 'No target')}</span>
    </Link>
  )
}
