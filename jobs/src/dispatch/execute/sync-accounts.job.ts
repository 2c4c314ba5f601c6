import { sql } from 'drizzle-orm'
import { contracts } from '../../queue/contracts.ts'
import { handle } from '../../queue/handle.ts'
import { syncAccounts } from './sync-accounts.ts'

/** Every minute until the accounts are known, then every hour. */
export const syncAccountsJob = handle(contracts.syncAccounts, async (_, { writer, instantly, log }) => {
  if (instantly === null) return
  const { rows } = await writer.sql.execute<{ fresh: boolean }>(
    sql`select coalesce(max(checked_at) > now() - interval '1 hour', false) as fresh from sending_account where platform = 'INSTANTLY'`,
  )
  if (!rows[0]?.fresh) log.info({ accounts: await syncAccounts(writer, instantly) }, 'dispatch: sending accounts read')
})
