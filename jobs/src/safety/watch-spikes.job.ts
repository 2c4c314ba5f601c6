import { contracts } from '../queue/contracts.ts'
import { handle } from '../queue/handle.ts'
import { pauseSpikes } from './pause-spikes.ts'

/** The KPI monitor's stop condition, every hour; a bounce that is applied asks at once. */
export const watchSpikesJob = handle(contracts.watchSpikes, async (_, { writer, log }) => {
  await pauseSpikes(writer, log)
})
