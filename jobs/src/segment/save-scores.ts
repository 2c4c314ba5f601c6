import type { Sql } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import type { ResolvedFacts } from '../enrich/facts.ts'
import type { LeadFit } from './fit.ts'
import type { Intent, ScoreResult } from './score.ts'

export type Scored = {
  leadId: string
  /** What it was read from; left out when what was read before is weighed anew: then it is that of the decision before. */
  resolved?: ResolvedFacts
  fit: LeadFit
  intent: Intent
  result: ScoreResult
}

/** What a decision saw, as it is kept. Decisions of earlier versions hold the facts alone. */
export type DecisionFacts = { resolved?: ResolvedFacts; fit?: LeadFit; intent: Intent }

/** One decision for each scored lead, what it saw and what came out, to be replayed to the bit; and what was read, for the next profile. */
export async function saveScores(tx: Sql, at: Date, profileVersion: number, scored: readonly Scored[]): Promise<void> {
  if (scored.length === 0) return
  const rows = scored.map(({ leadId, resolved, fit, intent, result }) => {
    const facts: DecisionFacts = { ...(resolved ? { resolved } : {}), fit, intent }
    return { lead_id: leadId, facts, result }
  })
  await tx.execute(sql`
    with given as (
      select * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as d(lead_id uuid, facts jsonb, result jsonb)
    ), kept as (
      insert into lead_fit (lead_id, fit, profile_version) select lead_id, facts -> 'fit', ${profileVersion}::integer from given order by lead_id
      on conflict (lead_id) do update set fit = excluded.fit, profile_version = excluded.profile_version, is_outdated = false
    )
    insert into score_decision (lead_id, profile_version, facts, result, at)
    select g.lead_id, ${profileVersion}::integer, case when before.resolved is null then '{}' else jsonb_build_object('resolved', before.resolved) end || g.facts, g.result, ${at.toISOString()}::timestamptz
    from given g left join lateral (
      select s.facts -> 'resolved' as resolved from score_decision s where s.lead_id = g.lead_id and not jsonb_exists(g.facts, 'resolved') order by s.id desc limit 1
    ) before on true`)
}
