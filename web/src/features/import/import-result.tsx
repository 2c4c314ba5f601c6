import type { ResultOf } from 'gql.tada'
import { type ReactElement, useState } from 'react'
import { useClient, useQuery, useSubscription } from 'urql'
import { pausedStore } from '../../lib/connection.ts'
import { download, toCsv } from '../../lib/csv.ts'
import { faultOf } from '../../lib/fault.ts'
import { formatCount, formatDuration } from '../../lib/formats.ts'
import { useStore } from '../../lib/store.ts'
import { usePages } from '../../lib/use-pages.ts'
import { Bidi } from '../../ui/bidi.tsx'
import { Button } from '../../ui/button.tsx'
import { Verdict } from '../../ui/chip.tsx'
import { LinkButton } from '../../ui/link-button.tsx'
import { EmptyState, ErrorState, Progress, Skeleton } from '../../ui/states.tsx'
import { Table } from '../../ui/table.tsx'
import { Time } from '../../ui/time.tsx'
import { showToast } from '../../ui/toasts.tsx'
import { importQuery, importSubscription, outcomesQuery } from './import-documents.ts'
import { countOfOutcome, type Import, importSentence, type OutcomeKind } from './import-words.ts'
import { type Outcome, type OutcomePage, outcomeColumns } from './outcome-columns.tsx'
import { OutcomeCounts } from './outcome-counts.tsx'
import { StopImport, TakeBack } from './take-back.tsx'

const pageSize = 200

/** An import while it runs and when it is done: every row of the file with what became of it. Live. */
export function ImportResult({ id, onAgain }: { id: string; onAgain(): void }): ReactElement {
  const [{ data, error }, again] = useQuery({ query: importQuery, variables: { id }, requestPolicy: 'cache-and-network' })
  const paused = useStore(pausedStore)
  const one = data?.node?.__typename === 'Import' ? data.node : null
  // Progress that somebody waits for is shown to the end, also while other live updates are paused.
  useSubscription({
    query: importSubscription,
    variables: { id },
    pause: paused && one?.status !== 'RUNNING' && (one?.undoProgress === null || one?.undoneAt !== null),
  })
  if (error && !one)
    return <ErrorState what="The import could not be loaded" {...faultOf(error)} onRetry={() => again({ requestPolicy: 'network-only' })} />
  if (data && !one) {
    return (
      <EmptyState title="There is no such import." actions={<Button onClick={onAgain}>Import a file</Button>}>
        The link may be old.
      </EmptyState>
    )
  }
  if (!one) return <Skeleton height={200} />
  return (
    <>
      <section className="card" aria-labelledby="result-title">
        <div className="card-title">
          <h2 id="result-title">
            <Bidi text={one.fileName} />
          </h2>
          <Button onClick={onAgain}>Import another file</Button>
        </div>
        <Result one={one} />
        <p className="muted sm">
          Started by {one.startedBy} <Time at={one.startedAt} as="full" />
          {one.finishedAt && `, took ${formatDuration(Date.parse(one.finishedAt) - Date.parse(one.startedAt))}`}
        </p>
      </section>
      <TakeBack one={one} />
      {one.rows > 0 && one.status !== 'RUNNING' && <Outcomes key={one.undoneAt} one={one} />}
    </>
  )
}

function Result({ one }: { one: Import }): ReactElement {
  if (one.status === 'RUNNING') {
    return (
      <div role="status" className="stack">
        <Progress
          label={`Importing: ${Math.round(one.progress * 100)} %, ${formatCount(one.rows)} rows so far`}
          value={one.progress}
          of={1}
        />
        <OutcomeCounts of={one} />
        <StopImport one={one} />
      </div>
    )
  }
  if (one.status === 'CANCELLED')
    return (
      <p role="status">
        <Verdict kind="warn">
          {one.failure ?? 'Stopped.'} {importSentence(one)}
        </Verdict>
      </p>
    )
  if (one.status === 'FAILED') return <Verdict kind="bad">The import failed{one.failure && `: ${one.failure}`}</Verdict>
  return (
    <>
      <p role="status">
        <Verdict kind="ok">{importSentence(one)}</Verdict>
      </p>
      {one.kind === 'LEADS' && one.undoneBy === null && (
        <div className="toolbar">
          <LinkButton href={`/runs?source=${encodeURIComponent(`import:${one.id}`)}`} tone="primary">
            Run these leads
          </LinkButton>
          <LinkButton href="/leads">All leads</LinkButton>
        </div>
      )}
    </>
  )
}

function Outcomes({ one }: { one: Import }): ReactElement {
  const [chosen, setChosen] = useState<OutcomeKind | null>(null)
  const client = useClient()
  const ask = (after: string | null) => ({ id: one.id, outcome: chosen === null ? null : [chosen], first: pageSize, after })
  const list = usePages(
    outcomesQuery,
    ask,
    (data) => {
      const page = data.node?.__typename === 'Import' ? data.node.outcomes : null
      return {
        rows: page?.edges.map((edge) => edge.node) ?? [],
        endCursor: page?.pageInfo.endCursor ?? null,
        hasNextPage: page?.pageInfo.hasNextPage ?? false,
        total: chosen === null ? one.rows : countOfOutcome(one, chosen),
      }
    },
    (row) => String(row.row),
  )
  const save = async (): Promise<void> => {
    const rows: Outcome[] = []
    let after: string | null = null
    do {
      const answer = await client.query(outcomesQuery, ask(after), { requestPolicy: 'network-only' }).toPromise()
      const page: OutcomePage | null = answer.data ? outcomesOf(answer.data) : null
      if (!page) {
        showToast({ id: 'results', tone: 'bad', text: 'The results could not be read to the end; no file was made.' })
        return
      }
      rows.push(...page.edges.map((edge) => edge.node))
      after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null
    } while (after !== null)
    const cells = rows.map((row) => [
      row.row,
      row.outcome,
      row.lead?.fullName ?? null,
      row.company,
      row.lead?.email ?? null,
      row.column,
      row.reason,
      row.undo,
      row.undoReason,
    ])
    download(
      `results-${one.fileName.replace(/\.\w+$/, '')}.csv`,
      toCsv(['Row', 'Outcome', 'Lead', 'Company', 'Email', 'Column', 'Why', 'Taken back', 'Why'], cells),
    )
  }
  return (
    <section className="card" aria-labelledby="outcomes-title">
      <div className="card-title">
        <h2 id="outcomes-title">Result per row</h2>
        <Button onClick={() => void save()}>Download results</Button>
      </div>
      <OutcomeCounts of={one} chosen={chosen} onChoose={setChosen} />
      {list.error && list.rows.length === 0 ? (
        <ErrorState what="The rows could not be loaded" {...faultOf(list.error)} onRetry={list.reload} />
      ) : list.rows.length === 0 && !list.loading ? (
        <p className="muted">No row came out like that.</p>
      ) : (
        <div className="outcome-table">
          <Table
            label="Result per row"
            columns={outcomeColumns}
            rows={list.rows}
            keyOf={(row) => String(row.row)}
            phoneRowHeight={88}
            listKey={chosen ?? ''}
            {...(list.total === null ? {} : { total: list.total + 1 })}
            onEnd={list.more}
          />
        </div>
      )}
    </section>
  )
}

function outcomesOf(data: ResultOf<typeof outcomesQuery>): OutcomePage | null {
  return data.node?.__typename === 'Import' ? data.node.outcomes : null
}
