import type { Sql } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import { loadSettings } from '../settings/load-settings.ts'
import { dispatchSection } from './dispatch-settings.ts'

/** One ceiling of today, the organisation's day. `limit` = `used` + `reserved` + `free`, unless it was lowered below what is used. */
export type CeilingUse = {
  /** CHANNEL, ACCOUNT or DOMAIN. */
  scope: string
  name: string
  limit: number
  used: number
  /** Taken by requests that have no answer yet. */
  reserved: number
  free: number
}

/** Today's ceilings: the email channel, every account (a LinkedIn one by requests and messages), and the recipient domains that were written to. */
export async function loadCeilings(db: Sql): Promise<CeilingUse[]> {
  const { document: settings } = await loadSettings(db, dispatchSection)
  const { rows } = await db.execute<{ scope: string; name: string; limit: number | null; taken: number; reserved: number }>(sql`
    with today as (select organisation_day(business_now()) as day),
    flying as (
      select v.scope, v.name, count(*)::int as count from send s
      cross join lateral ceiling_names(s.channel, s.action, s.account, s.domain, s.tier) v
      where s.status = 'IN_FLIGHT' and s.ceiling_day = (select day from today) group by 1, 2
    ), named as (
      select 'CHANNEL' as scope, 'EMAIL' as name, (select email_limit from ramp_state()) as "limit", 0 as place
      union all
      select n.scope, n.name,
        case x.action when 'EMAIL' then account_limit(a.platform, a.address, t.day) else greatest(0, linkedin_limit(a.address, x.action, t.day)) end, 1 + a.position
      from today t, sending_account a
      join unnest(enum_range(null::touch_action)) x(action) on (a.platform = 'HEYREACH') = (x.action <> 'EMAIL')
      cross join lateral ceiling_names(case x.action when 'EMAIL' then 'EMAIL' else 'LINKEDIN' end::channel, x.action, a.address, null, null) n
      where n.scope = 'ACCOUNT'
      union all
      select 'DOMAIN', name, null, 1000000 from ceiling_use where scope = 'DOMAIN' and used > 0 and day = (select day from today)
    )
    select n.scope, n.name, n."limit", coalesce(u.used, 0) as taken, coalesce(f.count, 0) as reserved
    from named n
    left join ceiling_use u on u.day = (select day from today) and u.scope = n.scope and u.name = n.name
    left join flying f on f.scope = n.scope and f.name = n.name
    order by n.place, n.name`)
  return rows.map(({ scope, name, limit: own, taken, reserved }) => {
    const limit = own ?? settings.ceilings.emailPerDomainPerDay
    return { scope, name, limit, used: taken - reserved, reserved, free: Math.max(0, limit - taken) }
  })
}
