import type { Sql } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import { loadFigures } from './figures.ts'
import type { RampCriterion, Tier } from './load-ramp.ts'

type Facts = {
  since: string
  needed: number
  clean: number
  sent: number
  rejectedBefore: number | null
  rejectedAfter: number | null
  mismatchBefore: number | null
  mismatchAfter: number | null
}

/** What people decided since the tier's canary began, and in the 30 days before. */
async function loadFacts(db: Sql, tier: Tier): Promise<Facts> {
  const { rows } = await db.execute<Facts>(sql`
    with span as (
      select f.since, setting('dispatch', '{ramp,canaryDays}')::int as needed, z.zone, f.since::timestamp at time zone z.zone as began_at
      from (select greatest(ramp_began_on(), (select max(organisation_day(o.at)) from ramp_opening o where o.tier <> ${tier}::tier)) as since) f,
        (select setting('organisation', '{timeZone}') as zone) z
    ), verdict as (
      select r.decision = 'REJECT' as is_rejected, coalesce(r.tag = 'personalization_mismatch', false) as is_mismatch, r.at >= span.began_at as is_after
      from span cross join lateral counted_verdicts((span.since - 30)::timestamp at time zone span.zone) r
    )
    select span.since::text, span.needed, steady_days(span.since, span.needed) as clean,
      (select count(*)::int from send s join batch b on b.id = s.batch_id
        where s.ceiling_day >= span.since and s.tier = ${tier}::tier and s.channel = 'EMAIL' and s.status = 'PROVEN' and not b.is_test) as sent,
      (select avg(is_rejected::int)::float from verdict where not is_after) as "rejectedBefore", (select avg(is_rejected::int)::float from verdict where is_after) as "rejectedAfter",
      (select avg(is_mismatch::int)::float from verdict where not is_after) as "mismatchBefore", (select avg(is_mismatch::int)::float from verdict where is_after) as "mismatchAfter"
    from span`)
  if (!rows[0]) throw new Error('a tier has no facts')
  return rows[0]
}

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`

/** The queue drifts when more is rejected than in the 30 days before the canary. */
function driftOf(name: string, before: number | null, after: number | null): RampCriterion {
  return {
    name,
    passed: after !== null && (before === null || after <= before),
    value: after === null ? 'no decision yet' : percent(after),
    required: before === null ? 'not rising' : `at most ${percent(before)}, as in the 30 days before`,
    evidence: { before, after },
  }
}

/** What must hold before a tier that has its canary opens in full: clean days, no drift of the queue, and no figure with a red flag. */
export async function loadTierCriteria(db: Sql, tier: Tier): Promise<RampCriterion[]> {
  const { since, needed, clean, sent, rejectedBefore, rejectedAfter, mismatchBefore, mismatchAfter } = await loadFacts(db, tier)
  return [
    { name: 'clean_days', passed: clean >= needed, value: String(clean), required: `${needed} since ${since}`, evidence: { since } },
    { name: 'canary_sent', passed: sent > 0, value: String(sent), required: 'a proven email of that tier', evidence: { since, tier } },
    driftOf('rejections_not_rising', rejectedBefore, rejectedAfter),
    driftOf('mismatch_not_rising', mismatchBefore, mismatchAfter),
    ...(await loadFigures(db, since)),
  ]
}
