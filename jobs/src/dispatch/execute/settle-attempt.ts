import { setTimeout as sleep } from 'node:timers/promises'
import type { Writer } from '@swarm/db/write'
import type { DirectOutcome } from './direct-platform.ts'

export type SendResult = DirectOutcome & { sendId: string; providerLeadId?: string | null; providerMessageId?: string | null }

/**
 * Writes down what is known of one delivering request. Settling twice changes nothing, so a lost connection is answered by asking again,
 * until `untilMs` (monotonic) when the lease is over and the attempt is unknown whatever we say. True when it is written.
 */
export async function settleAttempt(writer: Writer, attemptKey: string, results: readonly SendResult[], untilMs: number): Promise<boolean> {
  // The client's own deadline, which its types don't know: a frozen connection must not outlast the lease.
  const settle = { text: 'select settle($1, $2)', values: [attemptKey, JSON.stringify(results)], query_timeout: 8_000 }
  for (let pauseMs = 100; ; pauseMs = Math.min(pauseMs * 2, 2_000)) {
    try {
      await writer.pool.query(settle)
      writer.poke()
      return true
    } catch {
      if (performance.now() + pauseMs > untilMs) return false
      await sleep(pauseMs)
    }
  }
}
