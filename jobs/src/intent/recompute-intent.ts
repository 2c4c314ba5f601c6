import type { Sql } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import { businessNow } from '../business-now.ts'
import { loadSettings } from '../settings/load-settings.ts'
import { labelsOfInterest } from '../signals/instantly-events.ts'
import { intentSection } from './intent-settings.ts'

/** What is worth less than this is nothing, in points: a list of reasons ends somewhere. */
const least = 0.05

type Crossed = { leadId: string; name: string; points: number }

/**
 * Works out the intent of many leads from their signals in one statement, and why: each sign is worth its points, halved with every half-life
 * since; all together never more than the cap. Whoever comes above the threshold is told of once and their waiting drafts move up; below the
 * calm bound it begins anew. Call it in the transaction that changed the signals, or with time alone (`sweep-intent`).
 */
export async function recomputeIntent(tx: Sql, leadIds: readonly string[]): Promise<void> {
  if (leadIds.length === 0) return
  const { document: settings } = await loadSettings(tx, intentSection)
  const now = (await businessNow(tx)).toISOString()
  const weights = Object.entries(settings.weights).map(([kind, points]) => ({ kind, points }))
  const ids = [...new Set(leadIds)].toSorted()
  // Leads first and by id, as everybody locks them.
  await tx.execute(sql`select id from lead where id = any(${sql.param(ids)}::uuid[]) order by id for no key update`)
  const { rows: crossed } = await tx.execute<Crossed>(sql`
    with part as (
      select g.lead_id, g.kind, count(*)::int as times, max(g.at) as last_at,
        sum(w.points * power(0.5, greatest(extract(epoch from ${now}::timestamptz - g.at), 0) / 86400 / ${settings.halfLifeDays}::double precision)) as points
      from signal g join jsonb_to_recordset(${JSON.stringify(weights)}::jsonb) as w(kind text, points double precision) on w.kind = g.kind
      where g.lead_id = any(${sql.param(ids)}::uuid[]) and g.at > ${now}::timestamptz - make_interval(days => 10 * ceil(${settings.halfLifeDays}::double precision)::integer)
        -- Signals are told apart by month by their id; a day covers clocks that differ.
        and g.id >= uuid_v7_floor(${now}::timestamptz - make_interval(days => 10 * ceil(${settings.halfLifeDays}::double precision)::integer + 1))
        and (g.kind <> 'EMAIL_OPENED' or g.detail ->> 'open' is not distinct from 'human')
        and (g.kind <> 'INTEREST_LABELLED' or g.detail ->> 'text' = any(${sql.param([...labelsOfInterest])}::text[]))
      group by g.lead_id, g.kind
    ), total as (
      select k.id as lead_id, l.intent as former, least(coalesce(sum(p.points), 0), ${settings.cap}::double precision) as points,
        coalesce(jsonb_agg(jsonb_build_object('kind', p.kind, 'count', p.times, 'lastAt', p.last_at, 'points', round(p.points::numeric, 1)) order by p.points desc, p.kind)
          filter (where p.points >= ${least}), '[]') as reasons
      from unnest(${sql.param(ids)}::uuid[]) k(id) join lead l on l.id = k.id left join part p on p.lead_id = k.id group by k.id, l.intent
    ), kept as (
      insert into lead_intent as i (lead_id, points, reasons, computed_at, crossed_at)
      select t.lead_id, t.points, t.reasons, ${now}::timestamptz, case when t.points >= ${settings.alertAt}::double precision then ${now}::timestamptz end
      from total t where t.points >= ${least} or t.former > 0 or exists (select from lead_intent o where o.lead_id = t.lead_id) order by t.lead_id
      on conflict (lead_id) do update set points = excluded.points, reasons = excluded.reasons, computed_at = excluded.computed_at,
        crossed_at = case when excluded.points < ${settings.calmBelow}::double precision then null else coalesce(i.crossed_at, excluded.crossed_at) end
      returning i.lead_id, i.points, i.crossed_at is not null as is_high,
        i.crossed_at is not null and not exists (select from lead_intent former where former.lead_id = i.lead_id and former.crossed_at is not null) as has_crossed
    ), leads as (
      update lead l set intent = case when k.points >= ${least} then round(k.points::numeric, 2) else 0 end from kept k where l.id = k.lead_id
    ), lifted as (
      update draft d set is_lifted = k.is_high from kept k where d.lead_id = k.lead_id and d.status = 'PENDING' and d.is_lifted <> k.is_high returning d.id
    ), told as (
      select announce('draft', (select array_agg(id) from lifted)), announce('queue', array[null::uuid]) where exists (select from lifted)
    )
    select k.lead_id as "leadId", coalesce(l.full_name, l.email, 'A lead') as name, round(k.points::numeric, 1)::double precision as points
    from kept k join lead l on l.id = k.lead_id left join told on true where k.has_crossed order by k.lead_id`)
  for (const { leadId, name, points } of crossed) {
    const message = `${name} shows strong interest: ${points} of ${settings.cap} points. Their drafts stand first in their tier.`
    await tx.execute(sql`select raise_alert(${`intent:${leadId}`}, 'INFO', ${message})`)
  }
}
