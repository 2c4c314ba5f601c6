import type { Writer } from '@swarm/db/write'
import type { Log } from './log.ts'
import type { Wake } from './queue/wake.ts'

/** What a handler may use of the world. */
export type JobContext = {
  writer: Writer
  log: Log
  wake: Wake
  /** Aborted when the process was told to stop: take no new work, hand back what is held. */
  stopping: AbortSignal
}
