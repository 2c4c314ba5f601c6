import { setTimeout as sleep } from 'node:timers/promises'
import { askApi, successOf } from './ask-api.ts'
import { type Command, exitCodes, textOption, wholeOption } from './command.ts'
import { confirmInProduction, confirmOptions } from './confirm.ts'
import { asciiJson } from './plain-ascii.ts'

type Stage = {
  stage: string
  entered: number
  left: number
  skipped: number
  failed: number
  waiting: number
  passed: boolean | null
  durationMs: number | null
  failure: string | null
  reasons: Record<string, number>
}
type Run = { id: string; key: string; status: string; failure: string | null; leads: number; errors: number; stages: Stage[] }

const fields = 'id key status failure leads errors stages { stage entered left skipped failed waiting passed durationMs failure reasons }'
const begin = `mutation ($input: RunPipelineInput!) { runPipeline(input: $input) {
  ... on RunPipelineSuccess { run { ${fields} } } ... on UserError { code message } } }`

export const runPipeline: Command = {
  name: 'run',
  summary: 'Runs leads through the six stages, from a source to the review queue, and waits for the end. Nothing is sent.',
  options: {
    ...confirmOptions,
    source: {
      type: 'string',
      value: 'NAME',
      description: 'A target list of the settings, or "new": imported leads that no run has taken. Default: default.',
    },
    limit: { type: 'string', value: 'N', description: 'The most leads.' },
  },
  async run(options, surroundings) {
    const limit = wholeOption(options, 'limit', 1)
    const input = { source: textOption(options, 'source') ?? 'default', ...(limit === null ? {} : { limit }) }
    await confirmInProduction(options, surroundings, 'A run may spend credits at providers.')
    const begun = await askApi<{ runPipeline: { run: Run } | { message: string } }>(options, surroundings, begin, { input })
    let run = successOf(begun.runPipeline).run
    surroundings.tell(`Run ${run.key}`)
    let told = ''
    while (run.status === 'RUNNING') {
      await sleep(500)
      run = (
        await askApi<{ pipelineRun: Run }>(options, surroundings, `query ($id: ID!) { pipelineRun(id: $id) { ${fields} } }`, { id: run.id })
      ).pipelineRun
      const now = run.stages.map(({ stage, left, waiting }) => `${stage} ${left}${waiting > 0 ? ` (${waiting} wait)` : ''}`).join('  ')
      if (now !== told) surroundings.tell(now)
      told = now
    }
    const passed = run.stages.filter((stage) => stage.passed === true).length
    if (options.json === true) surroundings.print(asciiJson(run))
    else {
      for (const { stage, entered, left, skipped, failed, durationMs, reasons, failure } of run.stages) {
        const why = Object.entries(reasons)
          .map(([code, count]) => `${code} ${count}`)
          .join(', ')
        surroundings.print(
          `${stage.padEnd(9)} in ${String(entered).padStart(6)}  out ${String(left).padStart(6)}  skipped ${String(skipped).padStart(5)}  failed ${String(failed).padStart(4)}  ${String(durationMs ?? 0).padStart(6)} ms  ${failure ?? why}`,
        )
      }
      surroundings.print(
        `${passed}/6 PASS  ${run.leads} leads, ${run.errors} errors, ${run.status}${run.failure === null ? '' : `: ${run.failure}`}`,
      )
    }
    return run.status === 'SUCCEEDED' && passed === 6 ? exitCodes.good : exitCodes.bad
  },
}
