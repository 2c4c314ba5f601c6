import type { Writer } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import { planSchema } from './cadence-plan.ts'
import { shippedPlans } from './shipped-plans.ts'

/** Writes the shipped plans as first versions; versions that are there are never touched. */
export async function ensureCadencePlans(writer: Writer): Promise<void> {
  const plans = Object.entries(shippedPlans).map(([name, document]) => ({ name, document: planSchema.parse(document) }))
  await writer.sql.execute(sql`
    insert into cadence_plan (name, version, document, created_by)
    select name, 1, document, 'first start' from jsonb_to_recordset(${JSON.stringify(plans)}::jsonb) as p(name text, document jsonb)
    on conflict do nothing`)
}
