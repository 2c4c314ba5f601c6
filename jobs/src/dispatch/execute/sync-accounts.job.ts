import type { Writer } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import { contracts } from '../../queue/contracts.ts'
import { handle } from '../../queue/handle.ts'
import { syncHeyreach } from './heyreach/sync-heyreach.ts'
import { syncAccounts } from './sync-accounts.ts'

/** Every minute until the accounts are known, then every hour. */
export const syncAccountsJob = handle(contracts.syncAccounts, async (_, { writer, instantly, heyreach, unsignedAllowlist, log }) => {
  if (heyreach !== null && !(await isLinkedinFresh(writer)))
    log.info(await syncHeyreach(writer, heyreach, unsignedAllowlist), 'dispatch: LinkedIn profiles and campaigns read')
  if (instantly === null) return
  const { rows } = await writer.sql.execute<{ fresh: boolean }>(
    sql`select coalesce(max(checked_at) > now() - interval '1 hour', false) as fresh from sending_account where platform = 'INSTANTLY'`,
  )
  if (!rows[0]?.fresh) log.info({ accounts: await syncAccounts(writer, instantly) }, 'dispatch: sending accounts read')
})

/** Campaigns are paused and changed by people at HeyReach: read every five minutes, and at once when the settings chose others. */
async function isLinkedinFresh({ sql: db }: Writer): Promise<boolean> {
  const { rows } = await db.execute<{ isFresh: boolean }>(sql`
    select coalesce(min(c.checked_at) > greatest(now() - interval '5 minutes', (select max(s.created_at) from setting_version s where s.section = 'linkedin')), false) as "isFresh"
    from linkedin_campaign c`)
  return rows[0]?.isFresh === true
}
