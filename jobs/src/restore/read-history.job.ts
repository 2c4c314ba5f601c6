import { contracts } from '../queue/contracts.ts'
import { handle } from '../queue/handle.ts'
import { runAlone } from '../run-alone.ts'
import { readHistory } from './read-history.ts'

/** One process at a time: two would ask the platforms for the same. */
export const readHistoryJob = handle(contracts.readHistory, async (_, context) => {
  await runAlone(context.writer, 'read-history', () => readHistory(context))
})
