import type { Sql } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import { InvalidInputError } from '../errors.ts'
import { loadSettings } from '../settings/load-settings.ts'
import { pricesSection } from '../settings/prices.ts'
import { type Costs, costsOf, type Spent } from './costs.ts'

/** Most days of one report. */
const mostDays = 400

/**
 * What days of the organisation cost, both ends included: credits as they were booked when a provider was asked (`provider_lookup`; one that is
 * asked again counts when it was asked last), money by the prices of the settings. Throws InvalidInputError.
 */
export async function loadCosts(db: Sql, from: string, to: string): Promise<Costs> {
  const days = (Date.parse(to) - Date.parse(from)) / 86_400_000 + 1
  if (!(days >= 1)) throw new InvalidInputError('to: must not be before from', ['to'])
  if (days > mostDays) throw new InvalidInputError(`to: at most ${mostDays} days`, ['to'])
  const { document: prices } = await loadSettings(db, pricesSection)
  const span = sql`select ${from}::date::timestamp at time zone setting('organisation', '{timeZone}') as a, (${to}::date + 1)::timestamp at time zone setting('organisation', '{timeZone}') as b`
  const { rows: spent } = await db.execute<Spent>(sql`
    with span as (${span})
    select p.provider, sum(p.credits)::double precision as credits, count(*)::int as asked, (count(*) filter (where p.is_found))::int as found
    from provider_lookup p, span where p.at >= span.a and p.at < span.b group by p.provider order by p.provider`)
  const { rows } = await db.execute<{ leads: number; replies: number; meetings: number }>(sql`
    with span as (${span})
    select (select count(*)::int from lead l, span where l.created_at >= span.a and l.created_at < span.b) as leads,
      (count(*) filter (where g.kind in ('EMAIL_REPLIED', 'LINKEDIN_REPLIED')))::int as replies,
      (select count(*)::int from span, meetings_booked(span.a, span.b)) as meetings
    -- Signals are told apart by month by their id; a day covers clocks that differ.
    from span left join signal g on g.at >= span.a and g.at < span.b and g.id >= uuid_v7_floor(span.a - interval '1 day')`)
  const [counts] = rows
  if (!counts) throw new Error('nothing was counted')
  return costsOf({ from, to, spent, counts, prices })
}
