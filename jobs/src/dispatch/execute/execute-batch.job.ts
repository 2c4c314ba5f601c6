import { contracts } from '../../queue/contracts.ts'
import { handle } from '../../queue/handle.ts'
import { handsOf } from './hands.ts'
import { sweepOnce } from './sweep-once.ts'

/** The wake-up after an approval. What is done is decided by the rows: the batch executes once, whoever asks for it and however often. */
export const executeBatchJob = handle(contracts.executeBatch, async (_, context) => {
  if (await sweepOnce(handsOf(context))) await context.wake('sweepSends', {}, 'due')
})
