import { type ReactElement, useState } from 'react'
import { useSearchParams } from 'wouter'
import { auditQuery } from '../features/audit/audit-documents.ts'
import { AuditEntryItem } from '../features/audit/audit-entry.tsx'
import { type AuditTyped, auditFilter, readAuditAddress } from '../features/audit/audit-filter.ts'
import { AuditFilterForm } from '../features/audit/audit-filter-form.tsx'
import { ExportButton } from '../features/export/export-button.tsx'
import { SafetyChecksCard } from '../features/safety/safety-checks-card.tsx'
import { OnlyFor } from '../features/shell/only-for.tsx'
import { faultOf } from '../lib/fault.ts'
import { useScope } from '../lib/scope.ts'
import { usePages } from '../lib/use-pages.ts'
import { Button } from '../ui/button.tsx'
import { LinkButton } from '../ui/link-button.tsx'
import { ShowMore } from '../ui/show-more.tsx'
import '../ui/page.css'
import { EmptyState, ErrorState, Skeleton } from '../ui/states.tsx'

const pageSize = 50

/** Who decided what, newest first, with whether the chain holds. Shown to admins. */
export function AuditPage(): ReactElement {
  const mayVerify = useScope('operate')
  return (
    <div className="sheet">
      <OnlyFor
        scope="admin"
        instead={
          <EmptyState title="The audit trail is shown to admins." actions={<LinkButton href="/health">Show health</LinkButton>}>
            Whether the chain holds stands on Health.
          </EmptyState>
        }
      >
        <SafetyChecksCard mayVerify={mayVerify} maySeeAudit />
        <Trail />
      </OnlyFor>
    </div>
  )
}

function Trail(): ReactElement {
  const [address, setAddress] = useSearchParams()
  const asked = auditFilter(readAuditAddress(address))
  const [typed, setTyped] = useState<AuditTyped>(() => readAuditAddress(address))
  const entries = usePages(
    auditQuery,
    (after) => ({ ...asked, first: pageSize, after }),
    (data) => ({ rows: data.auditTrail.edges.map(({ node }) => node), ...data.auditTrail.pageInfo, total: null }),
    ({ id }) => id,
  )
  const isFiltered = Object.values(asked).some((value) => value !== null)
  const show = (next: AuditTyped): void => {
    setTyped(next)
    setAddress(Object.fromEntries(Object.entries(next).filter(([, value]) => value.trim() !== '')), { replace: true })
  }
  return (
    <section className="card" aria-labelledby="trail-title">
      <div className="card-title">
        <h2 id="trail-title">Decisions and changes</h2>
        <ExportButton list="audit" variables={asked} isEmpty={entries.rows.length === 0} />
      </div>
      <AuditFilterForm typed={typed} onTyped={setTyped} onFilter={() => show(typed)} />
      {entries.error && entries.rows.length === 0 ? (
        <ErrorState what="The audit trail could not be loaded" {...faultOf(entries.error)} onRetry={entries.reload} />
      ) : entries.loading && entries.rows.length === 0 ? (
        <div role="status" aria-label="Loading the audit trail" className="stack">
          <Skeleton height={64} />
          <Skeleton height={64} />
        </div>
      ) : entries.rows.length === 0 ? (
        <EmptyState
          title={isFiltered ? 'No entry matches.' : 'Nothing was decided yet.'}
          actions={
            isFiltered ? (
              <Button onClick={() => show(readAuditAddress(new URLSearchParams()))}>Clear</Button>
            ) : (
              <LinkButton href="/">Overview</LinkButton>
            )
          }
        >
          {isFiltered ? 'Names are compared letter by letter.' : 'Every decision is written here with it.'}
        </EmptyState>
      ) : (
        <ul className="audit-list" aria-label="Audit trail">
          {entries.rows.map((entry) => (
            <AuditEntryItem key={entry.id} entry={entry} />
          ))}
        </ul>
      )}
      <ShowMore list={entries} />
    </section>
  )
}
