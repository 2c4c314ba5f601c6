import { setTimeout as sleep } from 'node:timers/promises'

/** 40P01: it and somebody's statement waited for each other; 55P03: a lock was not given within `lock_timeout`. Both left nothing half done. */
const busyCodes = ['40P01', '55P03']

/** How often it is tried, and the longest pause between two tries, in milliseconds. */
const mostTries = 120
const pauseMs = 1_000

function codeOf(error: unknown): unknown {
  // drizzle wraps what PostgreSQL said.
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  return cause instanceof Error && 'code' in cause ? cause.code : null
}

/**
 * Does again what others' work kept from its locks: a database that serves is migrated between its transactions, and nobody waits behind the
 * migrator for longer than its `lock_timeout`. The work must leave nothing half done. Other errors, and the last one of these, are thrown.
 */
export async function untilGranted<T>(work: () => Promise<T>, random: () => number = Math.random): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await work()
    } catch (error) {
      if (tries === mostTries || !busyCodes.some((code) => code === codeOf(error))) throw error
      await sleep(random() * pauseMs)
    }
  }
}
