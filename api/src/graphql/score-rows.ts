import type { Reader } from '@swarm/db/read'
import { DEFAULT_ICP_PROFILE, icpProfileSchema, icpSection } from '@swarm/jobs/segment/icp-profile'
import { dropsOf, type Lift, liftsOf } from '@swarm/jobs/segment/lifts'
import { replayScore, type ScoreDecision, type ScoreReplay } from '@swarm/jobs/segment/replay-score'
import { intentOf } from '@swarm/jobs/segment/score'
import { STILL_JUDGED } from '@swarm/jobs/segment/still-judged'
import { loadSettings } from '@swarm/jobs/settings/load-settings'
import { sql } from 'drizzle-orm'
import { loadResolved, type ScoreReasonRow } from './lead-insight-rows.ts'
import { groupsInOrder } from './rows-in-order.ts'

/** Decisions of one lead that are shown, newest first. */
const mostDecisions = 20

/** One scoring of a lead as it was, and what the same input gives now. */
export type ScoreDecisionRow = {
  at: string
  profileVersion: number
  score: number
  tier: 'TIER_1' | 'TIER_2' | 'TIER_3' | null
  replay: ScoreReplay
}
export type ScoreChangesRow = { lifts: ScoreReasonRow[]; drops: ScoreReasonRow[] }

/** The smallest changes that would lift each lead to the next tier, and those that would drop it, each confirmed by scoring it. */
export async function loadScoreChanges(reader: Reader, leadIds: readonly string[]): Promise<ScoreChangesRow[]> {
  const { document: profile } = await reader.read((db) => loadSettings(db, icpSection))
  const { rows } = await reader.read((db) =>
    db.execute<{ id: string; intent: number }>(sql`select id, intent from lead where id = any(${sql.param([...leadIds])}::uuid[])`),
  )
  const intents = new Map(rows.map(({ id, intent }) => [id, intentOf(intent)]))
  const reason = ({ part, points, max, message }: Lift): ScoreReasonRow => ({ part, points, max, message })
  return (await loadResolved(reader, leadIds)).map((facts, place) => {
    const intent = intents.get(leadIds[place] ?? '')
    return { lifts: liftsOf(facts, profile, intent).map(reason), drops: dropsOf(facts, profile, intent).map(reason) }
  })
}

type Row = ScoreDecision & {
  leadId: string
  at: string
  profileVersion: number
  profile: unknown
  score: number
  tier: ScoreDecisionRow['tier']
}

/** The newest decisions of each lead, each replayed: what it saw, by the profile of its version. */
export async function loadScoreDecisions(reader: Reader, leadIds: readonly string[]): Promise<ScoreDecisionRow[][]> {
  const { rows } = await reader.read((db) =>
    db.execute<Row>(sql`
      select d.lead_id as "leadId", d.at, d.profile_version as "profileVersion", v.document as profile, d.facts, d.result,
        (d.result ->> 'score')::integer as score, d.result ->> 'tier' as tier
      from unnest(${sql.param([...leadIds])}::uuid[]) k(id)
      cross join lateral (select * from score_decision s where s.lead_id = k.id order by s.id desc limit ${mostDecisions}) d
      left join setting_version v on v.section = ${icpSection.name} and v.version = d.profile_version
      order by d.id desc`),
  )
  const profiles = new Map(
    rows.map(({ profileVersion, profile }) => [profileVersion, profile === null ? DEFAULT_ICP_PROFILE : icpProfileSchema.parse(profile)]),
  )
  return groupsInOrder(leadIds, rows, (row) => row.leadId).map((decisions) =>
    decisions.map(({ at, profileVersion, score, tier, facts, result }) => ({
      at,
      profileVersion,
      score,
      tier,
      replay: replayScore({ facts, result }, profiles.get(profileVersion) ?? DEFAULT_ICP_PROFILE),
    })),
  )
}

export type RescoringRow = { profileVersion: number; leads: number; waiting: number }

/** How far scoring by the newest profile has come. */
export async function loadRescoring(reader: Reader): Promise<RescoringRow> {
  return reader.read(async (db) => {
    const { version } = await loadSettings(db, icpSection)
    const { rows } = await db.execute<{ leads: number; waiting: number }>(sql`
      select count(*)::int as leads, (count(*) filter (where f.profile_version < ${version} or f.is_outdated))::int as waiting
      from lead_fit f join lead l on l.id = f.lead_id
      where l.status = any(${sql.param([...STILL_JUDGED])}::lead_status[]) or (l.status = 'DISQUALIFIED' and l.status_cause = 'score')`)
    return { profileVersion: version, leads: rows[0]?.leads ?? 0, waiting: rows[0]?.waiting ?? 0 }
  })
}
