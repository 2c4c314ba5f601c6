import { setTimeout as sleep } from 'node:timers/promises'
import type { Writer } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import { announce } from './announce.ts'
import type { Log } from './log.ts'

export type Heartbeat = { stop(): Promise<void> }

/** How often a process reports, in milliseconds. It counts as live for 15 s after its last report. */
const everyMs = 5_000
/** A report that got no answer by then has failed, in milliseconds: a connection whose other end is gone never answers. */
const answerMs = 2_000
/** A report that failed is made again after this, in milliseconds. */
const againMs = 1_000
/** How long the others are given for theirs once the database has answered again, in milliseconds: one may fail yet. */
const othersMs = answerMs + againMs + 1_000
/** A report older than this is made anew before anything is handed over, in milliseconds: what it forces must still hold by then. */
const goodMs = 10_000

type Process = { kind: 'api' | 'jobs'; version: string; host: string; emergencyStop: boolean; shadowMode: boolean }

/** Of this process, where it reports at all. */
let untilReported: (() => Promise<void>) | null = null

/**
 * Resolves once the switches that running processes force are known to the database. After a pause of this process, or of the database, they
 * would pass for gone: this one reports first then, and gives the others the time to. Throws when it can't.
 */
export async function untilSwitchesAreKnown(): Promise<void> {
  await untilReported?.()
}

/** Enters this process into the table of running ones and keeps it there; leaving takes its forced switches with it. */
export async function startHeartbeat(
  writer: Writer,
  { kind, version, host, emergencyStop, shadowMode }: Process,
  log: Log,
): Promise<Heartbeat> {
  const id = crypto.randomUUID()
  // Who was away for long may have been taken for gone: it is entered again.
  const report = {
    text: `insert into process (id, kind, version, host, pid, emergency_stop, shadow_mode) values ($1, $2, $3, $4, $5, $6, $7)
      on conflict (id) do update set seen_at = now()`,
    values: [id, kind, version, host, process.pid, emergencyStop, shadowMode],
  }
  await writer.pool.query(report)
  await writer.transaction(async (tx) => {
    await tx.execute(sql`delete from process where seen_at < now() - interval '1 hour'`)
    if (emergencyStop || shadowMode) await announce(tx, 'safety', null)
  })
  if (emergencyStop) {
    // A process that is started stopped stops everybody, and is seen to have done so (dispatch.md).
    await writer.transaction(async (tx) => {
      await tx.execute(
        sql`select from set_emergency_stop('ALL', 'A process was started with EMERGENCY_STOP=true.', false, ${`${kind} process`})`,
      )
    })
  }
  let reportedAt = performance.now()
  // Whoever forces something and is silent may be back with the database as this one is.
  const { rows: silent } = await writer.sql.execute<{ id: string }>(sql`
    select id from process where (emergency_stop or shadow_mode) and seen_at < now() - ${goodMs} * interval '1 millisecond' limit 1`)
  let othersBy = silent.length > 0 ? performance.now() + othersMs : reportedAt
  async function beat(): Promise<void> {
    const at = performance.now()
    // The client's own deadline, which its types don't know.
    const soon = { ...report, query_timeout: answerMs }
    await writer.pool.query(soon)
    // From the answer on: the question may have waited for the database's return.
    if (at - reportedAt > goodMs) othersBy = performance.now() + othersMs
    reportedAt = Math.max(reportedAt, at)
  }
  const mine = async (): Promise<void> => {
    if (performance.now() - reportedAt > goodMs) await beat()
    const waitMs = othersBy - performance.now()
    if (waitMs > 0) await sleep(waitMs)
  }
  untilReported = mine
  let isStopped = false
  let beating: Promise<void> = Promise.resolve()
  let timer = setTimeout(beatAgain, everyMs)
  function beatAgain(): void {
    const missed = (err: unknown): number => {
      log.warn({ err }, 'heartbeat missed')
      return againMs
    }
    beating = beat()
      .then(() => everyMs, missed)
      .then((waitMs) => {
        if (!isStopped) timer = setTimeout(beatAgain, waitMs)
      })
  }
  return {
    async stop() {
      isStopped = true
      clearTimeout(timer)
      if (untilReported === mine) untilReported = null
      // One that is under way would enter it again; it is not waited for for long.
      await Promise.race([beating, sleep(2_000, undefined, { ref: false })])
      await writer.sql
        .execute(sql`delete from process where id = ${id}`)
        .catch((err: unknown) => log.warn({ err }, 'heartbeat: could not leave'))
    },
  }
}
