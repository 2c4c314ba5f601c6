import type { Sql } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import { FACT_NAMES, type Fact, type JsonValue } from './facts.ts'

/** All that was ever observed of many leads, in one statement. */
export async function loadFacts(tx: Sql, leadIds: readonly string[]): Promise<Map<string, Fact[]>> {
  const { rows } = await tx.execute<{ leadId: string; provider: string; facts: unknown; observedAt: string }>(sql`
    select lead_id as "leadId", provider, facts, observed_at as "observedAt" from lead_observation
    where lead_id = any(${sql.param([...leadIds])}::uuid[])`)
  const byLead = new Map<string, Fact[]>(leadIds.map((id) => [id, []]))
  for (const row of rows) byLead.get(row.leadId)?.push(...factsOf(row.facts, row.provider, new Date(row.observedAt)))
  return byLead
}

/** Reads stored facts back; what has another shape says nothing. */
export function factsOf(stored: unknown, provider: string, at: Date): Fact[] {
  if (typeof stored !== 'object' || stored === null) return []
  const given = new Map<string, unknown>(Object.entries(stored))
  const saidAt = at.toISOString()
  return FACT_NAMES.flatMap((name): Fact[] => {
    const one = given.get(name)
    if (typeof one !== 'object' || one === null || !('value' in one) || !isJson(one.value)) return []
    const confidence = 'confidence' in one && typeof one.confidence === 'number' ? one.confidence : null
    return [{ name, value: one.value, provider, confidence, at: saidAt }]
  })
}

function isJson(value: unknown): value is JsonValue {
  if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return true
  return typeof value === 'object' && Object.values(value).every(isJson)
}
