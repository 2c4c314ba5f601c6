import { type SQL, sql } from 'drizzle-orm'
import { hotClasses } from '../replies/reply-class.ts'
import { industryKeyOf } from '../segment/industry-names.ts'
import type { Prices } from '../settings/prices.ts'
import type { KpiDimension, KpiName } from './kpi-definitions.ts'

/** What is asked for: rows of [from, to), as things stood at `asOf`, at these prices. */
export type KpiWindow = { from: Date; to: Date; asOf: Date | null; prices: Prices }

/** What a figure counts of the rows of a relation, which stand there as `r`. */
export type Counts = { name: KpiName; counted: SQL; hit: SQL }

/**
 * Things of one kind that figures count, one row each. Its columns: id, at, what the row is about (lead_id, send_id, draft_id, minutes, cents,
 * note), and those that `dimensions` reads, which are joined only where somebody groups by them.
 */
export type KpiRelation = {
  /** Common tables, and the relation as it is read: `<from> r`, with the joins of the dimensions. */
  tables: SQL
  from: SQL
  figures: readonly Counts[]
  /** What each groups by: texts, and dates. */
  dimensions: Partial<Record<KpiDimension, SQL>>
  /** What a row is about, where it is not null. */
  about: Partial<Record<'lead_id' | 'send_id' | 'draft_id' | 'minutes' | 'cents' | 'note', SQL>>
}

const at = (instant: Date): SQL => sql`${instant.toISOString()}::timestamptz`

/** Where the window ends: nothing of after `asOf` counts. */
const end = ({ to, asOf }: KpiWindow): SQL => at(asOf !== null && asOf < to ? asOf : to)

/** Signals of before: all of them, unless it is asked how things stood. */
const known = (instant: SQL, { asOf }: KpiWindow): SQL => (asOf === null ? sql`true` : sql`${instant} < ${at(asOf)}`)

const zone = sql`(select setting('organisation', '{timeZone}'))`

const ofTime = {
  DAY: sql`(r.at at time zone ${zone})::date`,
  WEEK: sql`date_trunc('week', r.at at time zone ${zone})::date`,
} satisfies KpiRelation['dimensions']

/** A lead's source and its company's industry, as they are now. Joins whose columns nobody reads are left out by the planner. */
const leadJoins = sql`left join lead l on l.id = r.lead_id left join company c on c.id = l.company_id`
const ofLead = { INDUSTRY: industryKeyOf(sql`c.industry`), SOURCE: sql`l.source` } satisfies KpiRelation['dimensions']

/**
 * The same for sends that are about most leads. `offset 0` keeps PostgreSQL from looking up the company of each send: it does so once for each lead, which are
 * fewer, but reads all of them, so a short window would pay for it.
 */
const allLeads = sql`left join (
  select l.id, l.source, ${ofLead.INDUSTRY} as industry from lead l left join company c on c.id = l.company_id offset 0
) a on a.id = r.lead_id`
const ofAllLeads = { INDUSTRY: sql`a.industry`, SOURCE: sql`a.source` } satisfies KpiRelation['dimensions']
/** From how long a window on that saves a tenth. */
const manySendsMs = 270 * 86_400_000

/** What was written, by the columns that each relation brings of it, whom it went out from and who let it out. */
const ofText = {
  CHANNEL: sql`r.channel::text`,
  CAMPAIGN: sql`r.campaign`,
  TIER: sql`r.tier::text`,
  ANGLE: sql`r.angle`,
  VARIANT: sql`r.variant`,
} satisfies KpiRelation['dimensions']
const ofAccount = { ACCOUNT: sql`r.account`, DOMAIN: sql`split_part(r.account, '@', 2)` } satisfies KpiRelation['dimensions']
const reviewer = { REVIEWER: sql`r.reviewer` } satisfies KpiRelation['dimensions']

/** The send that something of a lead belongs to: the last one before it that was proven, of its channel where it has one. */
const lastSend = (leadId: SQL, instant: SQL, ofChannel: SQL = sql`true`): SQL =>
  sql`(select p.id from proven_send p where p.lead_id = ${leadId} and p.at <= ${instant} and ${ofChannel} order by p.at desc, p.id desc limit 1)`
/** As a column, so that it is looked for only where it is read. */
const sendBefore = (leadId: SQL, instant: SQL): SQL => sql`${lastSend(leadId, instant)} as send_id`
/** That send, as `w`, and what it was written from. */
const sendJoins = sql`left join proven_send w on w.id = r.send_id left join send s on s.id = r.send_id`
const ofSendBefore = {
  CHANNEL: sql`w.channel::text`,
  CAMPAIGN: sql`w.campaign`,
  ANGLE: sql`w.angle`,
  VARIANT: sql`w.variant`,
  ACCOUNT: sql`w.account`,
  DOMAIN: sql`split_part(w.account, '@', 2)`,
  REVIEWER: sql`w.reviewer`,
} satisfies KpiRelation['dimensions']

/** What was heard of a send, as `proven_send.heard` keeps it (db/functions/proven-sends.sql says what each bit is). */
const has = (bit: number): SQL => sql`(r.heard & ${sql.raw(String(bit))}) > 0`

const ofSends: Pick<KpiRelation, 'figures' | 'dimensions' | 'about'> = {
  figures: [
    { name: 'open_rate', counted: sql`r.channel = 'EMAIL' and r.is_tracked`, hit: has(2) },
    { name: 'reply_rate', counted: sql`r.channel = 'EMAIL'`, hit: has(4) },
    { name: 'bounce_rate', counted: sql`r.channel = 'EMAIL'`, hit: has(8) },
    { name: 'unsubscribe_rate', counted: sql`r.channel = 'EMAIL'`, hit: has(16) },
    { name: 'linkedin_accept_rate', counted: sql`r.is_request`, hit: has(32) },
  ],
  dimensions: { ...ofTime, ...ofLead, ...ofText, ...ofAccount, ...reviewer },
  about: { lead_id: sql`r.lead_id`, send_id: sql`r.id`, draft_id: sql`s.draft_id` },
}

/** Sends of the window that the platform has proven, and what came back of each. A campaign tracks opens when it has told of any. */
function sendsOf(window: KpiWindow, grouping: readonly KpiDimension[]): KpiRelation {
  if (window.asOf !== null) return sendsAsOf(window)
  const isOfMost = grouping.includes('INDUSTRY') && Number(window.to) - Number(window.from) >= manySendsMs
  const inWindow = sql`p.at >= ${at(window.from)} and p.at < ${end(window)}`
  return {
    ...ofSends,
    dimensions: { ...ofSends.dimensions, ...(isOfMost ? ofAllLeads : {}) },
    // As an array it is put together once; as a table each of PostgreSQL's parallel workers would put it together for itself.
    tables: sql`tracking as (select * from unnest(array(select distinct p.container from proven_send p where ${inWindow} and p.heard & 1 > 0)) t(container))`,
    from: sql`(
      select p.*, k.container is not null as is_tracked from proven_send p left join tracking k on k.container = p.container where ${inWindow}
    ) r ${isOfMost ? allLeads : leadJoins} left join send s on s.id = r.id`,
  }
}

/** The same as things stood before, from the signals of until then. A signal belongs to the send that it names, else to the last one before it that it can be about. */
function sendsAsOf(window: KpiWindow): KpiRelation {
  return {
    ...ofSends,
    tables: sql`heard as materialized (
      select a.send_id, bit_or(a.bit) as heard from (
        select heard_bit(g.kind, g.detail) as bit, coalesce(
          (g.detail ->> 'sendId')::uuid,
          (select p.id from send p where p.lead_id = g.lead_id and p.status = 'PROVEN' and p.action = heard_of(g.kind) and p.proven_at <= g.at
            order by p.proven_at desc, p.id desc limit 1)
        ) as send_id
        from signal g
        where heard_bit(g.kind, g.detail) > 0 and g.id >= uuid_v7_floor(${at(window.from)} - interval '1 day') and ${known(sql`g.at`, window)}
        offset 0
      ) a group by a.send_id
    ), proven as materialized (
      select p.id, p.lead_id, p.container, p.at, p.channel, p.tier, p.account, p.angle, p.campaign, p.variant, p.reviewer, p.is_request,
        coalesce(h.heard, 0) as heard
      from proven_send p left join heard h on h.send_id = p.id where p.at >= ${at(window.from)} and p.at < ${end(window)}
    ), tracking as materialized (select distinct p.container from proven p where p.heard & 1 > 0)`,
    from: sql`(
      select p.*, k.container is not null as is_tracked from proven p left join tracking k on k.container = p.container
    ) r ${leadJoins} left join send s on s.id = r.id`,
  }
}

/** Approvals and rejections that were not taken back. What is read of their drafts stands in the index `draft_figures`, of all but tests: the table is wide, and reading it took seconds. */
function reviewsOf(window: KpiWindow): KpiRelation {
  return {
    tables: sql`reviewed as (
      select r.id, r.decision, r.at, r.actor as reviewer, d.lead_id, r.draft_id, d.channel, d.campaign, d.tier, d.angle, d.variant,
        extract(epoch from r.at - d.created_at)::double precision / 60 as minutes
      from lasting_reviews(${at(window.from)}, ${end(window)}, ${window.asOf === null ? sql`'infinity'` : at(window.asOf)}) r
        join draft d on d.id = r.draft_id and not d.is_test
      where r.decision in ('APPROVE', 'REJECT')
    )`,
    from: sql`reviewed r ${leadJoins}`,
    figures: [
      { name: 'time_to_approve', counted: sql`r.decision = 'APPROVE'`, hit: sql`true` },
      { name: 'rejection_ratio', counted: sql`true`, hit: sql`r.decision = 'REJECT'` },
    ],
    dimensions: { ...ofTime, ...ofLead, ...ofText, ...reviewer },
    about: { lead_id: sql`r.lead_id`, draft_id: sql`r.draft_id`, minutes: sql`r.minutes` },
  }
}

/** Answers of leads, with the email or message that they answer: that of its conversation, else the last one of its channel that was proven to be sent before. */
function repliesOf(window: KpiWindow): KpiRelation {
  // What a person said later was not known then: it was what one had said before, else what the rules had read.
  const said =
    window.asOf === null
      ? sql`r.class`
      : sql`coalesce((select b.to_class from reply_label b where b.reply_id = r.id and b.at < ${at(window.asOf)} order by b.at desc, b.id desc limit 1), r.read_as)`
  return {
    tables: sql`replied as (
      select r.id, r.at, r.lead_id, ${said} as class, r.channel, coalesce(
          (select p.id from signal g join proven_send p on p.id = (g.detail ->> 'sendId')::uuid
            where g.lead_id = r.lead_id and g.at = r.at and g.delivery_id = r.delivery_id and g.kind in ('EMAIL_REPLIED', 'LINKEDIN_REPLIED')
              -- Signals are told apart by month by their id.
              and g.id >= uuid_v7_floor(r.at - interval '1 day') and g.id < uuid_v7_floor(r.at + interval '1 day') limit 1),
          ${lastSend(sql`r.lead_id`, sql`r.at`, sql`p.channel = r.channel`)}
        ) as send_id
      from reply r
      where r.lead_id is not null and not r.is_automatic and ${said} not in ('OUT_OF_OFFICE', 'BOUNCE') and r.at >= ${at(window.from)} and r.at < ${end(window)}
    )`,
    from: sql`replied r ${leadJoins} ${sendJoins}`,
    figures: [{ name: 'positive_reply_rate', counted: sql`true`, hit: sql`r.class::text = any(${sql.param(hotClasses)}::text[])` }],
    dimensions: { ...ofTime, ...ofLead, ...ofSendBefore, CHANNEL: sql`r.channel::text`, TIER: sql`w.tier::text` },
    about: { lead_id: sql`r.lead_id`, send_id: sql`r.send_id`, draft_id: sql`s.draft_id` },
  }
}

/** Leads that were scored, each once, by its last score in the window. */
function scoresOf(window: KpiWindow): KpiRelation {
  return {
    tables: sql`scored as (
      select distinct on (x.lead_id) x.id, x.at, x.lead_id, x.tier from score_decision x
      where x.at >= ${at(window.from)} and x.at < ${end(window)} order by x.lead_id, x.id desc
    )`,
    from: sql`scored r ${leadJoins}`,
    figures: [{ name: 'icp_match_rate', counted: sql`true`, hit: sql`r.tier is not null` }],
    dimensions: { ...ofTime, ...ofLead, TIER: sql`r.tier` },
    about: { lead_id: sql`r.lead_id` },
  }
}

const bookedIn = (window: KpiWindow): SQL => sql`meetings_booked(${at(window.from)}, ${end(window)})`

/** Meetings, each with what was written last before it: the last email or message that was proven to be sent. */
function meetingsOf(window: KpiWindow): KpiRelation {
  return {
    tables: sql`booked as (select m.id, m.at, m.lead_id, ${sendBefore(sql`m.lead_id`, sql`m.at`)} from ${bookedIn(window)} m)`,
    from: sql`booked r ${leadJoins} ${sendJoins}`,
    figures: [{ name: 'meetings', counted: sql`true`, hit: sql`true` }],
    dimensions: { ...ofTime, ...ofLead, ...ofSendBefore, TIER: sql`l.tier::text` },
    about: { lead_id: sql`r.lead_id`, send_id: sql`r.send_id`, draft_id: sql`s.draft_id` },
  }
}

/** Whom a look-up was about: by the address or profile that it is kept under, by our question, or by the provider's id of whom a search found. */
const lookedUp = sql`coalesce(
  (select q.lead_id from enrichment_request q where q.id = case when p.key ~ '^(refresh:)?[0-9a-f-]{36}$' then right(p.key, 36)::uuid end),
  (select l.id from lead l where l.person_key = k.name or l.linkedin_key = k.name order by l.id limit 1),
  (select a.lead_id from lead_alias a where a.key = k.name), f.lead_id)`

/**
 * Meetings, and beside them each look-up that cost credits, in hundredths of the currency (parts of them too: many credits cost less than one),
 * null where nobody has set a price; what was written last is that of the lead they are about.
 */
function costsOf(window: KpiWindow): KpiRelation {
  return {
    tables: sql`spent as (
      select m.id, m.at, m.lead_id, null::double precision as cents, null::text as note from ${bookedIn(window)} m
      union all
      select md5(p.provider || ' ' || p.key)::uuid, p.at, ${lookedUp}, nullif(p.credits * (c.price::numeric * 100), 0)::double precision, format('%s: %s credits', p.provider, p.credits)
      from provider_lookup p left join jsonb_each_text(${JSON.stringify(window.prices.perCredit)}::jsonb) c(provider, price) on c.provider = p.provider
      cross join lateral (select regexp_replace(p.key, '^(email|linkedin):', '') as name) k
      left join (
        select 'id:' || f.provider_person_id as key, min(f.lead_id::text)::uuid as lead_id from pipeline_run_found f where f.lead_id is not null group by 1
      ) f on f.key = p.key
      where p.credits > 0 and p.at >= ${at(window.from)} and p.at < ${end(window)}
    ), spent_on as (
      select x.*, ${sendBefore(sql`x.lead_id`, sql`case when x.note is null then x.at else ${end(window)} end`)} from spent x
    )`,
    from: sql`spent_on r ${leadJoins} ${sendJoins}`,
    figures: [{ name: 'cost_per_meeting', counted: sql`true`, hit: sql`r.note is null` }],
    dimensions: { ...ofTime, ...ofLead, ...ofSendBefore, TIER: sql`l.tier::text` },
    about: { lead_id: sql`r.lead_id`, cents: sql`r.cents`, note: sql`r.note` },
  }
}

/** Days of the organisation that are over and on which live requests were made, each with what a person had to do beyond the gate. */
function daysOf(window: KpiWindow): KpiRelation {
  return {
    tables: sql`live_day as materialized (
      select uuid_v7_floor(t.begins_at) as id, t.begins_at as at, array_to_string(array(
        select format('emergency stop set by %s', e.set_by) from emergency_stop e where not e.is_drill and e.set_at >= t.begins_at and e.set_at < t.ends_at
        union all select format('stop lifted by %s', e.lifted_by) from emergency_stop e where not e.is_drill and e.lifted_at >= t.begins_at and e.lifted_at < t.ends_at
        union all select format('%s resumed by %s', lower(m.motion::text), m.resumed_by) from motion_pause m where m.resumed_at >= t.begins_at and m.resumed_at < t.ends_at
        union all select 'batch cancelled' from batch b where b.status = 'CANCELLED' and b.finished_at >= t.begins_at and b.finished_at < t.ends_at and not b.is_test
          and not exists (select from send s where s.batch_id = b.id and s.code = 'BATCH_REPLACED')
        union all select 'run cancelled' from pipeline_run n where n.status = 'CANCELLED' and n.finished_at >= t.begins_at and n.finished_at < t.ends_at
      ), '; ') as note
      from generate_series(date_trunc('day', ${at(window.from)} at time zone ${zone}), ${end(window)} at time zone ${zone}, interval '1 day') d(day)
      cross join lateral (select d.day at time zone ${zone} as begins_at, (d.day + interval '1 day') at time zone ${zone} as ends_at) t
      where t.begins_at >= ${at(window.from)} and t.begins_at < ${end(window)} and t.ends_at <= (select least(business_now(), ${end(window)} + interval '1 day', ${window.asOf === null ? sql`null` : at(window.asOf)}))
        and exists (
          select from send s join batch b on b.id = s.batch_id and not b.is_test
          where s.ceiling_day = d.day::date and s.status in ('IN_FLIGHT', 'ACCEPTED', 'PROVEN', 'UNKNOWN', 'REFUSED'))
    )`,
    from: sql`live_day r`,
    figures: [{ name: 'autonomous_days', counted: sql`true`, hit: sql`r.note = ''` }],
    dimensions: {},
    about: { note: sql`nullif(r.note, '')` },
  }
}

type Make = (window: KpiWindow, grouping: readonly KpiDimension[]) => KpiRelation
const relations: readonly Make[] = [scoresOf, sendsOf, repliesOf, reviewsOf, meetingsOf, costsOf, daysOf]

/** The relations that count any of these figures, each with those alone, to be grouped so. A figure that counts nothing yet has none. */
export function relationsOf(names: readonly KpiName[], window: KpiWindow, grouping: readonly KpiDimension[]): KpiRelation[] {
  return relations.flatMap((make) => {
    const relation = make(window, grouping)
    const figures = relation.figures.filter(({ name }) => names.includes(name))
    return figures.length === 0 ? [] : [{ ...relation, figures }]
  })
}
