import { noteVisitors } from '../enrich/finders/ask-clay.ts'
import { contracts } from '../queue/contracts.ts'
import { handle } from '../queue/handle.ts'
import { runAlone } from '../run-alone.ts'
import { admitVisitors } from './admit-visitors.ts'
import { runVisitors } from './run-visitors.ts'
import { syncVisitors } from './sync-visitors.ts'

/** Visitors become leads, run through the pipeline, and become contacts once they have an address. One process at a time talks to the CRM. */
export const admitVisitorsJob = handle(contracts.admitVisitors, async (_, { writer, log, places, addressLists, clay, ghl, wake }) => {
  const made = await admitVisitors({ writer, log, places, addressLists })
  // Their run waits for what Clay says: it must know that Clay is asked.
  if (clay !== null) await noteVisitors(writer)
  if (made > 0) await wake('sweepEnrichment', {}, 'visitors')
  const { runId } = await runVisitors(writer)
  if (runId !== null) await wake('advanceRun', { runId }, runId)
  if (ghl !== null) await runAlone(writer, 'visitors', () => syncVisitors({ writer, log, ghl }))
})
