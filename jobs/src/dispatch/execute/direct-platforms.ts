import type { JobContext } from '../../context.ts'
import type { DirectPlatform } from './direct-platform.ts'

/** The platforms with a key that take one recipient with each delivering request. */
export function directPlatforms(_context: JobContext): DirectPlatform[] {
  return []
}
