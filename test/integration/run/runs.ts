import type { TestApi } from '../../harness/api.ts'
import { eventually } from '../../harness/runner.ts'

export type Stage = {
  stage: string
  passed: boolean | null
  entered: number
  left: number
  waiting: number
  skipped: number
  failed: number
  durationMs: number | null
  reasons: Record<string, number>
}
export type Run = { id: string; key: string; status: string; failure: string | null; leads: number; errors: number; stages: Stage[] }

const fields = 'id key status failure leads errors stages { stage passed entered left waiting skipped failed durationMs reasons }'

/** Starts a run as a client does; answers it, or the error's type and message. */
export async function startRun(
  api: TestApi,
  key: string,
  input: Record<string, unknown>,
): Promise<{ run?: Run; __typename: string; message?: string }> {
  const { data, errors } = await api.ask<{ runPipeline: { run?: Run; __typename: string; message?: string } }>(
    key,
    `mutation ($input: RunPipelineInput!) { runPipeline(input: $input) { __typename ... on RunPipelineSuccess { run { ${fields} } } ... on UserError { message } } }`,
    { input },
  )
  if (!data) throw new Error(JSON.stringify(errors))
  return data.runPipeline
}

export async function readRun(api: TestApi, key: string, id: string): Promise<Run> {
  const { data, errors } = await api.ask<{ pipelineRun: Run }>(key, `query ($id: ID!) { pipelineRun(id: $id) { ${fields} } }`, { id })
  if (!data) throw new Error(JSON.stringify(errors))
  return data.pipelineRun
}

/** Waits for the end of a run. */
export function finishedRun(api: TestApi, key: string, id: string, withinMs = 110_000): Promise<Run> {
  return eventually(
    async () => {
      const run = await readRun(api, key, id)
      return run.status === 'RUNNING' ? null : run
      // Counting a run of thousands costs the database what the run itself needs.
    },
    withinMs,
    250,
  )
}

/** What must hold of every finished run: what left a stage entered the next, and nobody is unaccounted for. */
export function faultsOf(run: Run): string[] {
  return run.stages.flatMap((stage, place) => {
    const before = run.stages[place - 1]
    return [
      ...(stage.entered === stage.left + stage.waiting + stage.skipped + stage.failed
        ? []
        : [`${stage.stage}: ${stage.entered} went in, others came out`]),
      ...(before === undefined || before.left === stage.entered
        ? []
        : [`${before.left} left ${before.stage}, ${stage.entered} entered ${stage.stage}`]),
      ...(stage.waiting === 0 ? [] : [`${stage.stage}: ${stage.waiting} wait`]),
    ]
  })
}
