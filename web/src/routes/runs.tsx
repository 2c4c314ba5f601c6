import { type ReactElement, useEffect, useState } from 'react'
import { useQuery } from 'urql'
import { Link, useSearchParams } from 'wouter'
import { ExportButton } from '../features/export/export-button.tsx'
import { RunDetail } from '../features/runs/run-detail.tsx'
import { runQuery, runsQuery } from '../features/runs/run-documents.ts'
import { cleanStreak, finishedRuns, type Run, runVerdict, sourceWords } from '../features/runs/run-words.ts'
import { StartRun } from '../features/runs/start-run.tsx'
import { onReconnected } from '../lib/connection.ts'
import { faultOf } from '../lib/fault.ts'
import { formatCount } from '../lib/formats.ts'
import { Bidi } from '../ui/bidi.tsx'
import { Button } from '../ui/button.tsx'
import { Verdict } from '../ui/chip.tsx'
import { LinkButton } from '../ui/link-button.tsx'
import '../ui/page.css'
import { EmptyState, ErrorState, Skeleton } from '../ui/states.tsx'
import { Time } from '../ui/time.tsx'
import './runs.css'

const pageSize = 30
/** Runs that others start are looked for this often, in milliseconds; the open one is live. */
const againMs = 10_000

/** The scorecard: every run with its six stages, how many in a row were clean, and a new one. */
export function RunsPage(): ReactElement {
  const [address, setAddress] = useSearchParams()
  const [after, setAfter] = useState<string | null>(null)
  const [{ data, error }, again] = useQuery({ query: runsQuery, variables: { first: pageSize, after }, requestPolicy: 'cache-and-network' })
  const wanted = address.get('run')
  const runs = data?.pipelineRuns.edges.map((edge) => edge.node) ?? []
  const [{ data: one, error: oneError, fetching: isAsked }, oneAgain] = useQuery({
    query: runQuery,
    variables: { id: wanted ?? '' },
    pause: wanted === null,
    requestPolicy: 'cache-and-network',
  })
  useEffect(
    () =>
      onReconnected(() => {
        again({ requestPolicy: 'network-only' })
        oneAgain({ requestPolicy: 'network-only' })
      }),
    [again, oneAgain],
  )
  useEffect(() => {
    const timer = setInterval(() => {
      if (!document.hidden && after === null) again({ requestPolicy: 'network-only' })
    }, againMs)
    return () => clearInterval(timer)
  }, [again, after])
  const open = wanted === null ? (runs[0] ?? null) : (runs.find((run) => run.id === wanted) ?? one?.pipelineRun ?? null)
  const streak = cleanStreak(runs)

  return (
    <div className="runs-page">
      <div className="stack">
        <StartRun
          key={address.get('source')}
          from={address.get('source') ?? 'new'}
          onStarted={(id) => {
            setAddress({ run: id })
            again({ requestPolicy: 'network-only' })
          }}
        />
        <section className="card" aria-labelledby="runs-title">
          <div className="card-title">
            <h2 id="runs-title">Runs</h2>
            <ExportButton list="runs" variables={{}} isEmpty={runs.length === 0} />
          </div>
          {finishedRuns(runs).length > 0 && (
            <p>
              <Verdict kind={streak > 0 ? 'ok' : 'warn'}>
                {streak === 0 ? 'The newest run was not clean' : `${formatCount(streak)} clean in a row`}
              </Verdict>
            </p>
          )}
          {error && runs.length === 0 ? (
            <ErrorState what="The runs could not be loaded" {...faultOf(error)} onRetry={() => again({ requestPolicy: 'network-only' })} />
          ) : !data ? (
            <div role="status" aria-label="Loading runs" className="stack">
              <Skeleton height={48} />
              <Skeleton height={48} />
            </div>
          ) : (
            <ul className="row-list">
              {runs.map((run) => (
                <li key={run.id}>
                  <RunLink run={run} current={run.id === open?.id} />
                </li>
              ))}
            </ul>
          )}
          {data?.pipelineRuns.pageInfo.hasNextPage && (
            <Button onClick={() => setAfter(data.pipelineRuns.pageInfo.endCursor)}>Show earlier ones</Button>
          )}
        </section>
      </div>
      {open ? (
        <RunDetail key={open.id} run={open} />
      ) : oneError && wanted !== null ? (
        <ErrorState
          what="This run could not be loaded"
          {...faultOf(oneError)}
          onRetry={() => oneAgain({ requestPolicy: 'network-only' })}
        />
      ) : wanted !== null && !isAsked && one?.pipelineRun === null ? (
        <EmptyState title="There is no such run." actions={<LinkButton href="/runs">Show the newest</LinkButton>}>
          Its link may be of another installation.
        </EmptyState>
      ) : data && wanted === null ? (
        <EmptyState title="No run yet.">
          A run takes leads through six stages and puts the drafts into the queue. Start one here.
        </EmptyState>
      ) : (
        !error && <Skeleton height={320} />
      )}
    </div>
  )
}

function RunLink({ run, current }: { run: Run; current: boolean }): ReactElement {
  const [kind, words] = runVerdict(run)
  return (
    <Link href={`/runs?run=${run.id}`} className="run-link" aria-current={current ? 'true' : undefined}>
      <span>
        <Verdict kind={kind}>{words}</Verdict>
        <Time at={run.startedAt} />
      </span>
      <span className="muted">
        <Bidi clip text={sourceWords(run.source)} />
        <span className="number">{run.leads === 1 ? '1 lead' : `${formatCount(run.leads)} leads`}</span>
      </span>
    </Link>
  )
}
