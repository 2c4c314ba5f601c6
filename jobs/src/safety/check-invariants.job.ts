import { contracts } from '../queue/contracts.ts'
import { handle } from '../queue/handle.ts'
import { checkInvariants } from './check-invariants.ts'

/** The ● invariants of the last day, every five minutes. */
export const checkInvariantsJob = handle(contracts.checkInvariants, async (_, { writer, log }) => {
  await checkInvariants(writer, log, 'lately')
})

/** The ● invariants of everything there is, once a night. */
export const checkAllInvariantsJob = handle(contracts.checkAllInvariants, async (_, { writer, log }) => {
  await checkInvariants(writer, log, 'ever')
})
