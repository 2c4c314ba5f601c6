import { lazy, type ReactElement, Suspense, useEffect, useRef, useState } from 'react'
import { useQuery } from 'urql'
import { Link, useLocation, useSearchParams } from 'wouter'
import { ExportButton } from '../features/export/export-button.tsx'
import { Funnel } from '../features/leads/funnel.tsx'
import { leadColumns, mostColumns, usualColumns } from '../features/leads/lead-columns.tsx'
import { funnelQuery, leadsQuery } from '../features/leads/lead-documents.ts'
import { isFiltered, type LeadView, leadAddress, leadFilter, orderFields, readLeadView } from '../features/leads/lead-filter.ts'
import { ColumnChoice, LeadFilters } from '../features/leads/lead-filters.tsx'
import { endOfDay } from '../lib/days.ts'
import { readDevice, writeDevice } from '../lib/device.ts'
import { faultOf } from '../lib/fault.ts'
import { formatCount, formatInstant } from '../lib/formats.ts'
import { useKeys } from '../lib/keys.ts'
import { viewExtras } from '../lib/saved-views.ts'
import { useScope } from '../lib/scope.ts'
import { usePages } from '../lib/use-pages.ts'
import { announce } from '../ui/announcer.tsx'
import { Button } from '../ui/button.tsx'
import '../ui/page.css'
import { Icon } from '../ui/icons.tsx'
import { LinkButton } from '../ui/link-button.tsx'
import { EmptyState, ErrorState, Skeleton } from '../ui/states.tsx'
import { Table } from '../ui/table.tsx'
import { showToast } from '../ui/toasts.tsx'
import './leads.css'

const AddLead = lazy(async () => ({ default: (await import('../features/leads/add-lead.tsx')).AddLead }))

const pageSize = 100
/** After the last letter of a search, in milliseconds. */
const typedMs = 150

/** The funnel and every lead: filtered, sorted, searched; what is shown stands in the address. */
export function LeadsPage(): ReactElement {
  const [address, setAddress] = useSearchParams()
  const shown = readLeadView(address)
  const [typed, setTyped] = useState(shown.search)
  const [ownColumns, setOwnColumns] = useState<readonly string[]>(() => readDevice('lead-columns')?.split(',') ?? usualColumns)
  const columns = shown.columns ?? ownColumns
  const searchField = useRef<HTMLInputElement>(null)
  const funnel = useRef<HTMLDivElement>(null)
  const list = useRef<HTMLDivElement>(null)
  const [adding, setAdding] = useState(false)
  const [, go] = useLocation()
  const mayOperate = useScope('operate')

  const show = (view: LeadView): void => setAddress(leadAddress(view), { replace: true })
  useEffect(() => {
    if (typed === shown.search) return
    const timer = setTimeout(() => show({ ...shown, search: typed }), typedMs)
    return () => clearTimeout(timer)
  })
  const filter = leadFilter(shown)
  const asOf = endOfDay(shown.asOf)
  const orderBy = { by: shown.by, descending: shown.descending }
  const [{ data: stages, error: stagesError }] = useQuery({
    query: funnelQuery,
    variables: { filter: leadFilter(shown, false), asOf },
    requestPolicy: 'cache-and-network',
  })
  const leads = usePages(
    leadsQuery,
    (after) => ({ filter, asOf, orderBy, first: pageSize, after, count: after === null }),
    (data) => ({
      rows: data.leads.edges.map((edge) => edge.node),
      ...data.leads.pageInfo,
      total: data.leads.totalCount ?? null,
    }),
    (row) => row.leadId,
  )
  const { total, loading } = leads
  useEffect(() => {
    if (!loading && total !== null) announce(`${formatCount(total)} ${total === 1 ? 'lead' : 'leads'}.`)
  }, [loading, total])

  useKeys('Leads', [
    { key: '/', does: 'Search leads', run: () => searchField.current?.focus() },
    { key: 'f', does: 'Filter by stage', run: () => funnel.current?.querySelector('button')?.focus() },
  ])

  const chosen = leadColumns.filter((column) => column.id === 'NAME' || columns.includes(column.id)).slice(0, mostColumns)
  const named = columns.join(',')
  useEffect(() => {
    viewExtras.set(named === usualColumns.join(',') ? {} : { columns: named })
    return () => viewExtras.set({})
  }, [named])

  return (
    <div className="leads-page">
      {asOf !== null && (
        <div className="leads-past" role="status">
          <Icon name="warn" />
          <span className="grow">
            As of <strong>{formatInstant(Date.parse(asOf))}</strong>: leads that were known then, by the status that they had. All else is
            of now.
          </span>
          <Button
            size="dense"
            onClick={() => {
              show({ ...shown, asOf: '' })
              // The button goes; the keyboard keeps its place.
              list.current?.focus()
            }}
          >
            Show now
          </Button>
        </div>
      )}
      <div ref={funnel}>
        <Funnel
          counts={stages?.funnel ?? null}
          failed={stagesError !== undefined}
          chosen={shown.stages}
          onToggle={(stage) =>
            show({
              ...shown,
              status: null,
              stages: shown.stages.includes(stage) ? shown.stages.filter((one) => one !== stage) : [...shown.stages, stage],
            })
          }
        />
      </div>
      <div className="toolbar">
        <LeadFilters
          view={{ ...shown, search: typed }}
          onView={(view) => {
            setTyped(view.search)
            if (view.search === typed || view.search === '') show(view)
          }}
          searchField={searchField}
        />
        <span className="grow" />
        <span className="muted number leads-count">{total !== null && `${formatCount(total)} ${total === 1 ? 'lead' : 'leads'}`}</span>
        <Link href="/duplicates" className="sm leads-duplicates">
          Duplicates
        </Link>
        <Button refusal={mayOperate ? null : 'Adding leads needs the scope operate.'} onClick={() => setAdding(true)}>
          Add lead
        </Button>
        <ColumnChoice
          shown={columns}
          onShown={(ids) => {
            writeDevice('lead-columns', ids.join(','))
            setOwnColumns(ids)
            if (shown.columns) show({ ...shown, columns: null })
          }}
        />
        <ExportButton
          list="leads"
          size="control"
          className="leads-export"
          variables={{ filter, asOf, orderBy }}
          total={total}
          isEmpty={total === 0}
        />
      </div>
      {adding && (
        <Suspense fallback={null}>
          <AddLead
            onClose={() => setAdding(false)}
            onAdded={({ id, name }) => {
              showToast({ id: 'added', tone: 'ok', text: `${name} is a lead now.` })
              go(`/leads/${id}`)
            }}
          />
        </Suspense>
      )}
      <div ref={list} className="leads-table" id="list" tabIndex={-1}>
        {leads.error && leads.rows.length === 0 ? (
          <ErrorState what="The leads could not be loaded" {...faultOf(leads.error)} onRetry={leads.reload} />
        ) : leads.loading && leads.rows.length === 0 ? (
          <LeadsSkeleton />
        ) : leads.rows.length === 0 ? (
          isFiltered(shown) || asOf !== null ? (
            <EmptyState title="No lead matches." actions={<Button onClick={() => setAddress({})}>Clear</Button>}>
              Other filters may have some.
            </EmptyState>
          ) : (
            <EmptyState
              title="No leads yet."
              actions={
                <>
                  <LinkButton href="/import">Import leads</LinkButton>
                  <LinkButton href="/runs">Start a run</LinkButton>
                </>
              }
            >
              Import a file, or let a run search for some.
            </EmptyState>
          )
        ) : (
          <Table
            label="Leads"
            columns={chosen}
            rows={leads.rows}
            keyOf={(row) => row.leadId}
            phoneRowHeight={64}
            listKey={address.toString()}
            {...(total === null ? {} : { total: total + 1 })}
            sort={{ by: shown.by, descending: shown.descending }}
            onSort={(sort) => {
              const by = orderFields.find((field) => field === sort.by)
              if (by) show({ ...shown, by, descending: by === shown.by ? sort.descending : by !== 'NAME' })
            }}
            onEnd={leads.more}
            end={leads.error && <ErrorState what="The next leads could not be loaded" {...faultOf(leads.error)} onRetry={leads.again} />}
          />
        )}
      </div>
    </div>
  )
}

function LeadsSkeleton(): ReactElement {
  return (
    <div className="queue-skeletons" role="status" aria-label="Loading leads">
      {Array.from({ length: 12 }, (_, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: placeholders have no other identity
        <div key={at} className="table-row">
          <Skeleton height={12} width="90%" />
        </div>
      ))}
    </div>
  )
}
