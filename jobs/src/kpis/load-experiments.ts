import type { Sql } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import { type Arm, type Comparison, compareArms } from './experiment.ts'
import { experimentRules } from './experiment-rules.ts'

/** The two subjects of one version of an angle's text, as far as their answers are known. */
export type Experiment = Comparison & {
  angle: string
  templateVersion: number
  since: Date
  a: Arm
  b: Arm
  /** Emails that may still be answered. */
  waiting: number
  /** When it ended, and with which subject; null while both are written. */
  stoppedAt: Date | null
  winner: 'A' | 'B' | null
}

type Row = {
  angle: string
  templateVersion: number
  since: string
  aHits: number
  aCounted: number
  bHits: number
  bCounted: number
  waiting: number
  stoppedAt: string | null
  winner: 'A' | 'B' | null
}

/**
 * Every angle whose text has two subjects. An email is counted once its time to be answered is over, and then for good: what is counted never
 * changes afterwards, so that each look sees the same experiment, only longer. After its end only one
 * subject is written: what was sent then compares nothing.
 */
export async function loadExperiments(db: Sql): Promise<Experiment[]> {
  const { windowDays, answerDays } = experimentRules
  const { rows } = await db.execute<Row>(sql`
    with clock as materialized (select business_now() as now), sent as materialized (
      select s.id, s.proven_at as at, d.angle, d.template_version, d.variant, s.proven_at < c.now - make_interval(days => ${answerDays}) as is_over
      from clock c join send s on s.proven_at >= c.now - make_interval(days => ${windowDays}) and s.proven_at < c.now
      join draft d on d.id = s.draft_id and d.variant in ('A', 'B') and not d.is_test and not d.guard_notes @> '[{"code": "VARIANT_FELL_BACK"}]'
        -- A subject that a person wrote anew is neither of the two.
        and d.subject = coalesce(d.original_subject, d.subject)
      where s.status = 'PROVEN' and s.channel = 'EMAIL' and s.motion = 'OUTBOUND' and s.step = 1
        and exists (select from batch b where b.id = s.batch_id and not b.is_test)
    ), answered as materialized (
      select coalesce(
        (g.detail ->> 'sendId')::uuid,
        (select p.id from send p where p.lead_id = g.lead_id and p.status = 'PROVEN' and p.channel = 'EMAIL' and p.proven_at <= g.at order by p.proven_at desc, p.id desc limit 1)
      ) as send_id, min(g.at) as at
      from clock c join signal g on g.kind = 'EMAIL_REPLIED' and g.id >= uuid_v7_floor(c.now - make_interval(days => ${windowDays + 1}))
      group by 1
    )
    select s.angle, s.template_version as "templateVersion", min(s.at)::text as since,
      (count(*) filter (where s.is_over and s.variant = 'A'))::int as "aCounted",
      (count(*) filter (where s.is_over and s.variant = 'A' and a.at < s.at + make_interval(days => ${answerDays})))::int as "aHits",
      (count(*) filter (where s.is_over and s.variant = 'B'))::int as "bCounted",
      (count(*) filter (where s.is_over and s.variant = 'B' and a.at < s.at + make_interval(days => ${answerDays})))::int as "bHits",
      (count(*) filter (where not s.is_over))::int as waiting, e.stopped_at::text as "stoppedAt", e.winner
    from sent s left join answered a on a.send_id = s.id left join experiment_stop e on e.angle = s.angle and e.template_version = s.template_version
    where s.at < coalesce(e.stopped_at, 'infinity')
    group by s.angle, s.template_version, e.stopped_at, e.winner having count(distinct s.variant) = 2 order by s.angle, s.template_version desc`)
  return rows.map(({ angle, templateVersion, since, aHits, aCounted, bHits, bCounted, waiting, stoppedAt, winner }) => {
    const a = { hits: aHits, counted: aCounted }
    const b = { hits: bHits, counted: bCounted }
    const ended = { stoppedAt: stoppedAt === null ? null : new Date(stoppedAt), winner }
    return { angle, templateVersion, since: new Date(since), a, b, waiting, ...ended, ...compareArms(a, b) }
  })
}
