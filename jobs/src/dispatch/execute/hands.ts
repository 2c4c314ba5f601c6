import type { JobContext } from '../../context.ts'
import type { Instantly } from '../../providers/instantly.ts'
import type { DirectPlatform } from './direct-platform.ts'
import { directPlatforms } from './direct-platforms.ts'

/** What the execution of batches works with: a job's context with the platforms that can be reached. */
export type AllHands = Pick<JobContext, 'writer' | 'log' | 'stopping'> & {
  /** Null where there is no key for it: its approved batches expire. */
  instantly: Instantly | null
  direct: readonly DirectPlatform[]
  /** Nothing new is handed over by this process; what is out there is still looked after and taken back. */
  isHoldingBack?: boolean
}

/** What the execution of a campaign at Instantly works with. */
export type Hands = Pick<AllHands, 'writer' | 'log' | 'stopping'> & { instantly: Instantly }

export function handsOf(context: JobContext): AllHands {
  const { writer, log, stopping, instantly, isHoldingBack = false } = context
  return { writer, log, stopping, instantly, direct: directPlatforms(context), isHoldingBack }
}
