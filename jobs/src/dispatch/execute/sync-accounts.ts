import type { Writer } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import { isNurtureDomain } from '../../accounts/nurture-domain.ts'
import { announce } from '../../announce.ts'
import { parseDomain } from '../../identity/domain-name.ts'
import type { Instantly } from '../../providers/instantly.ts'

/** What the platform says of its accounts, in our book: new ones get the next place in the round robin; what it has paused is paused here. Answers how many there are. */
export async function syncAccounts(writer: Writer, instantly: Instantly): Promise<number> {
  const accounts = (await instantly.accounts.list()).flatMap(({ email, status, warmupScore, warmupStartedAt }) => {
    const address = email.trim().toLowerCase()
    const domain = parseDomain(address.slice(address.lastIndexOf('@') + 1))
    if (!domain.ok || isNurtureDomain(domain.domain)) return []
    return [
      {
        address,
        domain: domain.domain,
        warmupScore,
        warmupStartedAt,
        problem: status === 'ACTIVE' ? null : `Instantly says: ${status.toLowerCase().replaceAll('_', ' ')}`,
      },
    ]
  })
  await writer.transaction(async (tx) => {
    // One at a time: two that count places would give the same one out.
    await tx.execute(sql`select pg_advisory_xact_lock(hashtext('swarm.sync_accounts'))`)
    await tx.execute(sql`
      with said as (
        select * from jsonb_to_recordset(${JSON.stringify(accounts)}::jsonb) as a(address text, domain text, "warmupScore" real, problem text)
      ), last as (select coalesce(max(position), 0) as place from sending_account)
      insert into sending_account as n (platform, address, domain, position, warmup_score, paused_at, pause_reason, checked_at)
      select 'INSTANTLY', a.address, a.domain, l.place + row_number() over (order by (select true from sending_account o where o.platform = 'INSTANTLY' and o.address = a.address) nulls first, a.address), a."warmupScore",
        case when a.problem is not null then business_now() end, a.problem, now()
      from said a, last l
      on conflict (platform, address) do update set warmup_score = excluded.warmup_score, checked_at = excluded.checked_at,
        -- What a person or a rule of ours paused stays so; what Instantly paused follows Instantly.
        paused_at = case when n.pause_reason is null or n.pause_reason like 'Instantly says: %' then coalesce(case when excluded.paused_at is not null then n.paused_at end, excluded.paused_at) else n.paused_at end,
        pause_reason = case when n.pause_reason is null or n.pause_reason like 'Instantly says: %' then excluded.pause_reason else n.pause_reason end`)
    // Its allowance grows by week from there.
    await tx.execute(sql`
      insert into account_health as h (account_id, warmup_started_at)
      select n.id, a."warmupStartedAt" from jsonb_to_recordset(${JSON.stringify(accounts)}::jsonb) as a(address text, "warmupStartedAt" timestamptz)
      join sending_account n on n.platform = 'INSTANTLY' and n.address = a.address order by n.id
      on conflict (account_id) do update set warmup_started_at = coalesce(excluded.warmup_started_at, h.warmup_started_at)`)
    await announce(tx, 'safety', null)
  })
  return accounts.length
}
