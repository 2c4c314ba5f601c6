import { type ReactElement, useState } from 'react'
import { useQuery } from 'urql'
import { faultOf } from '../../lib/fault.ts'
import { formatCount, formatMoney, formatPercent } from '../../lib/formats.ts'
import { providerLabel } from '../../lib/provider-label.ts'
import { Select } from '../../ui/field.tsx'
import { ErrorState, Skeleton } from '../../ui/states.tsx'
import { visibleText } from '../../ui/visible-text.ts'
import { figuresQuery } from './provider-documents.ts'

type Days = '7' | '30' | '90'
type By = 'none' | 'TIER' | 'INDUSTRY' | 'SOURCE' | 'PURPOSE'

const dayOptions: { value: Days; label: string }[] = [
  { value: '7', label: '7 days' },
  { value: '30', label: '30 days' },
  { value: '90', label: '90 days' },
]
const byOptions: { value: By; label: string }[] = [
  { value: 'none', label: 'All together' },
  { value: 'TIER', label: 'Tier' },
  { value: 'INDUSTRY', label: 'Industry' },
  { value: 'SOURCE', label: 'Source' },
  { value: 'PURPOSE', label: 'Purpose' },
]

const daysBefore = (day: string, days: number): string => new Date(Date.parse(day) - (days - 1) * 86_400_000).toISOString().slice(0, 10)
const seconds = (value: number | null): string => (value === null ? '–' : `${value < 10 ? value.toFixed(1) : Math.round(value)} s`)

/** `TIER_2` as a person reads it; other segments are words already. */
const segmentWords = (by: By, segment: string): string => (by === 'TIER' ? segment.replace(/^TIER_/, 'Tier ') : segment)

/** What enrichment brought: hit rate, time, credits and cost of each provider, and what a found address cost. `today`: of the organisation. */
export function FiguresCard({ today }: { today: string }): ReactElement {
  const [days, setDays] = useState<Days>('30')
  const [by, setBy] = useState<By>('none')
  const variables = { from: daysBefore(today, Number(days)), to: today, by: by === 'none' ? null : by }
  const [{ data, error }, again] = useQuery({ query: figuresQuery, variables, requestPolicy: 'cache-and-network' })
  const rows = data?.enrichmentFigures
  return (
    <section className="card" aria-labelledby="figures-title">
      <h2 id="figures-title">What enrichment brought</h2>
      <div className="form-row">
        <Select<Days> label="Window" value={days} options={dayOptions} onChange={setDays} />
        <Select<By> label="Told apart by" value={by} options={byOptions} onChange={setBy} />
      </div>
      {error && !rows ? (
        <ErrorState what="The figures could not be loaded" {...faultOf(error)} onRetry={() => again({ requestPolicy: 'network-only' })} />
      ) : !rows ? (
        <div role="status" aria-label="Loading the figures">
          <Skeleton height={120} />
        </div>
      ) : rows.length === 0 ? (
        <p className="muted">Nobody was asked in these days. A run asks where facts are missing.</p>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
        <section className="scroll-x" tabIndex={0} aria-label="Figures by provider">
          <table className="small-table" aria-labelledby="figures-title">
            <thead>
              <tr>
                <th scope="col">Provider</th>
                {by !== 'none' && <th scope="col">{byOptions.find(({ value }) => value === by)?.label}</th>}
                {[
                  'Asked',
                  'Found',
                  'Hit rate',
                  'Addresses',
                  'No answer',
                  'Half within',
                  '19 of 20 within',
                  'Credits',
                  'Cost',
                  'Per address',
                ].map((name) => (
                  <th key={name} scope="col" data-align="end">
                    {name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <tr key={`${row.provider} ${row.segment}`}>
                  <th scope="row">{visibleText(providerLabel(row.provider))}</th>
                  {by !== 'none' && <td>{visibleText(segmentWords(by, row.segment ?? ''))}</td>}
                  <td data-align="end">{formatCount(row.asked)}</td>
                  <td data-align="end">{formatCount(row.found)}</td>
                  <td data-align="end">{row.hitRate === null ? '–' : formatPercent(row.hitRate)}</td>
                  <td data-align="end">{formatCount(row.emails)}</td>
                  <td data-align="end">{formatCount(row.failed)}</td>
                  <td data-align="end">{seconds(row.medianSeconds)}</td>
                  <td data-align="end">{seconds(row.slowSeconds)}</td>
                  <td data-align="end">{formatCount(row.credits)}</td>
                  <td data-align="end">{row.cost === null ? 'no price' : formatMoney(row.cost, row.currency)}</td>
                  <td data-align="end">{row.costPerEmail === null ? '–' : formatMoney(row.costPerEmail, row.currency)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
    </section>
  )
}
