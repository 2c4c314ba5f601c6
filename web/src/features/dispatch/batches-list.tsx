import { type ReactElement, useState } from 'react'
import { useQuery } from 'urql'
import { Link } from 'wouter'
import { faultOf } from '../../lib/fault.ts'
import { formatCount } from '../../lib/formats.ts'
import { useNow } from '../../lib/now.ts'
import { useAgain } from '../../lib/use-again.ts'
import { Button } from '../../ui/button.tsx'
import { Chip, Verdict } from '../../ui/chip.tsx'
import { ErrorState, Skeleton } from '../../ui/states.tsx'
import { Time } from '../../ui/time.tsx'
import { ExportButton } from '../export/export-button.tsx'
import { type Batch, batchesQuery } from './dispatch-documents.ts'
import { batchCounts, batchVerdict, closingWords, expiryWords, motionWords, sendStatuses } from './dispatch-words.ts'
import './dispatch.css'

const pageSize = 20
const mostBatches = 200
/** Batches that others freeze are looked for this often, in milliseconds; the open one is live. */
const againMs = 5_000

/** Every batch, newest first. */
export function BatchesList(): ReactElement {
  const [first, setFirst] = useState(pageSize)
  const [{ data, error }, again] = useQuery({ query: batchesQuery, variables: { first, status: null }, requestPolicy: 'cache-and-network' })
  useAgain(again, againMs)
  const batches = data?.batches.edges.map((edge) => edge.node) ?? []
  const waiting = batches.filter((batch) => batch.status === 'PENDING').length
  return (
    <section className="card" aria-labelledby="batches-title">
      <div className="card-title">
        <h2 id="batches-title">Batches</h2>
        {waiting > 0 && <Chip tone="warn">{waiting === 1 ? '1 waits for approval' : `${formatCount(waiting)} wait for approval`}</Chip>}
        <ExportButton list="batches" variables={{}} isEmpty={batches.length === 0} />
      </div>
      {error && !data ? (
        <ErrorState what="The batches could not be loaded" {...faultOf(error)} onRetry={() => again({ requestPolicy: 'network-only' })} />
      ) : !data ? (
        <div role="status" aria-label="Loading batches" className="stack">
          <Skeleton height={48} />
          <Skeleton height={48} />
        </div>
      ) : batches.length === 0 ? (
        <p className="muted">No batch waits for you. A preview shows what could go; freezing it makes a batch.</p>
      ) : (
        <ul className="row-list batch-list">
          {batches.map((batch) => (
            <li key={batch.id}>
              <BatchLink batch={batch} />
            </li>
          ))}
        </ul>
      )}
      {data?.batches.pageInfo.hasNextPage && first < mostBatches && (
        <div>
          <Button onClick={() => setFirst(Math.min(mostBatches, first + pageSize * 2))}>Show earlier ones</Button>
        </div>
      )}
    </section>
  )
}

/** How a batch's sends stand in one line: `4 proven, 1 unknown`. */
export function tally(batch: Pick<Batch, 'counts'>): string {
  const { statuses } = batchCounts(batch.counts)
  return sendStatuses
    .flatMap((status) => {
      const count = statuses[status]
      return count ? [`${formatCount(count)} ${status.replace('_', ' ').toLowerCase()}`] : []
    })
    .join(', ')
}

function BatchLink({ batch }: { batch: Batch }): ReactElement {
  const now = useNow()
  const [kind, words] = batchVerdict(batch.status)
  const { sends } = batchCounts(batch.counts)
  const isWaiting = batch.status === 'PENDING'
  const expiry = isWaiting ? (closingWords(batch.firstWindowCloses, now) ?? expiryWords(Date.parse(batch.expiresAt), now)) : null
  return (
    <Link href={`/dispatch/${batch.id}`} className="batch-link">
      <span>
        <strong>{batch.isTest ? 'Internal test' : motionWords(batch.motion)}</strong>
        <span className="muted number"> {sends === 1 ? '1 send' : `${formatCount(sends)} sends`}</span>
      </span>
      <span>
        <Verdict kind={kind}>{words}</Verdict>
      </span>
      <span className="muted sm">
        {expiry ? <span className={expiry.isShort ? 'warn-words' : undefined}>{expiry.words}</span> : tally(batch)}
      </span>
      <span className="muted sm">
        {batch.createdBy} <Time at={batch.createdAt} />
      </span>
    </Link>
  )
}
