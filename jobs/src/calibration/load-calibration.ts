import type { Sql } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import { hotClasses } from '../replies/reply-class.ts'
import { readFit } from '../segment/fit.ts'
import { type IcpProfile, icpSection } from '../segment/icp-profile.ts'
import type { DecisionFacts } from '../segment/save-scores.ts'
import { loadSettings } from '../settings/load-settings.ts'
import { type Calibration, type CalibrationCase, calibrate } from './calibrate.ts'
import { type ProposedProfile, proposedProfile } from './proposed-profile.ts'

/** A lead has so many days to answer before its silence counts: most answers come within the first week. */
export const ripeDays = 7
/** The newest leads that were written to; more teach little. */
const mostCases = 20_000

type Row = { leadId: string; sentAt: string; facts: DecisionFacts; hasReplied: boolean; isPositive: boolean }

/** What the answers so far say of the profile in force, and what they propose. Changes nothing. */
export async function loadCalibration(db: Sql): Promise<Calibration & { proposal: ProposedProfile | null; profile: IcpProfile }> {
  const { version, document: profile } = await loadSettings(db, icpSection)
  const calibration = calibrate(await loadCases(db), profile, version)
  return { ...calibration, proposal: proposedProfile(calibration, profile), profile }
}

/**
 * Leads whose first message is proven to have gone out and whose time to answer is over, each by the last score before it: the score that made
 * somebody write. A positive reply or a meeting afterwards is a good outcome; test sends don't count.
 */
async function loadCases(db: Sql): Promise<CalibrationCase[]> {
  const { rows } = await db.execute<Row>(sql`
    with first_sent as (
      select s.lead_id, min(s.proven_at) as at from send s join batch b on b.id = s.batch_id
      where s.status = 'PROVEN' and s.proven_at is not null and s.lead_id is not null and not b.is_test group by s.lead_id
      having min(s.proven_at) < (select business_now()) - make_interval(days => ${ripeDays}) order by 2 desc, 1 limit ${mostCases}
    ), replied as (
      select r.lead_id, min(r.at) as at, min(r.at) filter (where r.class::text = any(${sql.param(hotClasses)}::text[])) as positive_at
      from reply r where r.lead_id is not null and not r.is_automatic and r.class not in ('OUT_OF_OFFICE', 'BOUNCE') group by r.lead_id
    ), met as (
      select m.lead_id, min(m.at) as at from meetings_booked('-infinity', 'infinity') m group by m.lead_id
    )
    select f.lead_id as "leadId", f.at as "sentAt", d.facts, coalesce(r.at >= f.at, false) as "hasReplied",
      coalesce(r.positive_at >= f.at, false) or coalesce(m.at >= f.at, false) as "isPositive"
    from first_sent f
    cross join lateral (select x.facts from score_decision x where x.lead_id = f.lead_id and x.at <= f.at order by x.id desc limit 1) d
    left join replied r on r.lead_id = f.lead_id left join met m on m.lead_id = f.lead_id`)
  return rows.map(({ leadId, sentAt, facts, hasReplied, isPositive }) => ({
    leadId,
    sentAt: new Date(sentAt),
    fit: facts.fit ?? readFit(facts.resolved ?? {}),
    intent: facts.intent,
    hasReplied,
    isPositive,
  }))
}
