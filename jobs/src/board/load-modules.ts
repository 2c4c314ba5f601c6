import type { Sql } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import { type Figure, type JudgedModule, judgeModules } from './judge-modules.ts'
import type { CheckCode } from './module-checks.ts'

type Row = { code: string; value: number | null; since: string | null; detail: string | null }

/** A process counts as live this long after its last report, in seconds. */
const liveSeconds = 15

/** The board as it stands now, in one statement. Ages are business time where the rows are; what processes do is real time. */
export async function loadModules(db: Sql): Promise<JudgedModule[]> {
  const { rows } = await db.execute<Row>(figures)
  const byCode = new Map(rows.map((row) => [row.code, row]))
  const figureOf = (code: CheckCode): Figure => {
    const row = byCode.get(code)
    if (!row) throw new Error(`nobody measures ${code}`)
    return { value: row.value, since: row.since === null ? null : new Date(row.since), detail: row.detail }
  }
  return judgeModules(figureOf)
}

const seconds = (since: ReturnType<typeof sql>, unit = 1) =>
  sql`extract(epoch from (select at from moment) - ${since}) / ${sql.raw(String(unit))}`
const realSeconds = (since: ReturnType<typeof sql>, unit = 1) =>
  sql`extract(epoch from clock_timestamp() - ${since}) / ${sql.raw(String(unit))}`
const minute = 60
const hour = 3_600

/** Providers that the newest runner could call; what is left of one that is no longer used says nothing. */
const used = (provider: ReturnType<typeof sql>) => sql`exists (select from provider_access u where u.provider = ${provider} and u.has_key)`

/** A breaker that holds calls now, as the guards read it: for how many minutes, by the alert that stands since it first opened. */
const breaker = (code: CheckCode, providers: readonly string[]) => sql`
  select ${code}, ${seconds(sql`min(coalesce(a.first_at, (select at from moment)))`, minute)}, min(a.first_at), string_agg(b.provider, ', ' order by b.provider)
  from provider_breaker b left join alert a on a.cause = 'breaker:' || b.provider and a.resolved_at is null
  where b.state = 'OPEN' and b.opened_at > clock_timestamp() - interval '60 seconds' and b.provider = any (${sql.param([...providers])}::text[]) and ${used(sql`b.provider`)}`

/** Hooks that we do not hear; what was heard last stands in the row. */
const deaf = (code: CheckCode, providers: readonly string[]) => sql`
  select ${code}, count(*), min(coalesce(h.polled_at, h.last_event_at, h.checked_at)), string_agg(h.provider || coalesce(': ' || h.problem, ''), '; ' order by h.provider)
  from provider_hook h where h.provider = any (${sql.param([...providers])}::text[]) and ${used(sql`h.provider`)}
    and not is_heard(h.is_hearing, h.checked_at)`

const figures = sql`
  with moment as materialized (select business_now() as at),
  stop as materialized (select e.set_at, e.reason from emergency_stop e where e.scope = 'ALL' and e.lifted_at is null),
  live as materialized (select p.* from process p where p.seen_at > clock_timestamp() - make_interval(secs => ${liveSeconds}))
  select f.code, f.value::float8 as value, f.since, f.detail from (
    select 'IMPORT_FAILED' as code, count(*)::numeric as value, min(i.finished_at) as since, string_agg(i.file_name, ', ' order by i.started_at desc) as detail
      from import i where i.status = 'FAILED' and i.started_at > (select at from moment) - interval '24 hours'
    union all
    select 'RUN_FAILED', count(*) filter (where r.nth < coalesce(r.good, 4)), min(r.finished_at) filter (where r.nth < coalesce(r.good, 4)),
      max(r.key || coalesce(': ' || r.failure, '')) filter (where r.nth = 1)
      from (select l.*, min(l.nth) filter (where l.status <> 'FAILED') over () as good from (
        select p.*, row_number() over (order by p.started_at desc, p.id desc) as nth from (
          select * from pipeline_run where status <> 'RUNNING' order by started_at desc, id desc limit 3) p) l) r
    union all ${breaker('ENRICHMENT_BREAKER', ['apollo', 'bettercontact', 'clay', 'zerobounce'])}
    union all
    select 'ENRICHMENT_WAITS', ${seconds(sql`min(e.created_at)`, hour)}, min(e.created_at), string_agg(distinct e.provider, ', ') from enrichment_request e where e.state = 'WAITING'
    union all ${breaker('MODEL_BREAKER', ['llm'])}
    union all
    select 'REVIEW_OVERDUE', count(distinct b.draft_id), min(b.at), null from sla_breach b join draft d on d.id = b.draft_id where d.status = 'PENDING'
    union all
    select 'EMERGENCY_STOP', count(*) + (select count(*) from live where emergency_stop), coalesce(min(s.set_at), (select min(started_at) from live where emergency_stop)), min(s.reason) from stop s
    union all
    select 'RESTORE_OPEN', count(*), min(r.found_at), min(r.evidence) from reconciliation r where r.closed_at is null
    union all
    select 'SHADOW_MODE', (setting('dispatch', '{shadowMode}') = 'true' or exists (select from live where shadow_mode))::int,
      (select min(v.created_at) from setting_version v where v.section = 'dispatch' and v.document ->> 'shadowMode' = 'true' and v.version > coalesce(
        (select max(o.version) from setting_version o where o.section = 'dispatch' and o.document ->> 'shadowMode' = 'false'), 0)), null
    union all
    select 'MOTION_PAUSED', count(*), min(m.paused_at), string_agg(lower(m.motion::text) || ': ' || m.reason, '; ') from motion_pause m where m.resumed_at is null
    union all
    select 'ANGLE_STOPPED', count(*), min(e.set_at), string_agg(substr(e.scope, 7), ', ' order by e.scope) from emergency_stop e where e.scope <> 'ALL' and e.lifted_at is null
    union all
    select 'SENDS_UNKNOWN', count(*), min(s.reserved_at), null from (select reserved_at from send where status = 'UNKNOWN' limit 1000) s
    union all
    select 'LEASE_OVERDUE', ${realSeconds(sql`min(a.lease_until)`)}, min(a.lease_until), null from send_attempt a where a.settled_at is null and a.lease_until < clock_timestamp()
    union all
    select 'RECALL_OPEN', ${seconds(sql`min(r.asked_at)`)}, min(r.asked_at), min(r.reason) from recall r where r.confirmed_at is null
    union all ${breaker('EMAIL_BREAKER', ['instantly', 'resend', 'smtp'])}
    union all ${deaf('EMAIL_DEAF', ['instantly', 'resend'])}
    union all
    select 'EMAIL_NO_ACCOUNT', case when bool_or(a.paused_at is null) then 0 else greatest(count(*), 1) end, max(a.paused_at), null
      from sending_account a where a.platform in ('INSTANTLY', 'RESEND', 'SMTP')
    union all
    select 'EMAIL_ACCOUNT_PAUSED', count(*), min(a.paused_at), string_agg(a.address, ', ' order by a.position)
      from sending_account a where a.platform in ('INSTANTLY', 'RESEND', 'SMTP') and a.paused_at is not null
    union all
    select 'LINKEDIN_CHECKLIST', count(*) filter (where c.passed is not true), null, string_agg(replace(c.name, '_', ' ') || ' (' || c.value || ')', ', ' order by c.place) filter (where c.passed is not true) from linkedin_checklist() c
    union all ${breaker('LINKEDIN_BREAKER', ['heyreach'])}
    union all ${breaker('NURTURE_BREAKER', ['ghl'])}
    union all ${deaf('NURTURE_DEAF', ['ghl'])}
    union all
    select 'BLOCKS_OPEN', ${seconds(sql`min(b.asked_at)`, hour)}, min(b.asked_at), min(b.last_error) from contact_block b where b.confirmed_at is null
    union all
    select 'CADENCE_LATE', case when not exists (select from stop) then ${seconds(sql`p.at`, minute)} end, p.at, null from (select) one left join cadence_pulse p on true
    union all
    select 'SENDS_PARKED', count(*), min(s.created_at), null from send s where s.batch_id is null and s.status = 'PLANNED'
    union all
    select 'TASKS_OVERDUE', count(*), min(t.due_at), null from task t where t.completed_at is null and t.cancelled_at is null and t.due_at < (select at from moment) - interval '1 day'
    union all
    select 'REVIVAL_CLOSED', ('REVIVAL' <> all (r.motions))::int, null, null from ramp_state() r
    union all
    select 'DELIVERY_WAITS', ${seconds(sql`min(d.received_at)`)}, min(d.received_at), string_agg(distinct d.provider, ', ')
      from (select provider, received_at from delivery where applied_at is null and error is null order by id limit 1000) d
    union all
    select 'DELIVERY_FAILED', count(*), min(d.received_at), string_agg(distinct d.provider, ', ') from (select provider, received_at from delivery where applied_at is null and error is not null limit 1000) d
    union all
    select 'REPLY_WAITS', ${seconds(sql`min(r.at)`, hour)}, min(r.at), null from reply r where r.confirmed_at is null and r.needs_person
    union all
    select 'REPLY_UNMATCHED', count(*), min(r.at), null from reply r where r.lead_id is null and r.confirmed_at is null
    union all
    select 'ERASURE_FAILED', count(*), min(e.asked_at), null from erasure e where 'FAILED' = any (e.waits_for)
    union all
    select 'ERASURE_WAITS', ${seconds(sql`min(e.asked_at)`, hour)}, min(e.asked_at), string_agg(distinct w, ', ') from erasure e left join unnest(e.waits_for) w on true where e.done_at is null
    union all
    select 'MEETING_UNKNOWN', count(*), min(m.requested_at), null from meeting m where m.status = 'UNKNOWN'
    union all
    select 'CALENDAR_UNREAD', ${seconds(sql`max(c.read_at)`, hour)}, max(c.read_at), max(c.problem) from calendar_reading c
    union all
    select 'ALERT_CRITICAL', count(*), min(a.first_at), string_agg(a.cause, ', ' order by a.first_at) from alert a where a.resolved_at is null and a.acknowledged_at is null and a.severity = 'CRITICAL'
    union all
    select 'ALERT_UNTOLD', count(distinct n.alert_id), min(n.created_at), string_agg(distinct n.problem, '; ') from alert_notice n join alert a on a.id = n.alert_id
      where (n.state in ('GIVEN_UP', 'UNKNOWN') or n.code = 'NOT_CONFIGURED') and a.last_at > (select at from moment) - interval '24 hours'
        and not exists (select from alert_notice h where h.alert_id = n.alert_id and h.state in ('SENT', 'DELIVERED'))
    union all
    select 'STATEMENT_DIFFERS', count(*), min(s.drawn_at), string_agg(s.day || ' ' || s.platform, ', ' order by s.day) from daily_statement s where s.day > organisation_day((select at from moment)) - 8 and s.differences <> '[]'
    union all
    select 'STATEMENT_UNDRAWN', count(*), min(s.drawn_at), string_agg(s.day || ' ' || s.platform || ': ' || s.problem, '; ' order by s.day) from daily_statement s
      where s.day > organisation_day((select at from moment)) - 8 and s.problem is not null and s.platform <> 'SMTP'
    union all
    select 'RUNNER_SILENT', coalesce(${realSeconds(sql`max(p.seen_at)`)}, 86400), max(p.seen_at), null from process p where p.kind = 'jobs'
    union all
    select 'VERSIONS', greatest(count(distinct p.version) - 1, 0), min(p.started_at), string_agg(distinct p.version, ', ') from live p
    union all
    select 'DEAD_LETTERS', count(*), min(j.created_on), string_agg(distinct coalesce(j.source_name, 'unknown'), ', ') from pgboss.job j where j.name = 'dead-letters' and j.state < 'active'
    union all
    select 'AUDIT_UNSEALED', ${realSeconds(sql`min(u.at)`)}, min(u.at), null from audit_unsealed u
    union all
    select 'AUDIT_BROKEN', (v.fault is not null)::int, v.finished_at, v.fault
      from (select) one left join lateral (select * from audit_verification where finished_at is not null order by started_at desc limit 1) v on true
    union all
    select 'AUDIT_UNVERIFIED', ${seconds(sql`coalesce(v.finished_at, i.born_at)`, hour)}, coalesce(v.finished_at, i.born_at), null
      from installation i left join lateral (select finished_at from audit_verification where finished_at is not null order by started_at desc limit 1) v on true
    union all
    select 'INVARIANT_BROKEN', coalesce(sum(c.broken), 0), min(c.at), string_agg(distinct array_to_string(c.invariants, ', '), ', ') from invariant_check c
      where c.broken > 0 and not exists (select from invariant_check p where p.at > c.at and p.broken = 0 and p.since <= c.since)
    union all
    select 'INVARIANTS_UNSEEN', ${realSeconds(sql`coalesce(max(c.at), (select born_at from installation))`, minute)}, max(c.at), null from invariant_check c
  ) f(code, value, since, detail)`
