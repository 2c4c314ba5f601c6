import { contracts } from '../queue/contracts.ts'
import { handle } from '../queue/handle.ts'
import { runAlone } from '../run-alone.ts'
import { admitVisitors } from './admit-visitors.ts'
import { syncVisitors } from './sync-visitors.ts'

/** Visitors become leads, and leads that came by a visit become contacts. One process at a time makes contacts. */
export const admitVisitorsJob = handle(contracts.admitVisitors, async (_, { writer, log, places, addressLists, ghl }) => {
  await admitVisitors({ writer, log, places, addressLists })
  if (ghl !== null) await runAlone(writer, 'visitors', () => syncVisitors({ writer, log, ghl }))
})
