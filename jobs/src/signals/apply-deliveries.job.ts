import { contracts } from '../queue/contracts.ts'
import { handle } from '../queue/handle.ts'
import { applyAllDeliveries } from './apply-deliveries.ts'
import { decideLateOpens } from './decide-late-opens.ts'

/** Applies every delivery that waits. The table says what waits; the API only wakes it. */
export const applyDeliveriesJob = handle(contracts.applyDeliveries, async (_, { writer, log, stopping }) => {
  await applyAllDeliveries(writer, log, stopping)
  await decideLateOpens(writer)
})
