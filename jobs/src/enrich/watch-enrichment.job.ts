import { contracts } from '../queue/contracts.ts'
import { handle } from '../queue/handle.ts'
import { noteStaleLeads } from './refresh/refresh-leads.ts'
import { watchMisses } from './watch-misses.ts'

/** Hourly: whose facts went stale is noted to be asked about again, and a week of misses is told. */
export const watchEnrichmentJob = handle(contracts.watchEnrichment, async (_, { writer, wake }) => {
  await noteStaleLeads(writer)
  await watchMisses(writer)
  await wake('sweepEnrichment', {}, 'stale')
})
