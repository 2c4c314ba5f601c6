import type { Sql, Writer } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import { announce } from '../../../announce.ts'
import type { LinkedinAccount } from '../../../providers/heyreach/accounts.ts'
import type { Campaign } from '../../../providers/heyreach/campaigns.ts'
import { sequenceProblem } from '../../../providers/heyreach/sequence.ts'
import type { Heyreach } from '../../../providers/heyreach.ts'
import { chosenCampaigns, linkedinSection } from '../../../settings/linkedin.ts'
import { loadSettings } from '../../../settings/load-settings.ts'
import { statusProblem } from './status-problem.ts'

/** What our pauses begin with, so that what a person paused is never taken up again by itself. */
const says = 'HeyReach says: '

type CheckedCampaign = { id: number; name: string; status: string; action: string; problem: string | null }

/**
 * What HeyReach says of its profiles and of the campaigns that the settings chose, in our book; and which providers this process would believe
 * without proof. LinkedIn's checklist and the guards read these rows.
 */
export async function syncHeyreach(
  writer: Writer,
  heyreach: Heyreach,
  unsigned: readonly string[],
): Promise<{ accounts: number; campaigns: number }> {
  const accounts = await heyreach.accounts.list()
  const campaigns = await checkCampaigns(writer, heyreach)
  await writer.transaction(async (tx) => {
    await writeAccounts(tx, accounts)
    await tx.execute(sql`
      insert into linkedin_campaign as c (id, name, status, action, problem, checked_at)
      select r.id, r.name, r.status, r.action, r.problem, now()
      from jsonb_to_recordset(${JSON.stringify(campaigns)}::jsonb) as r(id integer, name text, status text, action touch_action, problem text)
      on conflict (id) do update set name = excluded.name, status = excluded.status, action = excluded.action, problem = excluded.problem, checked_at = excluded.checked_at`)
    await tx.execute(sql`delete from linkedin_campaign where id <> all(${sql.param(campaigns.map(({ id }) => id))}::integer[])`)
    await tx.execute(sql`delete from unsigned_provider where provider <> all(${sql.param([...unsigned])}::text[])`)
    await tx.execute(
      sql`insert into unsigned_provider (provider, seen_at) select unnest(${sql.param([...unsigned])}::text[]), now() on conflict do nothing`,
    )
    await announce(tx, 'safety', null)
  })
  return { accounts: accounts.length, campaigns: campaigns.length }
}

async function checkCampaigns(writer: Writer, heyreach: Heyreach): Promise<CheckedCampaign[]> {
  const { document: settings } = await loadSettings(writer.sql, linkedinSection)
  const checked: CheckedCampaign[] = []
  for (const { id, action } of chosenCampaigns(settings)) {
    const campaign: Campaign | null = await heyreach.campaigns.get(id)
    if (campaign === null) {
      checked.push({ id, action, name: `Campaign ${id}`, status: 'MISSING', problem: `HeyReach has no campaign ${id}.` })
      continue
    }
    const problem = statusProblem(campaign) ?? sequenceProblem(await heyreach.campaigns.sequence(id), action)
    checked.push({ id, action, name: campaign.name, status: campaign.status, problem })
  }
  return checked
}

/** New profiles get the next place in the round robin; what can't be used there is paused here, and follows HeyReach. */
async function writeAccounts(tx: Sql, accounts: readonly LinkedinAccount[]): Promise<void> {
  const rows = accounts.map(({ id, email, problem }) => ({
    provider_account_id: String(id),
    // HeyReach shows no profile's URL; its address is what people know it by.
    address: email === null ? `linkedin-account-${id}` : email.trim().toLowerCase(),
    problem: problem === null ? null : `${says}${problem}`,
  }))
  // One at a time: two that count places would give the same one out.
  await tx.execute(sql`select pg_advisory_xact_lock(hashtext('swarm.sync_accounts'))`)
  await tx.execute(sql`
    with said as (
      select * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as a(address text, provider_account_id text, problem text)
    ), last as (select coalesce(max(position), 0) as place from sending_account)
    insert into sending_account as n (platform, address, domain, provider_account_id, position, paused_at, pause_reason, checked_at)
    select 'HEYREACH', a.address, 'linkedin.com', a.provider_account_id, l.place + row_number() over (order by a.provider_account_id),
      case when a.problem is not null then business_now() end, a.problem, now()
    from said a, last l
    on conflict (platform, address) do update set provider_account_id = excluded.provider_account_id, checked_at = excluded.checked_at,
      -- What a person or a rule of ours paused stays so.
      paused_at = case when n.pause_reason is not null and n.pause_reason not like ${`${says}%`} then n.paused_at
        when excluded.paused_at is null then null else coalesce(n.paused_at, excluded.paused_at) end,
      pause_reason = case when n.pause_reason is not null and n.pause_reason not like ${`${says}%`} then n.pause_reason else excluded.pause_reason end`)
}
