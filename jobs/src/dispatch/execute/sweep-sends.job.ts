import type { Writer } from '@swarm/db/write'
import { contracts } from '../../queue/contracts.ts'
import { handle } from '../../queue/handle.ts'
import { handsOf } from './hands.ts'
import { type Awake, createAwake } from './one-awake.ts'
import { sweepOnce } from './sweep-once.ts'

/** A stop or a reply is answered within seconds; it ends before the next minute's sweep. In milliseconds. */
const watch = { awakeMs: 50_000, betweenMs: 700 }

/** Of each database that this process works on. */
const awake = new WeakMap<Writer, Awake>()

/** The rows decide what is due, not this job: started twice, killed or lost, it changes nothing but when. */
export const sweepSendsJob = handle(contracts.sweepSends, async (_, context) => {
  const { writer, stopping } = context
  const stayAwake = awake.get(writer) ?? createAwake(watch)
  awake.set(writer, stayAwake)
  const hands = handsOf(context)
  await stayAwake(() => sweepOnce(hands), stopping)
})
