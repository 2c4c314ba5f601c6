import type { JobContext } from '../../context.ts'
import type { Instantly } from '../../providers/instantly.ts'

/** What the execution of a batch works with: a job's context with a platform that can be reached. */
export type Hands = Pick<JobContext, 'writer' | 'log' | 'stopping'> & { instantly: Instantly }

/** Null where there is no key for Instantly: then nothing is handed over, and approved batches expire. */
export function handsOf(context: JobContext): Hands | null {
  const { writer, log, stopping, instantly } = context
  return instantly === null ? null : { writer, log, stopping, instantly }
}
