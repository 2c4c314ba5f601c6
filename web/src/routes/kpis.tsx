import { lazy, type ReactElement, Suspense } from 'react'
import { useQuery } from 'urql'
import { useSearchParams } from 'wouter'
import { groupWords } from '../features/kpis/chart-words.ts'
import { KpiCounted } from '../features/kpis/kpi-counted.tsx'
import { type Dimension, dimensionOf, dimensions } from '../features/kpis/kpi-dimensions.ts'
import { kpisQuery } from '../features/kpis/kpi-documents.ts'
import { KpiTiles } from '../features/kpis/kpi-tiles.tsx'
import { daysBetween, definitionOf, lastDays, mostDays } from '../features/kpis/kpi-words.ts'
import { dayOf } from '../lib/days.ts'
import { useNow } from '../lib/now.ts'
import { Button } from '../ui/button.tsx'
import { Select, TextField } from '../ui/field.tsx'
import { Skeleton } from '../ui/states.tsx'
import '../ui/page.css'

const KpiCharts = lazy(async () => ({ default: (await import('../features/kpis/kpi-charts.tsx')).KpiCharts }))
const CalibrationCard = lazy(async () => ({ default: (await import('../features/calibration/calibration-card.tsx')).CalibrationCard }))
const WhatIfNote = lazy(async () => ({ default: (await import('../features/what-if/what-if-note.tsx')).WhatIfNote }))
const Experiments = lazy(async () => ({ default: (await import('../features/kpis/experiments.tsx')).Experiments }))
const FunnelCard = lazy(async () => ({ default: (await import('../features/kpis/funnel-card.tsx')).FunnelCard }))
const RejectionsCard = lazy(async () => ({ default: (await import('../features/kpis/rejections-card.tsx')).RejectionsCard }))

type Days = '7' | '30' | '90' | '365' | 'own'
const windows: { value: Days; label: string }[] = [
  { value: '7', label: 'Last 7 days' },
  { value: '30', label: 'Last 30 days' },
  { value: '90', label: 'Last 90 days' },
  { value: '365', label: 'Last 365 days' },
  { value: 'own', label: 'From day to day' },
]
type Second = Dimension | 'NONE'
const seconds: { value: Second; label: string }[] = [{ value: 'NONE', label: 'Nothing more' }, ...dimensions]

/** A group in the address; none for what is no JSON. */
function groupOf(text: string | null): unknown {
  try {
    return text === null ? null : JSON.parse(text)
  } catch {
    return null
  }
}

/** The figures over a window with targets, intervals and red flags, over time and by group, and the very rows behind the one that is open. */
export function KpisPage(): ReactElement {
  const [address, setAddress] = useSearchParams()
  const chosen = windows.find((one) => one.value === address.get('days'))?.value ?? '30'
  const by = dimensionOf(address.get('by')) ?? 'DAY'
  const also = dimensionOf(address.get('and'))
  const groupBy = also === null || also === by ? [by] : [by, also]
  const figure = address.get('figure')
  const group = groupOf(address.get('group'))
  const own = [address.get('from') ?? '', address.get('to') ?? ''] as const
  const now = useNow()
  const { from, to } = (chosen === 'own' && daysBetween(...own)) || lastDays(chosen === 'own' ? 30 : Number(chosen), now)
  // The same question as the tiles ask: the cache answers it.
  const [{ data }] = useQuery({ query: kpisQuery, variables: { from, to }, pause: figure === null })
  const definition = figure === null ? null : definitionOf(data?.kpis.definitions, figure)
  const ownError = chosen === 'own' && daysBetween(...own) === null ? `From a day to a later one, at most ${mostDays} days.` : null
  /** The address with something else in it; null takes a part out. */
  const changed = (parts: Record<string, string | null>): URLSearchParams => {
    const next = new URLSearchParams(address)
    for (const [part, value] of Object.entries(parts)) {
      if (value === null) next.delete(part)
      else next.set(part, value)
    }
    return next
  }
  const change = (parts: Record<string, string | null>) => setAddress(changed(parts), { replace: true })
  /** Days of one's own begin as those that were shown. */
  const changeDays = (days: Days) => {
    const [first, last] = [dayOf(from), dayOf(new Date(Date.parse(to) - 1).toISOString())]
    change({ days, group: null, ...(days === 'own' ? { from: first, to: last } : { from: null, to: null }) })
  }
  const open = (name: string, of: unknown) => change({ figure: name, group: of === null ? null : JSON.stringify(of) })
  return (
    <div className="sheet">
      <div className="form-row kpi-controls">
        <Select<Days> label="Window" value={chosen} options={windows} onChange={changeDays} />
        {chosen === 'own' && (
          <>
            <TextField
              label="From"
              type="date"
              value={own[0]}
              max={own[1]}
              error={ownError}
              onChange={(event) => change({ from: event.target.value, group: null })}
            />
            <TextField
              label="To"
              type="date"
              value={own[1]}
              min={own[0]}
              onChange={(event) => change({ to: event.target.value, group: null })}
            />
          </>
        )}
        <Select<Dimension>
          label="Group by"
          value={by}
          options={[...dimensions]}
          onChange={(dimension) => change({ by: dimension, group: null })}
        />
        <Select<Second>
          label="And by"
          value={also ?? 'NONE'}
          options={seconds}
          onChange={(dimension) => change({ and: dimension === 'NONE' ? null : dimension, group: null })}
        />
      </div>
      <KpiTiles from={from} to={to} open={figure} linkTo={(name) => `/kpis?${changed({ figure: name, group: null })}`} />
      {figure !== null && definition && (
        <>
          {definition.denominator && (
            <section className="card" aria-labelledby="definition-title">
              <div className="card-title">
                <h2 id="definition-title">{definition.title}</h2>
                <Button size="dense" tone="quiet" icon="close" onClick={() => change({ figure: null, group: null })}>
                  Close
                </Button>
              </div>
              <dl className="pairs">
                <dt>Counts</dt>
                <dd>{definition.numerator}</dd>
                <dt>Out of</dt>
                <dd>{definition.denominator}</dd>
                <dt>Window</dt>
                <dd>{definition.window}</dd>
                <dt>Left out</dt>
                <dd>{definition.exclusions}</dd>
                {definition.redFlag && (
                  <>
                    <dt>Red flag</dt>
                    <dd>{definition.redFlag}</dd>
                  </>
                )}
              </dl>
            </section>
          )}
          <KpiCounted
            key={`${figure} ${address.get('group')}`}
            name={figure}
            title={group === null ? definition.title : `${definition.title}, ${groupWords(group)},`}
            from={from}
            to={to}
            group={group}
          />
        </>
      )}
      <h2>By {groupBy.map((one) => dimensions.find(({ value }) => value === one)?.label.toLowerCase()).join(' and ')}</h2>
      <Suspense fallback={<Skeleton height={340} />}>
        <KpiCharts
          from={from}
          to={to}
          groupBy={groupBy}
          onOpen={open}
          onWiden={chosen === '365' ? undefined : () => changeDays(chosen === '7' ? '30' : '365')}
        />
      </Suspense>
      <h2>Funnel and rejections</h2>
      <Suspense fallback={<Skeleton height={340} />}>
        <div className="chart-grid-cards">
          <FunnelCard />
          <RejectionsCard from={from} />
        </div>
      </Suspense>
      <h2>Experiments</h2>
      <Suspense fallback={<Skeleton height={240} />}>
        <Experiments />
      </Suspense>
      <h2>Calibration</h2>
      <Suspense fallback={<Skeleton height={240} />}>
        <CalibrationCard foretell={(patch) => <WhatIfNote section="icp" patch={patch} />} />
      </Suspense>
    </div>
  )
}
