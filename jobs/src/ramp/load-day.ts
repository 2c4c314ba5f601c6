import type { Sql } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import type { DayDecision } from './close-day.ts'

/** The log of one day of the organisation: what people decided, what went out, what came back that day, and whether it was clean. */
export type Day = {
  on: string
  approved: number
  rejected: number
  edited: number
  /** Live sends that went, or count as sent. */
  sent: number
  proven: number
  unproven: number
  unknown: number
  refused: number
  opens: number
  replies: number
  bounces: number
  unsubscribes: number
  meetings: number
  topRejections: { tag: string; count: number }[]
  /** What was odd in the queue, by code. */
  anomalies: { code: string; message: string; count: number }[]
  alerts: number
  errors: number
  stops: number
  pendingAtGate: number
  clean: boolean
  whyNot: string[]
  /** Who says go or no-go on this day: named at the last close before it. */
  owner: string | null
  close: { decision: DayDecision; note: string; nextOwner: string; by: string; at: string } | null
}

type Row = Omit<Day, 'close' | 'anomalies'> & {
  decision: DayDecision | null
  note: string | null
  nextOwner: string | null
  closedBy: string | null
  closedAt: string | null
  overdue: number
  expired: number
  unapproved: number
  blocked: number
}

/** Drafts that wait longer than this at the end of the day are an anomaly, in hours. */
const overdueHours = 24

/** The most frequent tag of the rejections of a week that begins on that day of the organisation; null where nothing was rejected. */
export async function loadTopTag(db: Sql, monday: string): Promise<string | null> {
  const at = (days: number) => sql`((${monday}::date + ${days}::int)::timestamp at time zone setting('organisation', '{timeZone}'))`
  const { rows } = await db.execute<{ tag: string }>(sql`
    select v.tag from lasting_reviews(${at(0)}, ${at(7)}, 'infinity') v where v.decision = 'REJECT' group by v.tag order by count(*) desc, v.tag limit 1`)
  return rows[0]?.tag ?? null
}

/** The log of a day, YYYY-MM-DD of the organisation; null is today. */
export async function loadDay(db: Sql, asked: string | null): Promise<Day> {
  const on = asked ?? (await today(db))
  const { rows } = await db.execute<Row>(sql`
    with f as (select * from day_facts(array[${on}::date])),
    span as (select ${on}::date::timestamp at time zone setting('organisation', '{timeZone}') as a, (${on}::date + 1)::timestamp at time zone setting('organisation', '{timeZone}') as b),
    verdict as (select r.* from span cross join lateral lasting_reviews(span.a, span.b, 'infinity') r),
    heard as (
      select count(distinct g.lead_id) filter (where g.kind = 'EMAIL_OPENED' and g.detail ->> 'open' = 'human')::int as opens,
        (count(*) filter (where g.kind in ('EMAIL_REPLIED', 'LINKEDIN_REPLIED')))::int as replies, 
        -- Both are told more than once: by a mail that came back and the platform, by an answer and what the platform makes of it.
        count(distinct coalesce(g.lead_id, g.id)) filter (where g.kind = 'EMAIL_BOUNCED')::int as bounces,
        count(distinct coalesce(g.lead_id, g.id)) filter (where g.kind = 'UNSUBSCRIBED')::int as unsubscribes
      -- Signals are told apart by month by their id; a day covers clocks that differ.
      from signal g, span where g.at >= span.a and g.at < span.b and g.id >= uuid_v7_floor(span.a - interval '1 day')
    )
    select ${on} as on, f.sent, f.proven, f.unproven, f.unknown, f.refused, f.errors, f.stops, f.pending as "pendingAtGate", f.is_clean as clean, to_json(f.why_not) as "whyNot",
      f.decision, f.note, f.next_owner as "nextOwner", f.closed_by as "closedBy", f.closed_at as "closedAt",
      (select count(*)::int from verdict where decision = 'APPROVE') as approved, (select count(*)::int from verdict where decision = 'REJECT') as rejected,
      (select count(*)::int from verdict where decision = 'EDIT') as edited, (select count(*)::int from verdict where decision = 'UNAPPROVE') as unapproved,
      h.opens, h.replies, h.bounces, h.unsubscribes, (select count(*)::int from span, meetings_booked(span.a, span.b)) as meetings,
      coalesce((select json_agg(json_build_object('tag', t.tag, 'count', t.count)) from (
        select tag, count(*)::int as count from verdict where decision = 'REJECT' group by tag order by count(*) desc, tag limit 3) t), '[]') as "topRejections",
      (select count(*)::int from alert a, span where a.first_at >= span.a and a.first_at < span.b) as alerts,
      (select count(*)::int from draft d, span where d.status = 'PENDING' and not d.is_test and not d.is_decided_in_batch
        and d.created_at < least(span.b, business_now()) - make_interval(hours => ${overdueHours})) as overdue,
      -- As it was told then: what expired is cleaned up before the next dispatch.
      (select count(distinct t.detail ->> 'draft')::int from timeline_entry t, span where t.at >= span.a and t.at < span.b and t.id >= uuid_v7_floor(span.a - interval '1 day')
        and t.kind = 'draft' and t.detail ->> 'to' = 'EXPIRED') as expired,
      (select count(*)::int from draft d, span where d.status = 'BLOCKED' and d.created_at >= span.a and d.created_at < span.b) as blocked,
      (select c.next_owner from day_close c where c.day < ${on}::date order by c.day desc limit 1) as owner
    from f, heard h`)
  const [row] = rows
  if (!row) throw new Error(`the day ${on} has no facts`)
  const { decision, note, nextOwner, closedBy, closedAt, overdue, expired, unapproved, blocked, ...facts } = row
  const anomalies = [
    { code: 'OVERDUE', message: `waited for a decision longer than ${overdueHours} hours`, count: overdue },
    { code: 'EXPIRED', message: 'expired undecided', count: expired },
    { code: 'UNAPPROVED', message: 'lost their approval because a fact changed', count: unapproved },
    { code: 'BLOCKED', message: 'were blocked by a guard', count: blocked },
  ]
  return {
    ...facts,
    anomalies: anomalies.filter(({ count }) => count > 0),
    close:
      decision !== null && note !== null && nextOwner !== null && closedBy !== null && closedAt !== null
        ? { decision, note, nextOwner, by: closedBy, at: new Date(closedAt).toISOString() }
        : null,
  }
}

async function today(db: Sql): Promise<string> {
  const { rows } = await db.execute<{ day: string }>(sql`select organisation_day(business_now())::text as day`)
  if (!rows[0]) throw new Error('there is no today')
  return rows[0].day
}
