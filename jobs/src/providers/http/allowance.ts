import { setTimeout as sleep } from 'node:timers/promises'
import type { Writer } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import { callEveryMs, type Limit } from './allowance-rate.ts'

/** The shared allowance is used up for longer than the caller can wait. */
export class AllowanceUsedUpError extends Error {
  override name = 'AllowanceUsedUpError'
  readonly retryAfterMs: number

  constructor(retryAfterMs: number) {
    super('the allowance of calls is used up')
    this.retryAfterMs = retryAfterMs
  }
}

export type Allowance = {
  /** Resolves when one call may go, in the order of asking. Throws AllowanceUsedUpError when that can't be within `longestMs`. */
  take(longestMs: number): Promise<void>
  /** The provider said "not before": holds all processes. */
  pause(pauseMs: number): Promise<void>
}

type Waiter = { deadline: number; go(): void; giveUp(error: unknown): void }

/** How far ahead calls are booked, in milliseconds: more than a busy process wakes up late, little enough for a pause to hold at once. */
const aheadMs = 100

/** Most calls that one statement books. */
const mostTogether = 50

/** Calls that may be made under several limits at once, shared by all processes; each call takes from every one of them or from none. */
export function createAllowance(writer: Writer, limits: readonly Limit[]): Allowance {
  const names = sql`${sql.param(limits.map(({ name }) => name))}::text[]`
  const everyMs = sql`${sql.param(limits.map(callEveryMs))}::double precision[]`
  const waiting: Waiter[] = []
  let isServing = false

  /** Books for those who wait, in the order of asking, until nobody does. */
  async function serve(): Promise<void> {
    while (waiting.length > 0) {
      const calls = Math.min(waiting.length, mostTogether)
      const { rows } = await writer.sql.execute<{ is_taken: boolean; wait_ms: number }>(
        sql`select is_taken, wait_ms from take_allowance(${names}, ${calls}::integer, ${everyMs}, ${aheadMs}::double precision)`,
      )
      const [first] = rows
      if (first === undefined) throw new Error('take_allowance gave no row')
      if (first.is_taken) {
        for (const { wait_ms } of rows) setTimeout(waiting.shift()?.go ?? (() => {}), wait_ms)
        continue
      }
      const servedAt = performance.now() + first.wait_ms
      const patient = waiting.filter(({ deadline }) => deadline >= servedAt)
      for (const waiter of waiting.splice(0)) {
        if (waiter.deadline < servedAt) waiter.giveUp(new AllowanceUsedUpError(Math.ceil(first.wait_ms)))
      }
      waiting.push(...patient)
      if (patient.length > 0) await sleep(first.wait_ms - aheadMs)
    }
  }

  function startServing(): void {
    if (isServing) return
    isServing = true
    serve()
      .catch((error: unknown) => {
        for (const waiter of waiting.splice(0)) waiter.giveUp(error)
      })
      .finally(() => {
        isServing = false
        if (waiting.length > 0) startServing()
      })
  }

  return {
    take: (longestMs) =>
      limits.length === 0
        ? Promise.resolve()
        : new Promise((resolve, reject) => {
            waiting.push({ deadline: performance.now() + longestMs, go: resolve, giveUp: reject })
            startServing()
          }),
    async pause(pauseMs) {
      if (limits.length === 0) return
      await writer.sql.execute(sql`select pause_allowance(${names}, ${pauseMs}::double precision)`)
    },
  }
}
