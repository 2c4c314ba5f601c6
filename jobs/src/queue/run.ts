import type { Writer } from '@swarm/db/write'
import { type Job, type JobResult, PgBoss } from 'pg-boss'
import { AgentRefusedError } from '../actors.ts'
import { auditRefusals } from '../audit/audit-refusals.ts'
import type { JobContext, World } from '../context.ts'
import { errorWords } from '../error-words.ts'
import { UserError } from '../errors.ts'
import type { Log } from '../log.ts'
import { traced, traceparentIn } from '../tracing.ts'
import type { ContractName } from './contracts.ts'
import type { Handler } from './handle.ts'
import { queueDatabase } from './queue-database.ts'
import { wakeBy } from './wake.ts'

export type Runner = {
  /** Takes no new job, finishes or hands back what is at work within `graceMs`. */
  stop(graceMs: number): Promise<void>
}

export type RunnerOptions = {
  url: string
  /** Where wake-ups are heard, past a pooler in transaction mode that `url` leads through; `url` when left out. */
  listenUrl?: string
  /** Whether `url` leads through a pooler that loses names of statements. */
  isPooled?: boolean
  writer: Writer
  log: Log
  registry: Record<ContractName, Handler>
  /** Only these queues; all when empty. */
  only: string[]
  world: World
}

/** Works the queues until it is stopped. Every sweep also runs once at the start, so that a restart goes on at once. */
export async function startRunner({
  url,
  listenUrl = url,
  isPooled = false,
  writer,
  log,
  registry,
  only,
  world,
}: RunnerOptions): Promise<Runner> {
  const database = queueDatabase({ url, name: 'jobs-queue', maxConnections: 4, listenUrl, isPooled }, log)
  const boss = new PgBoss({
    db: database.db,
    migrate: false,
    useListenNotify: true,
    monitorIntervalSeconds: 30,
    superviseIntervalSeconds: 30,
    queueCacheIntervalSeconds: 30,
  })
  boss.on('error', (error) => log.error({ err: error }, 'queue'))
  boss.on('warning', (warning) => log.warn({ warning }, 'queue'))
  await boss.start()
  const stopping = new AbortController()
  const context: JobContext = { ...world, writer, log, wake: wakeBy(boss, log), stopping: stopping.signal }

  async function runOne(handler: Handler, job: Job<object>): Promise<JobResult> {
    const started = performance.now()
    const childLog = log.child({ job: job.id, queue: handler.contract.name })
    try {
      await traced(
        `job ${handler.contract.name}`,
        { 'messaging.message.id': job.id },
        () => auditRefusals(writer.sql, () => handler.run(job.data, { ...context, log: childLog })),
        traceparentIn(job.data),
      )
      childLog.debug({ ms: Math.round(performance.now() - started) }, 'job done')
      return { id: job.id, status: 'completed' }
    } catch (error) {
      // What a caller asked for can't be, or an agent may not: asking again won't change it.
      const isFinal = error instanceof UserError || error instanceof AgentRefusedError
      childLog.error({ err: error, final: isFinal }, 'job failed')
      return {
        id: job.id,
        status: isFinal ? 'deadletter' : 'failed',
        output: { message: errorWords(error) },
      }
    }
  }

  /** Wake-ups of a sweep that came together ask the same: one look answers all. */
  async function runOnce(handler: Handler, jobs: readonly Job<object>[]): Promise<JobResult[]> {
    const [first] = jobs
    if (first === undefined) return []
    const result = await runOne(handler, first)
    return jobs.map(({ id }) => ({ ...result, id }))
  }

  for (const handler of Object.values(registry)) {
    const { contract } = handler
    if (only.length > 0 && !only.includes(contract.name)) continue
    await boss.work<object>(
      contract.name,
      {
        batchSize: contract.batchSize,
        localConcurrency: contract.sideBySide ?? 1,
        burstWhenBatchFull: contract.batchSize > 1,
        perJobResults: true,
        pollingIntervalSeconds: 1,
        notifyPollingIntervalSeconds: 5,
      },
      (jobs: Job<object>[]) =>
        contract.schedule === undefined ? Promise.all(jobs.map((job) => runOne(handler, job))) : runOnce(handler, jobs),
    )
    if (contract.schedule !== undefined) {
      await boss.schedule(contract.name, contract.schedule, {}, { tz: 'UTC' })
      await boss.send(contract.name, {}, { singletonKey: 'start' })
    }
  }

  return {
    async stop(graceMs) {
      stopping.abort()
      await boss.stop({ graceful: true, timeout: graceMs })
      await database.end()
    },
  }
}
