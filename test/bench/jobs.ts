import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { createWriter } from '@swarm/db/write'
import { createLog } from '@swarm/jobs/log'
import { contracts } from '@swarm/jobs/queue/contracts'
import { createWaker } from '@swarm/jobs/queue/wake'
import { PgBoss } from 'pg-boss'
import { startTestPostgres } from '../harness/test-postgres.ts'
import { startTestRunner } from '../integration/queue/test-runner.ts'
import { databaseCpuMs, writtenMs } from './cost.ts'
import { percentile } from './figures.ts'
import { middle, printRow } from './rows.ts'

/**
 * Empty jobs through our contracts and runner, and through bare pg-boss with the same batch: `npm run bench -- jobs --jobs 20000 --rounds 3`.
 * Then one job at a time, from its wake-up to its handler.
 */
const { values } = parseArgs({ options: { jobs: { type: 'string', default: '20000' }, rounds: { type: 'string', default: '3' } } })
const count = Number(values.jobs)
const pickUps = 200
/** Jobs that are put in with one statement. */
const insertedAtOnce = 5_000
const { name: queue, batchSize, retry } = contracts.importFile
const bareQueue = 'bench-bare'

const folder = mkdtempSync(join(tmpdir(), 'swarm-bench-'))
const server = await startTestPostgres(folder, { isDurable: true })
const { urls } = await server.clone()
const writer = createWriter({ url: urls.jobs, name: 'bench', maxConnections: 4, onConnectionError: () => {} })
const boss = new PgBoss({ connectionString: urls.superuser, max: 4, supervise: false, schedule: false, useListenNotify: true })
boss.on('error', () => {})
await boss.start()
await boss.createQueue(bareQueue, {
  notify: true,
  policy: 'short',
  retryLimit: retry.limit,
  retryDelay: retry.delaySeconds,
  retryBackoff: true,
  expireInSeconds: retry.expireSeconds,
})

/** Fills a queue, lets `work` empty it, and gives jobs a second and the processor time of both sides for one job, in milliseconds. */
async function round(
  name: string,
  work: (done: () => void) => Promise<() => Promise<unknown>>,
): Promise<{ perSecond: number; cpu: number }> {
  for (let made = 0; made < count; made += insertedAtOnce)
    await boss.insert(
      name,
      Array.from({ length: Math.min(insertedAtOnce, count - made) }, () => {
        const importId = randomUUID()
        return { data: { importId }, singletonKey: importId }
      }),
    )
  await writer.pool.query('select 1')
  const before = databaseCpuMs(folder)
  const own = process.cpuUsage()
  const began = performance.now()
  let handled = 0
  let finish = () => {}
  const all = new Promise<void>((resolve) => {
    finish = resolve
  })
  const stop = await work(() => {
    handled++
    if (handled === count) finish()
  })
  await all
  const seconds = (performance.now() - began) / 1000
  await stop()
  const spent = process.cpuUsage(own)
  return { perSecond: count / seconds, cpu: (databaseCpuMs(folder) - before + (spent.user + spent.system) / 1000) / count }
}

const ours = () =>
  round(queue, async (done) => {
    const runner = await startTestRunner(urls.jobs, writer, [queue], async () => done())
    return () => runner.stop(5_000)
  })
const bare = () =>
  round(bareQueue, async (done) => {
    const worker = new PgBoss({ connectionString: urls.superuser, max: 4, supervise: false, schedule: false, useListenNotify: true })
    worker.on('error', () => {})
    await worker.start()
    await worker.work(
      bareQueue,
      { batchSize, burstWhenBatchFull: true, pollingIntervalSeconds: 1, notifyPollingIntervalSeconds: 5 },
      async (jobs) => {
        for (const _ of jobs) done()
      },
    )
    return () => worker.stop({ graceful: true, timeout: 5_000 })
  })

try {
  const rounds: { ours: Awaited<ReturnType<typeof ours>>; bare: Awaited<ReturnType<typeof bare>> }[] = []
  for (let at = 0; at < Number(values.rounds); at++) rounds.push({ ours: await ours(), bare: await bare() })

  const waker = await createWaker(urls.api, createLog('bench', 'silent'))
  const took: number[] = []
  let heard = () => {}
  const runner = await startTestRunner(urls.jobs, writer, [queue], async () => heard())
  await sleep(1_000)
  for (let at = 0; at < pickUps; at++) {
    const importId = randomUUID()
    const handled = new Promise<void>((resolve) => {
      heard = resolve
    })
    const began = performance.now()
    await waker.wake('importFile', { importId }, importId)
    await handled
    took.push(performance.now() - began)
    // Until the worker listens again: a job that comes while it is at work waits for that.
    await sleep(20)
  }
  await runner.stop(5_000)
  await waker.stop()
  const pickUp = percentile(took, 0.5)
  const isGood = printRow({
    row: 'jobs',
    unit: 'jobs a second',
    ours: rounds.map((one) => one.ours.perSecond),
    reference: rounds.map((one) => one.bare.perSecond),
    goal: 0.8,
    also: [{ what: 'pick-up, p50 (goal < 5 ms)', value: writtenMs(pickUp), isGood: pickUp < 5 }],
    cost: [
      {
        what: 'CPU of a job, runner and database',
        value: `${writtenMs(middle(rounds.map((one) => one.ours.cpu)))}, bare ${writtenMs(middle(rounds.map((one) => one.bare.cpu)))}`,
      },
      { what: 'pick-up, p99', value: writtenMs(percentile(took, 0.99)) },
    ],
  })
  if (!isGood) process.exitCode = 1
} finally {
  await boss.stop({ graceful: false })
  await writer.end()
  await server.stop()
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
}
