import type { Log } from './log.ts'

/** Longest time a process may take to stop, in milliseconds (operations.md). */
const longestMs = 20_000

/**
 * Waits for SIGTERM or SIGINT, then stops and ends the process: 0 when all was finished or handed back, 1 when that took longer than 20 s.
 * The end of standard input means the same where the parent asked for it: a supervisor that was killed can't send signals.
 */
export async function untilToldToStop(
  log: Log,
  { process: name, withParent }: { process: string; withParent: boolean },
  stop: () => Promise<void>,
): Promise<never> {
  const signal = await new Promise<string>((resolve) => {
    // Stays installed: a second signal while stopping must not kill what is being finished.
    process.on('SIGTERM', () => resolve('SIGTERM'))
    process.on('SIGINT', () => resolve('SIGINT'))
    if (withParent) {
      process.stdin.on('end', () => resolve('end of parent')).resume()
    }
  })
  log.info({ signal }, `${name}: stopping`)
  const late = setTimeout(() => {
    log.error(`${name}: did not stop within ${longestMs / 1000} s`)
    process.exit(1)
  }, longestMs)
  late.unref()
  await stop()
  log.info(`${name}: stopped`)
  process.exit(0)
}
