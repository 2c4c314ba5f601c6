import { contracts } from '../queue/contracts.ts'
import { handle } from '../queue/handle.ts'
import { runAlone } from '../run-alone.ts'
import { admitVisitors } from './admit-visitors.ts'
import { askClay } from './ask-clay.ts'
import { syncVisitors } from './sync-visitors.ts'
import { takeClayAnswers } from './take-clay-answers.ts'

/** Visitors become leads, are asked about, and become contacts once they have an address. One process at a time talks to the providers. */
export const admitVisitorsJob = handle(contracts.admitVisitors, async (_, { writer, log, places, addressLists, clay, ghl, publicUrl }) => {
  await admitVisitors({ writer, log, places, addressLists })
  await takeClayAnswers(writer, { places, addressLists })
  await runAlone(writer, 'visitors', async () => {
    if (clay !== null) await askClay({ writer, log, clay, publicUrl })
    if (ghl !== null) await syncVisitors({ writer, log, ghl })
  })
})
