import { writeFileSync } from 'node:fs'

/**
 * Counts what no test is blamed for: a rejection that nobody handled, a worker that ended. It goes into the file that SWARM_UNHANDLED_FILE names;
 * a run with one of them is red whatever else came of it.
 */
// biome-ignore lint/style/noDefaultExport: a reporter is loaded by it
export default class UnhandledErrors {
  onTestRunEnd(_files: unknown, errors: readonly unknown[]): void {
    const file = process.env.SWARM_UNHANDLED_FILE
    if (file !== undefined) writeFileSync(file, String(errors.length))
  }
}
