import { setTimeout as sleep } from 'node:timers/promises'
import { contracts } from '../../queue/contracts.ts'
import { handle } from '../../queue/handle.ts'
import { handsOf } from './hands.ts'
import { sweepOnce } from './sweep-once.ts'

/** Stays awake while there is work, so that a stop or a reply is answered within seconds; ends before the next minute's sweep. In milliseconds. */
const awakeMs = 50_000
const betweenMs = 700

/** The rows decide what is due, not this job: started twice, killed or lost, it changes nothing but when. */
export const sweepSendsJob = handle(contracts.sweepSends, async (_, context) => {
  const hands = handsOf(context)
  const until = performance.now() + awakeMs
  while ((await sweepOnce(hands)) && performance.now() < until && !context.stopping.aborted) {
    await sleep(betweenMs, undefined, { signal: context.stopping }).catch(() => {})
  }
})
