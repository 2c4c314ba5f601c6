import { contracts } from '../queue/contracts.ts'
import { handle } from '../queue/handle.ts'
import { runAlone } from '../run-alone.ts'
import { reconcileRestore } from './reconcile-restore.ts'

/** One process at a time: two would ask the platforms for the same. */
export const reconcileRestoreJob = handle(contracts.reconcileRestore, async (_, context) => {
  await runAlone(context.writer, 'reconcile-restore', () => reconcileRestore(context))
})
