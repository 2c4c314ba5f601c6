import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { newToken, tokenHash } from '@swarm/api/auth/secrets'
import { createWriter } from '@swarm/db/write'
import { createLog } from '@swarm/jobs/log'
import { createWaker } from '@swarm/jobs/queue/wake'
import { runPipeline } from '@swarm/jobs/runs/run-pipeline'
import { hookSecretHeader } from '@swarm/jobs/signals/hook-header'
import { fittingFacts, makeLeads } from '../harness/make-leads.ts'
import { startApiProcess } from '../harness/served.ts'
import { payload } from '../integration/signals/sent-leads.ts'
import { ask } from './ask.ts'
import { startRunnerVictim } from './bench-runner.ts'
import { cpuMs, peakMb, writtenMs } from './cost.ts'
import { figuresOf, percentile } from './figures.ts'
import { type Hammered, hammer } from './hammer.ts'
import { startKept } from './kept.ts'
import { fewLeads, manyLeads } from './leads-data.ts'
import { printRow } from './rows.ts'

/**
 * Everything at once on 1,000,000 leads, until a run of 10,000 is over: webhooks on 64 connections at a pace, decay in the same runner as the
 * run, analysts' heavy queries, and reviewers who open the queue: `npm run bench -- mixed --rate 320 --leads 10000`; `--few` on 10,000 leads.
 * Webhooks and the queue are measured alone first, once both have been asked for before: the first request of a process compiles what it is asked and opens connections.
 * Reviewers may decide, so theirs are not the connections of analysts, who only read (docs/decisions/0046).
 */
const { values } = parseArgs({
  options: {
    rate: { type: 'string', default: '320' },
    leads: { type: 'string', default: '10000' },
    seconds: { type: 'string', default: '10' },
    few: { type: 'boolean', default: false },
  },
})
const connections = 64
const secret = 'a webhook secret for a benchmark'
const operator = { kind: 'user', id: 'bench', name: 'bench', scopes: ['operate'] } as const
const queue = '{ queue(first: 50) { edges { node { id subject tier lead { id fullName company { name } } } } } }'
/** Whole tables are read by each of them. */
const heavy = [
  '{ funnel { stage count statuses } }',
  '{ leads(first: 200, filter: { search: "zoe" }) { totalCount edges { node { id company { name } timeline(first: 3) { edges { node { summary } } } } } } }',
  `{ funnel(asOf: "${new Date(Date.now() - 30 * 86_400_000).toISOString()}") { stage count } }`,
]
/** An operation is cancelled at 10 s (api.md); this much later its answer must be there. */
const mostAnalystMs = 11_000
/** Longest that the run may take before it is given up. */
const longestMs = 240_000

const server = await startKept()
const database = await server.copy(values.few ? fewLeads : manyLeads)
const writer = createWriter({
  url: database.urls.superuser,
  name: 'bench',
  maxConnections: 4,
  statementTimeoutMs: 120_000,
  onConnectionError: () => {},
})
const api = await startApiProcess(database, { INSTANTLY_WEBHOOK_SECRET: secret })
const runner = await startRunnerVictim(database, {
  QUEUES: 'advance-run,sweep-runs,apply-deliveries,detect-decay',
  INSTANTLY_WEBHOOK_SECRET: secret,
})
const waker = await createWaker(database.urls.api, createLog('bench', 'silent'))
try {
  const count = Number(values.leads)
  for (let made = 0; made < count; made += 5_000)
    await makeLeads(
      writer,
      Array.from({ length: Math.min(5_000, count - made) }, (_, nth) => fittingFacts(made + nth)),
    )
  const leadIds = (await writer.pool.query<{ id: string }>(`select id from lead where source = 'csv'`)).rows.map(({ id }) => id)

  const campaignId = randomUUID()
  let events = 0
  const body = () => JSON.stringify(payload('email_opened', { email: `p${++events}@bench.example`, campaignId }))
  const ingest = (milliseconds: number): Promise<Hammered> =>
    hammer(
      { ...api, path: '/webhooks/instantly', headers: { [hookSecretHeader]: secret } },
      { connections, milliseconds, body, everyMs: (connections / Number(values.rate)) * 1_000 },
    )
  const reviewer = newToken()
  await writer.pool.query(
    `insert into api_key (name, prefix, key_hash, scopes, created_by) values ('reviewer', 'bench-', $1, '{read,review}', 'bench')`,
    [Buffer.from(tokenHash(reviewer))],
  )
  /** Somebody who opens the queue ten times a second. */
  const review = async (over: AbortSignal): Promise<number[]> => {
    const took: number[] = []
    while (!over.aborted) {
      took.push((await ask(api, queue, reviewer)).tookMs)
      await sleep(100)
    }
    return took
  }
  /** An analyst who asks one heavy thing after another. What is cancelled at its limit has its answer too. */
  const analyse = async (over: AbortSignal): Promise<{ took: number[]; cancelled: number }> => {
    const took: number[] = []
    let cancelled = 0
    for (let turn = 0; !over.aborted; turn++) {
      const began = performance.now()
      await ask(api, heavy[turn % heavy.length] ?? '').catch((error: unknown) => {
        if (!String(error).includes('cancelled')) throw error
        cancelled++
      })
      took.push(performance.now() - began)
    }
    return { took, cancelled }
  }

  // Alone: first once without measuring, what analysts ask too: a question that is new to a process is compiled by it.
  for (const question of heavy) await ask(api, question)
  const warmOver = new AbortController()
  const reviewedFirst = review(warmOver.signal)
  const warm = await ingest(2_000)
  warmOver.abort()
  await reviewedFirst
  const aloneOver = new AbortController()
  const reviewedAlone = review(aloneOver.signal)
  const alone = await ingest(Number(values.seconds) * 1_000)
  aloneOver.abort()
  const queueAlone = await reviewedAlone

  const over = new AbortController()
  const loadBeganMs = cpuMs(process.pid)
  const began = performance.now()
  const { runId } = await runPipeline(writer, operator, { leadIds })
  await waker.wake('advanceRun', { runId }, runId)
  const runEnds = (async () => {
    for (;;) {
      const { rows } = await writer.pool.query<{ status: string }>('select status from pipeline_run where id = $1', [runId])
      if (rows[0]?.status !== 'RUNNING') return rows[0]?.status ?? 'gone'
      if (performance.now() - began > longestMs) return 'not over'
      await sleep(250)
    }
  })()
  await waker.wake('detectDecay', {}, 'bench')
  const reviewed = review(over.signal)
  const analysed = Promise.all([analyse(over.signal), analyse(over.signal)])
  const hammered: Hammered[] = []
  const load = (async () => {
    while (!over.signal.aborted) hammered.push(await ingest(2_000))
  })()
  const ran = await runEnds
  const seconds = (performance.now() - began) / 1_000
  const loadShare = (cpuMs(process.pid) - loadBeganMs) / (seconds * 1_000)
  over.abort()
  const [queueTook, analysts] = [await reviewed, await analysed]
  await load

  const answered = [warm, alone, ...hammered].reduce((sum, one) => sum + one.answered, 0)
  const kept = await writer.pool.query<{ count: number }>(
    `select count(*)::int as count from delivery where position(convert_to($1, 'UTF8') in body) > 0`,
    [campaignId],
  )
  const decayed = await writer.pool.query<{ moved: number }>(
    `select count(*)::int as moved from timeline_entry where kind = 'status' and actor = 'clock' and id >= uuid_v7_floor(business_now() - interval '1 day')`,
  )
  const moved = decayed.rows[0]?.moved ?? 0
  const took = hammered.flatMap((one) => one.took)
  const analystTook = analysts.flatMap((one) => one.took)
  process.stdout.write(`  ${figuresOf('queue alone', queueAlone)}\n  ${figuresOf('queue with everything beside it', queueTook)}\n`)
  process.stdout.write(`  ${figuresOf('webhooks alone', alone.took)}\n  ${figuresOf('webhooks with everything beside them', took)}\n`)
  process.stdout.write(`  ${figuresOf('analysts', analystTook)}; ${analysts.reduce((sum, one) => sum + one.cancelled, 0)} cancelled\n`)
  const queueP99 = percentile(queueTook, 0.99)
  const slower = percentile(took, 0.99) / alone.p99Ms
  const slowest = Math.max(...analystTook)
  const isGood = printRow({
    row: 'mixed',
    unit: 'ms, p99 of the queue',
    ours: [queueP99],
    reference: [percentile(queueAlone, 0.99)],
    goal: null,
    also: [
      { what: 'p99 of the reviewers’ queue (goal < 100 ms)', value: writtenMs(queueP99), isGood: queueP99 < 100 },
      { what: 'p99 of webhooks against alone (goal ≤ 4)', value: slower.toFixed(2), isGood: slower <= 4 },
      {
        what: 'webhooks answered and kept',
        value: `${answered} and ${kept.rows[0]?.count}`,
        isGood: (kept.rows[0]?.count ?? 0) >= answered,
      },
      { what: `slowest answer to an analyst (limit 10 s)`, value: writtenMs(slowest), isGood: slowest < mostAnalystMs },
      { what: 'leads that decay moved meanwhile', value: moved.toLocaleString('en'), isGood: moved > 0 },
      { what: `run of ${count} leads`, value: `${ran} after ${seconds.toFixed(0)} s`, isGood: ran === 'SUCCEEDED' },
      {
        what: 'most memory of API and runner (goal < 400 MB)',
        value: `${Math.round(peakMb(api.victim.pid))} and ${Math.round(peakMb(runner.pid))} MB`,
        isGood: Math.max(peakMb(api.victim.pid), peakMb(runner.pid)) < 400,
      },
    ],
    cost: [{ what: 'processor time of this program, which makes the load', value: `${(loadShare * 100).toFixed(0)} % of one core` }],
  })
  if (!isGood) process.exitCode = 1
} finally {
  runner.kill('SIGTERM')
  await runner.ended
  await api.stop()
  await waker.stop()
  await writer.end()
  await database.drop()
  await server.stop()
}
