import { contracts } from '../queue/contracts.ts'
import { handle } from '../queue/handle.ts'
import { sweepMerges } from './sweep-merges.ts'

/** Looks through what was observed since the last time for people who are there twice. */
export const sweepMergesJob = handle(contracts.sweepMerges, async (_, { writer, log }) => {
  await sweepMerges(writer, log)
})
