import { setFlagsFromString } from 'node:v8'

/**
 * What Node is started with for the runner: a young generation of 8 MB instead of 32. A batch lives longer than a young generation of any size lasts, so a
 * large one only holds more of what is garbage already.
 */
export const runnerNodeOptions = '--max-semi-space-size=8'

/**
 * Lets the heap grow by two fifths, not to several times what is alive, before it is cleaned up. Nearly all that a runner makes is a batch's, and garbage soon: an import
 * of 16,000 rows peaked at 246 MB with both and at 470 without. Not one of the options that an environment may hold, so it is set here.
 */
export function growHeapSlowly(): void {
  setFlagsFromString('--heap-growing-percent=40')
}
