/** How often a lead may fail in one stage before it counts as FAILED. */
export const MOST_ATTEMPTS = 3
const FIRST_PAUSE_MS = 1_000

/** What follows the failure of one lead in one stage, `attempts` counting this one: another try after a pause, or the end. */
export function afterFailure(attempts: number): { isFinal: true } | { isFinal: false; pauseMs: number } {
  return attempts >= MOST_ATTEMPTS ? { isFinal: true } : { isFinal: false, pauseMs: FIRST_PAUSE_MS * 2 ** (attempts - 1) }
}
