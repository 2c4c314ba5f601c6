import { contracts } from '../queue/contracts.ts'
import { handle } from '../queue/handle.ts'
import { checkAccounts } from './check-accounts.ts'
import { keepBackendAccounts } from './keep-backend-accounts.ts'

/** Every minute: counts are judged each time, records are looked up when they are due. */
export const checkAccountsJob = handle(contracts.checkAccounts, async (_, context) => {
  await keepBackendAccounts(context.writer)
  await checkAccounts(context)
})
