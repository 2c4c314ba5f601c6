import type { ReactElement } from 'react'
import { useSearchParams } from 'wouter'
import { deliveriesQuery } from '../features/deliveries/delivery-documents.ts'
import { DeliveryRow } from '../features/deliveries/delivery-row.tsx'
import { HooksCard } from '../features/deliveries/hooks-card.tsx'
import { ReplayAll } from '../features/deliveries/replay-all.tsx'
import { ExportButton } from '../features/export/export-button.tsx'
import { type DeliveryProvider, deliveryProviders } from '../lib/provider-label.ts'
import '../features/deliveries/deliveries.css'
import { faultOf } from '../lib/fault.ts'
import { useAgain } from '../lib/use-again.ts'
import { usePages } from '../lib/use-pages.ts'
import { Button } from '../ui/button.tsx'
import { Select } from '../ui/field.tsx'
import { LinkButton } from '../ui/link-button.tsx'
import { ShowMore } from '../ui/show-more.tsx'
import '../ui/page.css'
import { EmptyState, ErrorState, Skeleton } from '../ui/states.tsx'

type Applied = 'any' | 'yes' | 'no'
type Provider = 'any' | DeliveryProvider

const appliedOptions: { value: Applied; label: string }[] = [
  { value: 'any', label: 'All' },
  { value: 'yes', label: 'Had their effect' },
  { value: 'no', label: 'Wait or failed' },
]
const providerOptions: { value: Provider; label: string }[] = [{ value: 'any', label: 'All' }, ...deliveryProviders]
const pageSize = 50
const againMs = 10_000

/** Every webhook request as it came, newest first: whether it had its effect, and a replay where it did not. */
export function DeliveriesPage(): ReactElement {
  const [address, setAddress] = useSearchParams()
  const applied = appliedOptions.find((one) => one.value === address.get('applied'))?.value ?? 'any'
  const provider = providerOptions.find((one) => one.value === address.get('provider'))?.value ?? 'any'
  const show = (next: { applied: Applied; provider: Provider }): void =>
    setAddress(Object.fromEntries(Object.entries(next).filter(([, value]) => value !== 'any')), { replace: true })
  const deliveries = usePages(
    deliveriesQuery,
    (after) => ({
      applied: applied === 'any' ? null : applied === 'yes',
      provider: provider === 'any' ? null : provider,
      first: pageSize,
      after,
    }),
    (data) => ({ rows: data.deliveries.edges.map((edge) => edge.node), ...data.deliveries.pageInfo, total: null }),
    (delivery) => delivery.id,
  )
  useAgain(() => deliveries.rows.length <= pageSize && deliveries.reload(), againMs)
  const isFiltered = applied !== 'any' || provider !== 'any'
  return (
    <div className="sheet">
      <HooksCard onChecked={deliveries.reload} />
      <div className="form-row">
        <Select<Applied> label="Effect" value={applied} options={appliedOptions} onChange={(value) => show({ applied: value, provider })} />
        <Select<Provider>
          label="Provider"
          value={provider}
          options={providerOptions}
          onChange={(value) => show({ applied, provider: value })}
        />
        <ExportButton
          list="deliveries"
          size="control"
          variables={{ applied: applied === 'any' ? null : applied === 'yes', provider: provider === 'any' ? null : provider }}
          isEmpty={deliveries.rows.length === 0}
        />
      </div>
      {applied === 'no' && <ReplayAll provider={provider === 'any' ? null : provider} onReplayed={deliveries.reload} />}
      {deliveries.error && deliveries.rows.length === 0 ? (
        <ErrorState what="The deliveries could not be loaded" {...faultOf(deliveries.error)} onRetry={deliveries.reload} />
      ) : deliveries.loading && deliveries.rows.length === 0 ? (
        <div role="status" aria-label="Loading deliveries" className="stack">
          <Skeleton height={48} />
          <Skeleton height={48} />
        </div>
      ) : deliveries.rows.length === 0 ? (
        <EmptyState
          title={isFiltered ? 'No delivery matches.' : 'No webhook came yet.'}
          actions={isFiltered ? <Button onClick={() => setAddress({})}>Clear</Button> : <LinkButton href="/health">Show health</LinkButton>}
        >
          {isFiltered ? 'Other filters may have some.' : 'They come when a platform sends, and when people open, answer or unsubscribe.'}
        </EmptyState>
      ) : (
        <section className="card scroll-x" aria-label="Deliveries">
          <table className="small-table delivery-table" aria-label="Deliveries">
            <thead>
              <tr>
                <th scope="col">Received</th>
                <th scope="col">Event</th>
                <th scope="col">Lead</th>
                <th scope="col">Effect</th>
                <th scope="col">
                  <span className="hidden-text">Replay</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {deliveries.rows.map((delivery) => (
                <DeliveryRow key={delivery.id} delivery={delivery} onReplayed={deliveries.reload} />
              ))}
            </tbody>
          </table>
          <ShowMore list={deliveries} />
        </section>
      )}
    </div>
  )
}
