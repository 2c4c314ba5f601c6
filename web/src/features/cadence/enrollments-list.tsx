import type { ReactElement } from 'react'
import { Link } from 'wouter'
import { faultOf } from '../../lib/fault.ts'
import { formatCount } from '../../lib/formats.ts'
import { useAgain } from '../../lib/use-again.ts'
import { usePages } from '../../lib/use-pages.ts'
import { Bidi } from '../../ui/bidi.tsx'
import { Button } from '../../ui/button.tsx'
import { Chip, TierChip } from '../../ui/chip.tsx'
import { LinkButton } from '../../ui/link-button.tsx'
import { ShowMore } from '../../ui/show-more.tsx'
import { EmptyState, ErrorState, Skeleton } from '../../ui/states.tsx'
import { Time } from '../../ui/time.tsx'
import { visibleText } from '../../ui/visible-text.ts'
import { ExportButton } from '../export/export-button.tsx'
import { type EnrollmentRow, enrollmentsQuery } from './cadence-documents.ts'
import './cadence.css'

const pageSize = 30
const againMs = 15_000

/** Who is on the way: all running cadences, or those before one step. A lead's own page changes them. */
export function EnrollmentsList({ step, onAll }: { step: number | null; onAll(): void }): ReactElement {
  const list = usePages(
    enrollmentsQuery,
    (after) => ({ active: true, step, first: pageSize, after, count: after === null }),
    (data) => ({
      rows: data.enrollments.edges.map((edge) => edge.node),
      ...data.enrollments.pageInfo,
      total: data.enrollments.totalCount ?? null,
    }),
    (row) => row.id,
  )
  useAgain(() => list.rows.length <= pageSize && list.reload(), againMs)
  return (
    <section className="card" aria-labelledby="enrolled-title">
      <div className="card-title">
        <h2 id="enrolled-title">
          {step === null ? 'On their way' : `Before step ${step}`}
          {list.total !== null && <span className="muted number"> {formatCount(list.total)}</span>}
        </h2>
        {step !== null && (
          <Button tone="quiet" size="dense" onClick={onAll}>
            Show all
          </Button>
        )}
        <ExportButton list="enrollments" variables={{ active: true, step }} total={list.total} isEmpty={list.rows.length === 0} />
      </div>
      {list.error && list.rows.length === 0 ? (
        <ErrorState what="The cadences could not be loaded" {...faultOf(list.error)} onRetry={list.reload} />
      ) : list.loading && list.rows.length === 0 ? (
        <div role="status" aria-label="Loading cadences" className="stack">
          <Skeleton height={40} />
          <Skeleton height={40} />
        </div>
      ) : list.rows.length === 0 ? (
        <EmptyState
          title={step === null ? 'Nobody is on the way.' : 'Nobody waits before this step.'}
          actions={step === null ? <LinkButton href="/dispatch">Preview dispatch</LinkButton> : <Button onClick={onAll}>Show all</Button>}
        >
          {step === null ? 'A cadence begins when a platform accepts the first touch.' : 'Others wait before other steps.'}
        </EmptyState>
      ) : (
        <ul className="row-list">
          {list.rows.map((row) => (
            <EnrollmentLine key={row.id} row={row} />
          ))}
        </ul>
      )}
      <ShowMore list={list} />
    </section>
  )
}

function EnrollmentLine({ row }: { row: EnrollmentRow }): ReactElement {
  return (
    <li>
      <TierChip tier={row.lead.tier} />
      <span className="grow">
        <Link href={`/leads/${row.lead.id}`} className="row-name">
          <Bidi text={row.lead.fullName ?? row.lead.email ?? 'Unnamed lead'} />
        </Link>{' '}
        {row.lead.company && (
          <span className="muted">
            <Bidi text={row.lead.company.name} />
          </span>
        )}
        {row.state === 'PAUSED' && row.reason && <p className="muted sm">{visibleText(row.reason)}</p>}
      </span>
      {row.state === 'PAUSED' && <Chip tone="warn">Paused</Chip>}
      <span className="sm number">
        {row.nextStep === null ? '' : `Step ${row.nextStep}`}
        {row.state === 'ACTIVE' && row.nextDueAt && (
          <span className="muted">
            , <Time at={row.nextDueAt} />
          </span>
        )}
        {row.state === 'PAUSED' && row.pausedUntil && (
          <span className="muted">
            , until <Time at={row.pausedUntil} />
          </span>
        )}
      </span>
    </li>
  )
}
