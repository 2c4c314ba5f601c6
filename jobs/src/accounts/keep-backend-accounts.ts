import type { Writer } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import { announce } from '../announce.ts'
import { parseEmail } from '../identity/email-address.ts'
import { loadSettings } from '../settings/load-settings.ts'
import { accountSection } from './account-settings.ts'

/** Why an account of a backend that lists none itself is paused; it goes on when the settings name it again. */
const notNamed = 'The settings do not name it any more.'

/**
 * Resend and mail hosts list no accounts: the settings do. New ones get the next place in the rotation; one that is no longer named is paused,
 * because leads and sends point to it. What somebody paused stays paused.
 */
export async function keepBackendAccounts(writer: Writer): Promise<void> {
  const { document } = await loadSettings(writer.sql, accountSection)
  const named = [
    ...document.resendAddresses.map((address) => ({ platform: 'RESEND', address })),
    ...document.smtpAddresses.map((address) => ({ platform: 'SMTP', address })),
  ].flatMap(({ platform, address }) => {
    const parsed = parseEmail(address)
    return parsed.ok ? [{ platform, address: parsed.email.address, domain: parsed.email.domain }] : []
  })
  await writer.transaction(async (tx) => {
    // One at a time: two that count places would give the same one out.
    await tx.execute(sql`select pg_advisory_xact_lock(hashtext('swarm.sync_accounts'))`)
    const { rows } = await tx.execute<{ id: string }>(sql`
      with named as (
        select * from jsonb_to_recordset(${JSON.stringify(named)}::jsonb) as n(platform platform, address text, domain text)
      ), added as (
        insert into sending_account (platform, address, domain, position, created_at)
        select n.platform, n.address, n.domain, (select coalesce(max(position), 0) from sending_account) + row_number() over (order by n.platform, n.address), business_now()
        from named n order by n.platform, n.address
        on conflict (platform, address) do nothing returning id
      ), changed as (
        update sending_account a set paused_at = case when n.address is null then business_now() end, pause_reason = case when n.address is null then ${notNamed} end
        from sending_account o left join named n on n.platform = o.platform and n.address = o.address
        where a.id = o.id and o.platform in ('RESEND', 'SMTP')
          and ((n.address is null and o.paused_at is null) or (n.address is not null and o.pause_reason = ${notNamed}))
        returning a.id
      )
      select id from added union all select id from changed`)
    if (rows.length > 0) await announce(tx, 'safety', null)
  })
}
