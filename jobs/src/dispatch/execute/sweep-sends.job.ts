import { contracts } from '../../queue/contracts.ts'
import { handle } from '../../queue/handle.ts'

/** Finds nothing to do as long as nothing is handed over. */
export const sweepSendsJob = handle(contracts.sweepSends, async () => {})
