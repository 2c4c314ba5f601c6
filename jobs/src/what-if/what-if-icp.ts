import type { Sql } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import type { ResolvedFacts } from '../enrich/facts.ts'
import { type IcpProfile, icpSection } from '../segment/icp-profile.ts'
import { type Intent, scoreLead } from '../segment/score.ts'
import type { Tier } from '../segment/tier.ts'

export type TierChange = { leadId: string; from: Tier | null; to: Tier | null; score: number; openDrafts: number }

/** Leads that one what-if scores again, those that were scored last. */
const mostLeads = 20_000

type Row = { leadId: string; tier: Tier | null; facts: { resolved: ResolvedFacts; intent: Intent }; openDrafts: number }

/**
 * Which leads another ICP profile would put into another tier: those that nobody has written to yet, each by the facts of its last score,
 * and how many open drafts they have. Changes nothing.
 */
export async function whatIfIcp(db: Sql, document: unknown): Promise<{ scored: number; changes: TierChange[] }> {
  const profile: IcpProfile = icpSection.schema.parse(document)
  const { rows } = await db.execute<Row>(sql`
    select l.id as "leadId", case when l.status = 'DISQUALIFIED' then null else l.tier end as tier, d.facts,
      (select count(*)::int from draft w where w.lead_id = l.id and w.status in ('PENDING', 'APPROVED') and not w.is_test) as "openDrafts"
    from lead l join lateral (select s.facts from score_decision s where s.lead_id = l.id order by s.at desc, s.id desc limit 1) d on true
    where l.stage = 'PIPELINE' or (l.status = 'DISQUALIFIED' and l.status_cause = 'score')
    order by l.updated_at desc, l.id limit ${mostLeads}`)
  const changes = rows.flatMap(({ leadId, tier, facts, openDrafts }) => {
    const result = scoreLead(facts.resolved, profile, facts.intent)
    return result.tier === tier ? [] : [{ leadId, from: tier, to: result.tier, score: result.score, openDrafts }]
  })
  return { scored: rows.length, changes }
}
