import { contracts } from '../queue/contracts.ts'
import { handle } from '../queue/handle.ts'
import { stopExperiments } from './stop-experiments.ts'

export const stopExperimentsJob = handle(contracts.stopExperiments, async (_, { writer, log }) => {
  await stopExperiments(writer, log)
})
