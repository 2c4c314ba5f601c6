import { contracts } from '../queue/contracts.ts'
import { handle } from '../queue/handle.ts'
import { openNextTier } from './open-next-tier.ts'

export const openTiersJob = handle(contracts.openTiers, async (_, { writer, log }) => {
  await openNextTier(writer, log)
})
