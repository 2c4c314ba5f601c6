import type { ReactElement } from 'react'
import { useQuery } from 'urql'
import { useSearchParams } from 'wouter'
import { KpiCounted } from '../features/kpis/kpi-counted.tsx'
import { kpisQuery } from '../features/kpis/kpi-documents.ts'
import { KpiTiles } from '../features/kpis/kpi-tiles.tsx'
import { definitionOf, lastDays } from '../features/kpis/kpi-words.ts'
import { useNow } from '../lib/now.ts'
import { Select } from '../ui/field.tsx'
import '../ui/page.css'

type Days = '7' | '30' | '90'
const windows: { value: Days; label: string }[] = [
  { value: '7', label: 'Last 7 days' },
  { value: '30', label: 'Last 30 days' },
  { value: '90', label: 'Last 90 days' },
]

/** The figures over a window with targets, intervals and red flags, and the very rows behind the one that is open. */
export function KpisPage(): ReactElement {
  const [address, setAddress] = useSearchParams()
  const chosen = windows.find((one) => one.value === address.get('days'))?.value ?? '30'
  const figure = address.get('figure')
  const { from, to } = lastDays(Number(chosen), useNow())
  // The same question as the tiles ask: the cache answers it.
  const [{ data }] = useQuery({ query: kpisQuery, variables: { from, to }, pause: figure === null })
  const definition = figure === null ? null : definitionOf(data?.kpis.definitions, figure)
  return (
    <div className="sheet">
      <div className="form-row">
        <Select<Days>
          label="Window"
          value={chosen}
          options={windows}
          onChange={(days) => setAddress(figure === null ? { days } : { days, figure }, { replace: true })}
        />
      </div>
      <KpiTiles from={from} to={to} days={Number(chosen)} open={figure} />
      {figure !== null && definition && (
        <>
          {definition.denominator && (
            <section className="card" aria-labelledby="definition-title">
              <h2 id="definition-title">{definition.title}</h2>
              <dl className="pairs">
                <dt>Counts</dt>
                <dd>{definition.numerator}</dd>
                <dt>Out of</dt>
                <dd>{definition.denominator}</dd>
                <dt>Window</dt>
                <dd>{definition.window}</dd>
                <dt>Left out</dt>
                <dd>{definition.exclusions}</dd>
              </dl>
            </section>
          )}
          <KpiCounted key={figure} name={figure} title={definition.title} from={from} to={to} />
        </>
      )}
    </div>
  )
}
