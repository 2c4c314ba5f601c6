import type { Sql, Writer } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import type { Log } from '../log.ts'
import { type Counted, spikeOf } from './spike.ts'

/** How far back mails count, in business days; what was sent before a person resumed the motion counts no more. */
const windowDays = 7

type MotionCount = Counted & { motion: string; since: string }

/**
 * Pauses every motion whose bounces, unsubscribes or complaints spike: asked every hour and with every bounce that is applied. A person
 * resumes it (`resumeMotion`). Returns the motions that were paused just now.
 */
export async function pauseSpikes(writer: Writer, log: Log): Promise<string[]> {
  const paused: string[] = []
  for (const counted of await countByMotion(writer.sql)) {
    const spike = spikeOf(counted)
    if (spike === null) continue
    const evidence = { hits: spike.hits, sent: spike.sent, since: counted.since }
    const isNew = await writer.transaction(async (tx) => {
      const { rows } = await tx.execute<{ isNew: boolean }>(sql`
        select pause_motion(${counted.motion}::motion, ${spike.cause}, ${spike.reason}, ${JSON.stringify(evidence)}::jsonb, 'KPI monitor') as "isNew"`)
      return rows[0]?.isNew === true
    })
    if (!isNew) continue
    paused.push(counted.motion)
    // No fault of ours: what must happen after such mails has happened, and an alert tells it.
    log.warn({ motion: counted.motion, ...spike }, 'safety: a motion is paused')
  }
  return paused
}

/** Mails that are proven to be sent, or came back, by motion; a signal that names no send belongs to the last one before it. Complaints are told by Resend, and by GoHighLevel where its mail service does; unknown elsewhere. */
async function countByMotion(db: Sql): Promise<MotionCount[]> {
  const { rows } = await db.execute<MotionCount>(sql`
    with span as materialized (
      select m.motion, greatest((select business_now()) - make_interval(days => ${windowDays}), (select max(p.resumed_at) from motion_pause p where p.motion = m.motion)) as since
      from unnest(enum_range(null::motion)) m(motion)
    ), sent as materialized (
      select s.id, s.motion, s.lead_id, s.accepted_at, s.status = 'PROVEN' as is_proven, s.platform in ('RESEND', 'GHL') as tells
      from send s join span on span.motion = s.motion and s.accepted_at >= span.since join batch b on b.id = s.batch_id and not b.is_test
      where s.channel = 'EMAIL' and s.accepted_at >= (select min(since) from span)
    ), heard as materialized (
      select coalesce((g.detail ->> 'sendId')::uuid, (
          select s.id from sent s where s.lead_id = g.lead_id and s.accepted_at <= g.at order by s.accepted_at desc limit 1)) as send_id,
        bool_or(g.kind = 'EMAIL_BOUNCED') as bounced, bool_or(g.kind = 'UNSUBSCRIBED') as unsubscribed,
        bool_or(g.detail ->> 'complaint' = 'true') as complained
      from signal g
      where g.lead_id in (select s.lead_id from sent s) and g.kind in ('EMAIL_BOUNCED', 'UNSUBSCRIBED')
        and g.id >= uuid_v7_floor((select min(since) from span) - interval '1 day')
      group by 1
    )
    select s.motion, min(span.since)::text as since, (count(*) filter (where s.is_proven or h.bounced))::int as sent,
      (count(*) filter (where h.bounced))::int as bounced, (count(*) filter (where h.unsubscribed))::int as unsubscribed,
      case when bool_or(s.tells) then (count(*) filter (where h.complained))::int end as complained
    from sent s join span on span.motion = s.motion left join heard h on h.send_id = s.id group by s.motion order by s.motion`)
  return rows
}
