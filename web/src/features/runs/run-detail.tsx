import type { ReactElement } from 'react'
import { useMutation, useSubscription } from 'urql'
import { pausedStore } from '../../lib/connection.ts'
import { formatCount, formatDuration } from '../../lib/formats.ts'
import { newId } from '../../lib/new-id.ts'
import { businessNow, useNow } from '../../lib/now.ts'
import { refusedOf } from '../../lib/refused.ts'
import { useScope } from '../../lib/scope.ts'
import { useStore } from '../../lib/store.ts'
import { announce } from '../../ui/announcer.tsx'
import { Button } from '../../ui/button.tsx'
import { Verdict } from '../../ui/chip.tsx'
import { Progress } from '../../ui/states.tsx'
import { Time } from '../../ui/time.tsx'
import { showToast } from '../../ui/toasts.tsx'
import { cancelRun, runSubscription } from './run-documents.ts'
import { type Run, runVerdict, type Stage, sourceWords, stageReasons, stageWord } from './run-words.ts'

/** One run: what came in and out of each of the six stages, what was skipped or failed and why, how long it took. Live. */
export function RunDetail({ run }: { run: Run }): ReactElement {
  const paused = useStore(pausedStore)
  const running = run.status === 'RUNNING'
  useSubscription({ query: runSubscription, variables: { id: run.id }, pause: paused || !running })
  // Moves at least once a minute, and with everything that comes in.
  useNow()
  const [{ fetching }, cancel] = useMutation(cancelRun)
  const mayRun = useScope('operate')
  const [kind, words] = runVerdict(run)
  const endedAt = run.finishedAt ? Date.parse(run.finishedAt) : businessNow()
  const last = run.stages.at(-1)
  const through = (last?.left ?? 0) + run.stages.reduce((sum, stage) => sum + stage.skipped + stage.failed, 0)

  const stop = async (): Promise<void> => {
    const { data, error } = await cancel({ input: { runId: run.id, clientMutationId: newId() } })
    const why = refusedOf(data?.cancelPipelineRun, 'CancelPipelineRunSuccess', error)
    if (why) showToast({ id: 'cancel', tone: 'bad', text: `Not cancelled. ${why.message}` })
    else announce('The run is cancelled. What it has done stays.')
  }
  return (
    <section className="card" aria-labelledby="run-title">
      <div className="card-title">
        <h2 id="run-title" tabIndex={-1}>
          <Verdict kind={kind}>{words}</Verdict>
        </h2>
        {running && (
          <Button
            refusal={mayRun ? (fetching ? 'Already on its way.' : null) : 'Cancelling needs the scope operate.'}
            onClick={() => void stop()}
          >
            Cancel run
          </Button>
        )}
      </div>
      <dl className="pairs">
        <dt>Run</dt>
        <dd>
          <code>{run.key}</code>
        </dd>
        <dt>Source</dt>
        <dd>
          {sourceWords(run.source)}
          {run.limit !== null && `, at most ${formatCount(run.limit)}`}
        </dd>
        <dt>Started</dt>
        <dd>
          <Time at={run.startedAt} as="full" /> by {run.startedBy}
        </dd>
        <dt>{running ? 'Running for' : 'Took'}</dt>
        <dd className="number">{formatDuration(Math.max(0, endedAt - Date.parse(run.startedAt)))}</dd>
        <dt>Leads</dt>
        <dd className="number">
          {formatCount(run.leads)} · {formatCount(run.approved)} approved · {formatCount(run.sent)} sent · {formatCount(run.proven)} proven
        </dd>
      </dl>
      {run.failure && (
        <p>
          <Verdict kind="bad">{run.failure}</Verdict>
        </p>
      )}
      {running && run.leads > 0 && (
        <Progress
          label={`${formatCount(Math.min(through, run.leads))} of ${formatCount(run.leads)} leads through`}
          value={Math.min(through, run.leads)}
          of={run.leads}
        />
      )}
      <div>
        <table className="small-table run-stages" aria-label="Stages">
          <thead>
            <tr>
              <th scope="col">Stage</th>
              <th scope="col">State</th>
              <th scope="col" data-align="end">
                In
              </th>
              <th scope="col" data-align="end">
                Out
              </th>
              <th scope="col" data-align="end">
                Skipped
              </th>
              <th scope="col" data-align="end">
                Failed
              </th>
              <th scope="col" data-align="end" data-phone="off">
                Time
              </th>
            </tr>
          </thead>
          <tbody>
            {run.stages.map((stage) => (
              <StageRows key={stage.stage} stage={stage} running={running} />
            ))}
          </tbody>
        </table>
      </div>
    </section>
  )
}

function StageRows({ stage, running }: { stage: Stage; running: boolean }): ReactElement {
  const reasons = stageReasons(stage.reasons)
  const state =
    stage.passed === null ? (
      <Verdict kind={running && stage.waiting > 0 ? 'inFlight' : 'skipped'}>
        {running && stage.waiting > 0
          ? `At work, ${formatCount(stage.waiting)} wait`
          : running
            ? stage.entered > 0
              ? 'Through so far'
              : 'Waits'
            : 'Not reached'}
      </Verdict>
    ) : (
      <Verdict kind={stage.passed ? 'ok' : 'bad'}>{stage.passed ? 'Passed' : 'Failed'}</Verdict>
    )
  return (
    <tr>
      <th scope="row">{stageWord(stage.stage)}</th>
      <td>
        {state}
        {stage.failure && <p className="muted">{stage.failure}</p>}
        {reasons.length > 0 && (
          <ul className="stage-reasons">
            {reasons.map((reason) => (
              <li key={reason.code + reason.words} title={reason.code}>
                <span className="number">{formatCount(reason.count)}</span> {reason.words}
              </li>
            ))}
          </ul>
        )}
      </td>
      <td data-align="end">{formatCount(stage.entered)}</td>
      <td data-align="end">{formatCount(stage.left)}</td>
      <td data-align="end">{formatCount(stage.skipped)}</td>
      <td data-align="end">{formatCount(stage.failed)}</td>
      <td data-align="end" data-phone="off">
        {stage.entered === 0 || stage.durationMs === null ? '–' : formatDuration(stage.durationMs)}
      </td>
    </tr>
  )
}
