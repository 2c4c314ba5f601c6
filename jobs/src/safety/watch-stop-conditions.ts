import type { Writer } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import type { Log } from '../log.ts'

/** How often the stop conditions are looked at, in milliseconds: each must set the stop within 5 s (I25). */
const everyMs = 2_000

/** Sets the emergency stop as soon as one of its conditions holds, for as long as the process runs. Any number of processes may watch. */
export function watchStopConditions(writer: Writer, log: Log): { stop(): Promise<void> } {
  const look = async () => {
    try {
      const { rows } = await writer.transaction((tx) => tx.execute<{ reason: string | null }>(sql`select stop_when_due() as reason`))
      const reason = rows[0]?.reason ?? null
      if (reason !== null) log.error({ reason }, 'safety: sending is stopped')
    } catch (err) {
      log.error({ err }, 'safety: the stop conditions could not be read')
    }
  }
  let looking = look()
  let isLooking = false
  const timer = setInterval(() => {
    // One at a time: a slow database is not asked more often.
    if (isLooking) return
    isLooking = true
    looking = look().finally(() => {
      isLooking = false
    })
  }, everyMs)
  return {
    async stop() {
      clearInterval(timer)
      await looking
    },
  }
}
