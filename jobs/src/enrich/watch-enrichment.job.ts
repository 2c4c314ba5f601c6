import { contracts } from '../queue/contracts.ts'
import { handle } from '../queue/handle.ts'
import { askAgain } from './ask-again.ts'
import { noteStaleLeads } from './refresh/refresh-leads.ts'
import { watchMisses } from './watch-misses.ts'

/** Hourly: whose facts went stale, or were passed over by a provider that failed, is asked about again, and a week of misses is told. */
export const watchEnrichmentJob = handle(contracts.watchEnrichment, async (_, { writer, wake }) => {
  const runId = await askAgain(writer)
  if (runId !== null) await wake('advanceRun', { runId }, runId)
  await noteStaleLeads(writer)
  await watchMisses(writer)
  await wake('sweepEnrichment', {}, 'stale')
})
