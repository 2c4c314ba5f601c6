import type { Log } from './log.ts'

/** Something that is looked at again and again until it is stopped. */
export type Looking = { stop(): Promise<void> }

/**
 * Looks at once and then every `everyMs` milliseconds, never twice at once: a slow database is not asked more often. A look that fails is
 * logged as `failed`, and the next one comes all the same. `stop` asks the look under way to end, by its signal, and waits for it.
 */
export function lookEvery(everyMs: number, look: (stopping: AbortSignal) => Promise<unknown>, log: Log, failed: string): Looking {
  const stopping = new AbortController()
  let underWay: Promise<unknown> | null = null
  const lookOnce = () => {
    underWay ??= look(stopping.signal)
      .catch((err: unknown) => log.error({ err }, failed))
      .finally(() => {
        underWay = null
      })
  }
  lookOnce()
  const timer = setInterval(lookOnce, everyMs)
  return {
    async stop() {
      clearInterval(timer)
      stopping.abort()
      await underWay
    },
  }
}
