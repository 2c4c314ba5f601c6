import { contracts } from '../queue/contracts.ts'
import { handle } from '../queue/handle.ts'
import { applyAllDeliveries } from './apply-deliveries.ts'
import { decideLateOpens } from './decide-late-opens.ts'
import { isKeptForWaterfall } from './kept-for-waterfall.ts'

/** Applies every delivery that waits. The table says what waits; the API only wakes it. */
export const applyDeliveriesJob = handle(contracts.applyDeliveries, async (_, { writer, log, stopping, wake }) => {
  await applyAllDeliveries(writer, log, stopping)
  await decideLateOpens(writer)
  // Somebody may wait for what an enricher found.
  if (await isKeptForWaterfall(writer)) await wake('sweepEnrichment', {}, 'answered')
})
