import { setTimeout as sleep } from 'node:timers/promises'

/** Sweeps until nothing more comes soon, or the next one takes over. `sweep` says whether more comes soon. */
export type Awake = (sweep: () => Promise<boolean>, stopping: AbortSignal) => Promise<void>

/**
 * Stays awake while there is work, at most `awakeMs`, looking every `betweenMs`. One at a time: whoever is woken while another is awake takes
 * over as soon as that one's sweep has ended, so that what it was woken for never waits until the other looks again.
 */
export function createAwake({ awakeMs, betweenMs }: { awakeMs: number; betweenMs: number }): Awake {
  let giveWay = new AbortController()
  let ended: Promise<void> = Promise.resolve()

  async function stayAwake(sweep: () => Promise<boolean>, enough: AbortSignal): Promise<void> {
    const until = performance.now() + awakeMs
    while ((await sweep()) && performance.now() < until && !enough.aborted) {
      await sleep(betweenMs, undefined, { signal: enough }).catch(() => {})
    }
  }

  return (sweep, stopping) => {
    giveWay.abort()
    giveWay = new AbortController()
    const enough = AbortSignal.any([stopping, giveWay.signal])
    const mine = ended.then(() => stayAwake(sweep, enough))
    ended = mine.catch(() => {})
    return mine
  }
}
