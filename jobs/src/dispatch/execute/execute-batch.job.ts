import { contracts } from '../../queue/contracts.ts'
import { handle } from '../../queue/handle.ts'

/** An approved batch stays approved, and says so: this build hands nothing over. */
export const executeBatchJob = handle(contracts.executeBatch, async ({ batchId }, { log }) => {
  log.info({ batchId }, 'dispatch: approved; nothing is handed over by this build')
})
