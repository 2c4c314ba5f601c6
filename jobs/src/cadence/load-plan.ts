import type { Sql } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import { type PlanDocument, planSchema } from './cadence-plan.ts'

export type LoadedPlan = { name: string; version: number; document: PlanDocument }

/** One version of a plan, the newest unless said; null when there is none. */
export async function loadPlan(db: Sql, name: string, version: number | null): Promise<LoadedPlan | null> {
  const { rows } = await db.execute<{ name: string; version: number; document: unknown }>(sql`
    select name, version, document from cadence_plan where name = ${name} and (${version}::integer is null or version = ${version}) order by version desc limit 1`)
  return rows[0] ? { ...rows[0], document: planSchema.parse(rows[0].document) } : null
}
