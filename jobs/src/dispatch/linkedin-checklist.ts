import type { Sql } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import type { RampCriterion } from '../ramp/load-ramp.ts'

/** What must hold before LinkedIn opens, each criterion computed from rows; the guard reads the same function. */
export async function loadLinkedinChecklist(db: Sql): Promise<RampCriterion[]> {
  const { rows } = await db.execute<RampCriterion>(
    sql`select name, passed, value, required, evidence from linkedin_checklist() order by place`,
  )
  return rows
}
