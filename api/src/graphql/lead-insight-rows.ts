import type { Reader } from '@swarm/db/read'
import { FACT_NAMES, type ResolvedFacts } from '@swarm/jobs/enrich/facts'
import { factsOf } from '@swarm/jobs/enrich/load-facts'
import { resolveFacts } from '@swarm/jobs/enrich/resolve-facts'
import type { ScoreReason } from '@swarm/jobs/segment/score'
import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { groupsInOrder } from './rows-in-order.ts'

export type FactRow = { name: string; value: unknown; provider: string; confidence: number | null; at: string }

const reasonsSchema = z.object({
  reasons: z.array(z.object({ part: z.string(), points: z.number(), max: z.number().nullable(), message: z.string() })),
})

export type ScoreReasonRow = Omit<ScoreReason, 'part'> & { part: string }

/** Why each lead has its score: the reasons of its newest decision; none for a lead that was never scored. */
export async function loadScoreReasons(reader: Reader, leadIds: readonly string[]): Promise<ScoreReasonRow[][]> {
  const { rows } = await reader.read((db) =>
    db.execute<{ leadId: string; result: unknown }>(sql`
      select distinct on (lead_id) lead_id as "leadId", result from score_decision where lead_id = any(${sql.param([...leadIds])}::uuid[]) order by lead_id, id desc`),
  )
  const byLead = new Map(rows.map(({ leadId, result }) => [leadId, reasonsSchema.safeParse(result).data?.reasons ?? []]))
  return leadIds.map((id) => byLead.get(id) ?? [])
}

/** What is known of many leads, in one statement. */
export async function loadResolved(reader: Reader, leadIds: readonly string[]): Promise<ResolvedFacts[]> {
  const { rows } = await reader.read((db) =>
    db.execute<{ leadId: string; provider: string; facts: unknown; observedAt: string }>(sql`
      select lead_id as "leadId", provider, facts, observed_at as "observedAt" from lead_observation where lead_id = any(${sql.param([...leadIds])}::uuid[])`),
  )
  return groupsInOrder(leadIds, rows, (row) => row.leadId).map((observations) =>
    resolveFacts(observations.flatMap((one) => factsOf(one.facts, one.provider, new Date(one.observedAt)))),
  )
}

/** The one fact per name that counts now, for many leads in one statement. */
export async function loadFactRows(reader: Reader, leadIds: readonly string[]): Promise<FactRow[][]> {
  const resolved = await loadResolved(reader, leadIds)
  return resolved.map((facts) => FACT_NAMES.flatMap((name) => facts[name] ?? []))
}
