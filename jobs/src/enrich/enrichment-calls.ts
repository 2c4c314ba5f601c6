import type { Sql } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import type { ObservedFacts } from '../providers/observation.ts'

/** What became of one question to a provider that enriches; credits as it charged them. */
export type CallOutcome = { outcome: 'FOUND' | 'MISSED' | 'FAILED' | 'EXPIRED'; hasEmail: boolean; credits: number }
export type NotedCall = CallOutcome & { leadId: string | null; tookMs: number | null }

/** No answer that counts. */
export const FAILED_CALL: CallOutcome = { outcome: 'FAILED', hasEmail: false, credits: 0 }

/** An answer about one person; null: nobody known. */
export function outcomeOf({ person, credits }: { person: { facts: ObservedFacts } | null; credits: number }): CallOutcome {
  return { outcome: person === null ? 'MISSED' : 'FOUND', hasEmail: person?.facts.email !== undefined, credits }
}

/** Notes what became of questions, for hit rates, times and costs (pipeline.md, 2). */
export async function noteCalls(tx: Sql, provider: string, purpose: string, at: Date, calls: readonly NotedCall[]): Promise<void> {
  if (calls.length === 0) return
  await tx.execute(sql`
    insert into enrichment_call (provider, purpose, lead_id, outcome, has_email, credits, took_ms, at)
    select ${provider}, ${purpose}, c."leadId", c.outcome, c."hasEmail", c.credits, c."tookMs", ${at.toISOString()}::timestamptz
    from jsonb_to_recordset(${JSON.stringify(calls)}::jsonb) as c("leadId" uuid, outcome text, "hasEmail" boolean, credits numeric, "tookMs" integer)`)
}
