import { contracts } from '../queue/contracts.ts'
import { handle } from '../queue/handle.ts'
import { runAlone } from '../run-alone.ts'
import { finishErasures } from './finish-erasures.ts'

/** Once a minute, and as soon as somebody asks. */
export const finishErasuresJob = handle(contracts.finishErasures, async (_, { writer, log, stopping }) => {
  await runAlone(writer, 'finish-erasures', () => finishErasures(writer, log, stopping))
})
