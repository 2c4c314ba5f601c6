import type { Sql, Writer } from '@swarm/db/write'
import type { Log } from '../log.ts'

/** How long a worker holds what it waits for, in milliseconds. Short, because after a crash somebody else must wait for its end. */
export const HOLD_MS = 8_000
const RENEW_EVERY_MS = 2_000

/** Keeps holding what is under way, until `stop`. A process that is frozen renews nothing: what it held goes to others. */
export function keepHolding(writer: Writer, log: Log, renew: (tx: Sql) => Promise<void>): { stop(): void } {
  const timer = setInterval(() => {
    renew(writer.sql).catch((err: unknown) => log.warn({ err }, 'could not renew what is held'))
  }, RENEW_EVERY_MS)
  timer.unref()
  return { stop: () => clearInterval(timer) }
}
