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

/** Today's ceilings: the email channel, every email account, and the recipient domains that were written to. */
export async function loadCeilings(db: Sql): Promise<CeilingUse[]> {
  const { document: settings } = await loadSettings(db, dispatchSection)
  const { rows } = await db.execute<{ scope: string; name: string; taken: number; reserved: number; isRamp: boolean }>(sql`
    with today as (select organisation_day(business_now()) as day),
    flying as (
      select v.scope, v.name, count(*)::int as count from send s
      cross join lateral (values ('CHANNEL', s.channel::text), ('ACCOUNT', s.account), ('DOMAIN', s.domain)) v(scope, name)
      where s.status = 'IN_FLIGHT' and s.ceiling_day = (select day from today) group by 1, 2
    ), named as (
      select 'CHANNEL' as scope, 'EMAIL' as name, 0 as place
      union all select 'ACCOUNT', address, 1 + position from sending_account where platform = 'INSTANTLY'
      union all select 'DOMAIN', name, 1000000 from ceiling_use where scope = 'DOMAIN' and used > 0 and day = (select day from today)
    )
    select n.scope, n.name, coalesce(u.used, 0) as taken, coalesce(f.count, 0) as reserved, not exists (select from ramp_graduation) as "isRamp"
    from named n
    left join ceiling_use u on u.day = (select day from today) and u.scope = n.scope and u.name = n.name
    left join flying f on f.scope = n.scope and f.name = n.name
    order by n.place, n.name`)
  const { ceilings, ramp } = settings
  return rows.map(({ scope, name, taken, reserved, isRamp }) => {
    const channel = isRamp ? Math.min(ceilings.emailPerDay, ramp.emailPerDay) : ceilings.emailPerDay
    const limit = scope === 'CHANNEL' ? channel : scope === 'ACCOUNT' ? ceilings.emailPerAccountPerDay : ceilings.emailPerDomainPerDay
    return { scope, name, limit, used: taken - reserved, reserved, free: Math.max(0, limit - taken) }
  })
}
