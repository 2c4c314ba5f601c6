import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { createWriter, type Writer } from '@swarm/db/write'
import { createLog } from '@swarm/jobs/log'
import { createWaker, type Waker } from '@swarm/jobs/queue/wake'
import { runPipeline } from '@swarm/jobs/runs/run-pipeline'
import type { TestDatabase } from '../harness/database.ts'
import { startSandbox } from '../sandbox/start-sandbox.ts'
import { startRunnerVictim } from './bench-runner.ts'
import { cpuMs, databaseCpuMs, peakMb, writtenMs } from './cost.ts'
import { keptFolder, startKept } from './kept.ts'
import { people } from './people-data.ts'
import { middle, printRow } from './rows.ts'

/**
 * Leads with the facts of an export through the six stages by the real runner: `npm run bench -- pipeline --rounds 3 --most 30000`. Then the
 * growth of the cost from 1,000 to `--most` leads (100,000 is the whole of it), and the share of Apollo's rate that a run uses while each of its
 * answers takes 300 ms (`--apollo 400` people; 0 leaves it out).
 */
const { values } = parseArgs({
  options: {
    leads: { type: 'string', default: '10000' },
    rounds: { type: 'string', default: '3' },
    most: { type: 'string', default: '30000' },
    apollo: { type: 'string', default: '400' },
  },
})
const few = 1_000
const operator = { kind: 'user', id: 'bench', name: 'bench', scopes: ['operate'] } as const
/** Matches that Apollo's plan allows in a second: 1,000 a minute. */
const allowedPerSecond = 1_000 / 60

/** Starts a run and waits for its end; seconds. Throws when it did not succeed. */
async function runToEnd(
  writer: Writer,
  waker: Waker,
  input: { source: string; limit: number },
): Promise<{ seconds: number; runId: string }> {
  const began = performance.now()
  const { runId } = await runPipeline(writer, operator, input)
  await waker.wake('advanceRun', { runId }, runId)
  for (;;) {
    const { rows } = await writer.pool.query<{ status: string; failure: string | null }>(
      'select status, failure from pipeline_run where id = $1',
      [runId],
    )
    const [run] = rows
    if (run && run.status !== 'RUNNING') {
      if (run.status !== 'SUCCEEDED') throw new Error(`the run ended ${run.status}: ${run.failure}`)
      return { seconds: (performance.now() - began) / 1000, runId }
    }
    await sleep(50)
  }
}

/** One run on a database of its own: leads a second, and the processor time of runner and database for each. */
async function measure(database: TestDatabase, limit: number) {
  const runner = await startRunnerVictim(database, { QUEUES: 'advance-run,sweep-runs' })
  const writer = createWriter({ url: database.urls.superuser, name: 'bench', maxConnections: 2, onConnectionError: () => {} })
  const waker = await createWaker(database.urls.api, createLog('bench', 'silent'))
  try {
    // Compiled code and prepared statements are what a runner that works has.
    await runToEnd(writer, waker, { source: 'new', limit: 500 })
    const before = { runner: cpuMs(runner.pid), database: databaseCpuMs(keptFolder) }
    const { seconds, runId } = await runToEnd(writer, waker, { source: 'new', limit })
    const spent = { runner: cpuMs(runner.pid) - before.runner, database: databaseCpuMs(keptFolder) - before.database }
    const { rows } = await writer.pool.query<{ stage: string; ms: number }>(
      `select stage::text, round(extract(epoch from finished_at - started_at) * 1000)::int as ms from pipeline_run_stage where run_id = $1 order by pipeline_run_stage.stage`,
      [runId],
    )
    const { rows: left } = await writer.pool.query<{ drafts: number }>(
      `select count(*)::int as drafts from draft where run_id = $1 and status = 'PENDING'`,
      [runId],
    )
    process.stdout.write(
      `  ${limit} leads in ${seconds.toFixed(1)} s, ${left[0]?.drafts} drafts; CPU a lead ${writtenMs(spent.runner / limit)} of the runner, ${writtenMs(spent.database / limit)} of the database; stages ended after ${rows.map(({ stage, ms }) => `${stage} ${ms} ms`).join(', ')}\n`,
    )
    return { perSecond: limit / seconds, runner: spent.runner / limit, database: spent.database / limit, peak: peakMb(runner.pid) }
  } finally {
    runner.kill('SIGTERM')
    await runner.ended
    await waker.stop()
    await writer.end()
  }
}

/** Share of Apollo's rate of matches that a run uses while each answer takes 300 ms. */
async function shareOfRate(database: TestDatabase, count: number): Promise<number> {
  const sandbox = await startSandbox({ delays: { minMs: 300, maxMs: 300 }, people: Math.max(2_000, count * 3) })
  const runner = await startRunnerVictim(database, {
    QUEUES: 'advance-run,sweep-runs',
    APOLLO_BASE_URL: `${sandbox.url}/apollo/api/v1`,
    APOLLO_API_KEY: 'sandbox-apollo-key',
  })
  const writer = createWriter({ url: database.urls.superuser, name: 'bench', maxConnections: 2, onConnectionError: () => {} })
  const waker = await createWaker(database.urls.api, createLog('bench', 'silent'))
  try {
    await runToEnd(writer, waker, { source: 'default', limit: count })
    const response = await fetch(`${sandbox.url}/_control/requests?provider=apollo&path=people/match`)
    const { items } = (await response.json()) as { items: { at: string }[] }
    const at = items.map((item) => Date.parse(item.at)).sort((a, b) => a - b)
    // From the first call to the last: a rate has nothing to do with how a run begins and ends.
    const seconds = ((at.at(-1) ?? 0) - (at[0] ?? 0)) / 1000
    return (at.length - 1) / seconds / allowedPerSecond
  } finally {
    runner.kill('SIGTERM')
    await runner.ended
    await waker.stop()
    await writer.end()
    await sandbox.stop()
  }
}

const server = await startKept()
try {
  const leads = Number(values.leads)
  const most = Number(values.most)
  const onCopy = async <T>(work: (database: TestDatabase) => Promise<T>): Promise<T> => {
    const database = await server.copy(people)
    try {
      return await work(database)
    } finally {
      await database.drop()
    }
  }
  const rounds: Awaited<ReturnType<typeof measure>>[] = []
  const small: Awaited<ReturnType<typeof measure>>[] = []
  for (let round = 0; round < Number(values.rounds); round++) {
    small.push(await onCopy((database) => measure(database, few)))
    rounds.push(await onCopy((database) => measure(database, leads)))
  }
  const large = most > leads ? await onCopy((database) => measure(database, most)) : rounds.at(-1)
  const whole = (one: { runner: number; database: number }) => one.runner + one.database
  // Total cost grows with leads to this power: 1 is as many times the cost as there are times the leads.
  const exponent =
    1 +
    Math.log(whole(large ?? { runner: Number.NaN, database: Number.NaN }) / middle(small.map(whole))) /
      Math.log(Math.max(most, leads) / few)
  const apollo = Number(values.apollo)
  const share = apollo > 0 ? await onCopy((database) => shareOfRate(database, apollo)) : null
  const cpu = middle(rounds.map(({ runner }) => runner))
  const rate = middle(rounds.map(({ perSecond }) => perSecond))
  const peak = Math.max(...rounds.map((one) => one.peak), large?.peak ?? 0)
  const isGood = printRow({
    row: 'pipeline',
    unit: 'leads a second',
    ours: rounds.map(({ perSecond }) => perSecond),
    reference: [],
    goal: null,
    also: [
      { what: 'leads a second (goal ≥ 1,500)', value: Math.round(rate).toLocaleString('en'), isGood: rate >= 1_500 },
      { what: 'CPU of the runner for a lead (goal < 0.5 ms)', value: writtenMs(cpu), isGood: cpu < 0.5 },
      {
        what: `growth of the cost from ${few} to ${Math.max(most, leads)} leads, exponent (goal ≤ 1.05)`,
        value: exponent.toFixed(3),
        isGood: exponent <= 1.05,
      },
      { what: 'most memory of the runner (goal < 400 MB)', value: `${Math.round(peak)} MB`, isGood: peak < 400 },
      ...(share === null
        ? []
        : [{ what: 'share of Apollo’s rate that is used, 300 ms an answer (goal ≥ 0.9)', value: share.toFixed(3), isGood: share >= 0.9 }]),
    ],
    cost: [{ what: 'CPU of the database for a lead', value: writtenMs(middle(rounds.map(({ database }) => database))) }],
  })
  if (!isGood) process.exitCode = 1
} finally {
  await server.stop()
}
