import type { Reader } from '@swarm/db/read'
import { type KpiDimension, type KpiName, kpiDefinition, kpiNames } from '@swarm/jobs/kpis/kpi-definitions'
import { type SQL, sql } from 'drizzle-orm'

/** What is asked for: rows of [from, to), as things stood at `asOf`. */
export type KpiWindow = { from: Date; to: Date; asOf: Date | null }

const at = (instant: Date): SQL => sql`${instant.toISOString()}::timestamptz`

/** Where the window ends: nothing of after `asOf` counts. */
const end = ({ to, asOf }: KpiWindow): SQL => at(asOf !== null && asOf < to ? asOf : to)

/** Signals and take-backs of before: all of them, unless it is asked how things stood. */
const known = (instant: SQL, { asOf }: KpiWindow): SQL => (asOf === null ? sql`true` : sql`${instant} < ${at(asOf)}`)

/** What of a send each of its figures counts, and of which sends. */
const ofSends = {
  open_rate: { counted: sql`s.channel = 'EMAIL' and s.is_tracked`, hit: sql`s.opened` },
  reply_rate: { counted: sql`s.channel = 'EMAIL'`, hit: sql`s.replied` },
  bounce_rate: { counted: sql`s.channel = 'EMAIL'`, hit: sql`s.bounced` },
  unsubscribe_rate: { counted: sql`s.channel = 'EMAIL'`, hit: sql`s.unsubscribed` },
  linkedin_accept_rate: { counted: sql`s.channel = 'LINKEDIN'`, hit: sql`s.connected` },
} satisfies Partial<Record<KpiName, { counted: SQL; hit: SQL }>>

const ofReviews = {
  time_to_approve: { counted: sql`r.decision = 'APPROVE'`, hit: sql`true` },
  rejection_ratio: { counted: sql`true`, hit: sql`r.decision = 'REJECT'` },
} satisfies Partial<Record<KpiName, { counted: SQL; hit: SQL }>>

const heardKinds = ['EMAIL_OPENED', 'EMAIL_REPLIED', 'EMAIL_BOUNCED', 'UNSUBSCRIBED', 'LINKEDIN_CONNECTED'] as const

/** Sends of the window that the platform has proven. */
function provenSends(window: KpiWindow): SQL {
  return sql`
    select s.id, s.lead_id, s.draft_id, s.proven_at as at, s.channel, s.account, s.tier, s.angle, coalesce(s.campaign_id, s.batch_id) as container,
      d.variant, d.campaign, l.source, c.industry
    from send s
    join batch b on b.id = s.batch_id and not b.is_test
    join lead l on l.id = s.lead_id
    left join company c on c.id = l.company_id
    left join draft d on d.id = s.draft_id
    where s.status = 'PROVEN' and s.proven_at >= ${at(window.from)} and s.proven_at < ${end(window)} and d.is_test is not true`
}

/**
 * What came back of each of them. A signal belongs to the send that it names, else to the last one before it (an unsubscribe link names its
 * lead alone). Signals are told apart by month by their id; a day covers clocks that differ.
 */
function whatCameBack(window: KpiWindow): SQL {
  return sql`
    select a.send_id, bool_or(a.kind = 'EMAIL_OPENED') as told_of_open, bool_or(a.kind = 'EMAIL_OPENED' and a.open = 'human') as opened,
      bool_or(a.kind = 'EMAIL_REPLIED') as replied, bool_or(a.kind = 'EMAIL_BOUNCED') as bounced,
      bool_or(a.kind = 'UNSUBSCRIBED') as unsubscribed, bool_or(a.kind = 'LINKEDIN_CONNECTED') as connected
    from (
      select g.kind, g.detail ->> 'open' as open, coalesce(
        (g.detail ->> 'sendId')::uuid,
        (select p.id from send p where p.lead_id = g.lead_id and p.status = 'PROVEN' and p.proven_at <= g.at order by p.proven_at desc, p.id desc limit 1)
      ) as send_id
      from signal g
      where g.kind = any(${sql.param([...heardKinds])}::text[]) and g.id >= uuid_v7_floor(${at(window.from)} - interval '1 day') and ${known(sql`g.at`, window)}
        and g.lead_id in (select p.lead_id from proven p)
      offset 0
    ) a group by a.send_id`
}

/** Both together. A campaign tracks opens when it has told of any. */
const sentWithAnswers = sql`
  select s.*, coalesce(g.opened, false) as opened, coalesce(g.replied, false) as replied, coalesce(g.bounced, false) as bounced,
    coalesce(g.unsubscribed, false) as unsubscribed, coalesce(g.connected, false) as connected,
    coalesce(bool_or(g.told_of_open) over (partition by s.container), false) as is_tracked
  from proven s left join heard g on g.send_id = s.id`

/** Approvals and rejections that were not taken back. */
function reviewsOf(window: KpiWindow): SQL {
  return sql`
    select r.id, r.decision, r.at, r.actor, d.lead_id, d.id as draft_id, d.channel, d.campaign, d.tier, d.angle, d.variant, c.industry, l.source,
      extract(epoch from r.at - d.created_at)::double precision / 60 as minutes
    from review r
    join draft d on d.id = r.draft_id and not d.is_test
    join lead l on l.id = d.lead_id
    left join company c on c.id = l.company_id
    where r.decision in ('APPROVE', 'REJECT') and r.at >= ${at(window.from)} and r.at < ${end(window)} and not exists (
      select from review u where u.draft_id = r.draft_id and u.decision = 'UNDO' and u.draft_version = r.draft_version + 1 and ${known(sql`u.at`, window)})`
}

const nothing = (type: string): SQL => sql`null::${sql.raw(type)}`

/** The rows that figures count: one branch for each figure, all of the same shape. Both the figures and "exactly these rows" read it. */
function branchOf(name: KpiName): SQL | null {
  switch (name) {
    case 'icp_match_rate':
      return sql`select ${name}::text as name, s.id, s.at, s.tier is not null as is_hit, ${nothing('double precision')} as minutes, s.lead_id, ${nothing('uuid')} as send_id,
        ${nothing('uuid')} as draft_id, ${nothing('text')} as channel, ${nothing('text')} as campaign, ${nothing('text')} as account, s.tier, ${nothing('text')} as angle,
        ${nothing('text')} as variant, s.industry, s.source, ${nothing('text')} as reviewer from scored s`
    case 'open_rate':
    case 'reply_rate':
    case 'bounce_rate':
    case 'unsubscribe_rate':
    case 'linkedin_accept_rate':
      return sql`select ${name}::text as name, s.id, s.at, ${ofSends[name].hit} as is_hit, ${nothing('double precision')} as minutes, s.lead_id, s.id as send_id, s.draft_id,
        s.channel::text as channel, s.campaign, s.account, s.tier::text as tier, s.angle, s.variant, s.industry, s.source, ${nothing('text')} as reviewer
        from sent s where ${ofSends[name].counted}`
    case 'meetings':
      return sql`select ${name}::text as name, g.id, g.at, true as is_hit, ${nothing('double precision')} as minutes, g.lead_id, ${nothing('uuid')} as send_id,
        ${nothing('uuid')} as draft_id, ${nothing('text')} as channel, ${nothing('text')} as campaign, ${nothing('text')} as account, l.tier::text as tier, ${nothing('text')} as angle,
        ${nothing('text')} as variant, c.industry, l.source, ${nothing('text')} as reviewer
        from booked g join lead l on l.id = g.lead_id left join company c on c.id = l.company_id`
    case 'time_to_approve':
    case 'rejection_ratio':
      return sql`select ${name}::text as name, r.id, r.at, ${ofReviews[name].hit} as is_hit, r.minutes, r.lead_id, ${nothing('uuid')} as send_id, r.draft_id,
        r.channel::text as channel, r.campaign, ${nothing('text')} as account, r.tier::text as tier, r.angle, r.variant, r.industry, r.source, r.actor as reviewer
        from reviewed r where ${ofReviews[name].counted}`
    case 'positive_reply_rate':
      return null
    default:
      return name satisfies never
  }
}

/** A relation with one row for everything that these figures count, under the name `counted`. Null when they count nothing at all. */
function countedRows(names: readonly KpiName[], window: KpiWindow): SQL | null {
  const branches = names.flatMap((name) => branchOf(name) ?? [])
  if (branches.length === 0) return null
  return sql`(
    with proven as materialized (${provenSends(window)}), heard as materialized (${whatCameBack(window)}), sent as (${sentWithAnswers}), reviewed as (${reviewsOf(window)}), scored as (
      select s.id, s.at, s.lead_id, s.tier, c.industry, l.source from (
        select distinct on (x.lead_id) x.id, x.at, x.lead_id, x.result ->> 'tier' as tier from score_decision x
        where x.at >= ${at(window.from)} and x.at < ${end(window)} order by x.lead_id, x.at desc, x.id desc
      ) s join lead l on l.id = s.lead_id left join company c on c.id = l.company_id
    ), booked as (
      select g.id, g.at, g.lead_id from signal g where g.kind = 'MEETING_BOOKED' and g.at >= ${at(window.from)} and g.at < ${end(window)}
    ), zone as materialized (select setting('organisation', '{timeZone}') as name)
    select rows.*, split_part(rows.account, '@', 2) as domain, (rows.at at time zone zone.name)::date::text as day,
      date_trunc('week', rows.at at time zone zone.name)::date::text as week
    from (${sql.join(branches, sql` union all `)}) rows cross join zone
  ) counted`
}

const columns: Readonly<Record<KpiDimension, SQL>> = {
  DAY: sql`counted.day`,
  WEEK: sql`counted.week`,
  CHANNEL: sql`counted.channel`,
  CAMPAIGN: sql`counted.campaign`,
  ACCOUNT: sql`counted.account`,
  DOMAIN: sql`counted.domain`,
  TIER: sql`counted.tier`,
  ANGLE: sql`counted.angle`,
  VARIANT: sql`counted.variant`,
  INDUSTRY: sql`counted.industry`,
  SOURCE: sql`counted.source`,
  REVIEWER: sql`counted.reviewer`,
}

export type KpiGroup = Partial<Record<KpiDimension, string | null>>
export type KpiCount = {
  name: KpiName
  group: KpiGroup
  numerator: number
  denominator: number
  quartiles: [number, number, number] | null
}

/** Most groups that one answer has. */
export const mostGroups = 5_000

/** Figures that can be grouped so; the others have no such rows. */
export const groupable = (dimensions: readonly KpiDimension[]): KpiName[] =>
  kpiNames.filter((name) => dimensions.every((dimension) => kpiDefinition(name).dimensions.includes(dimension)))

/** What each figure counted, by group, in one statement; without dimensions every figure has its one row. At most `mostGroups` + 1 rows. */
export async function loadKpiCounts(reader: Reader, window: KpiWindow, dimensions: readonly KpiDimension[]): Promise<KpiCount[]> {
  const names = groupable(dimensions)
  const counted = countedRows(names, window)
  const by = dimensions.map((dimension) => columns[dimension])
  const group = by.length === 0 ? sql`'[]'::jsonb` : sql`jsonb_build_array(${sql.join(by, sql`, `)})`
  const found =
    counted === null
      ? []
      : await reader.read(
          async (db) =>
            (
              await db.execute<{
                name: KpiName
                values: (string | null)[]
                numerator: number
                denominator: number
                quartiles: [number, number, number] | null
              }>(sql`
                select counted.name, ${group} as values, (count(*) filter (where counted.is_hit))::int as numerator, count(*)::int as denominator,
                  to_jsonb(percentile_cont(array[0.25, 0.5, 0.75]) within group (order by counted.minutes)) as quartiles
                from ${counted} group by ${sql.join([sql`counted.name`, ...by], sql`, `)} order by ${sql.join([...by, sql`counted.name`], sql`, `)} limit ${mostGroups + 1}`)
            ).rows,
        )
  const rows = found.map(({ name, values, numerator, denominator, quartiles }): KpiCount => {
    const group: KpiGroup = {}
    for (const [place, dimension] of dimensions.entries()) group[dimension] = values[place] ?? null
    return { name, group, numerator, denominator, quartiles }
  })
  if (dimensions.length > 0) return rows.toSorted((a, b) => kpiNames.indexOf(a.name) - kpiNames.indexOf(b.name))
  return names.map((name) => rows.find((row) => row.name === name) ?? { name, group: {}, numerator: 0, denominator: 0, quartiles: null })
}

/** One thing that a figure counted. */
export type KpiSourceRow = {
  id: string
  at: Date
  isHit: boolean
  minutes: number | null
  leadId: string
  sendId: string | null
  draftId: string | null
}

/** The rows behind one figure of one group, as a relation with its conditions. Null for a figure that counts nothing yet. */
export function rowsBehind(name: KpiName, window: KpiWindow, group: KpiGroup): { from: SQL; conditions: SQL[]; columns: SQL } | null {
  const from = countedRows([name], window)
  if (from === null) return null
  const conditions = Object.entries(columns).flatMap(([dimension, column]) => {
    const value = Object.entries(group).find(([given]) => given === dimension)
    return value === undefined ? [] : [sql`${column} is not distinct from ${value[1]}::text`]
  })
  return {
    from,
    conditions,
    columns: sql`counted.id, counted.at, counted.is_hit as "isHit", counted.minutes, counted.lead_id as "leadId", counted.send_id as "sendId", counted.draft_id as "draftId"`,
  }
}
