import type { Sql } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import type { Tier } from './choose-angle.ts'
import type { CraftLead } from './read-craft-facts.ts'

/** A lead as crafting finds it. */
export type LeadNow = CraftLead & {
  status: string
  stage: string
  tier: Tier | null
  score: number | null
  companyId: string | null
  email: string | null
  emailStatus: string | null
  personKey: string | null
  linkedinKey: string | null
  hasOpenDraft: boolean
}

/** The leads, locked so that two runs make their drafts one after the other. */
export async function lockLeads(tx: Sql, ids: readonly string[]): Promise<LeadNow[]> {
  await tx.execute(sql`select from lead where id = any(${sql.param([...ids])}::uuid[]) order by id for no key update`)
  // A second statement: only it sees what another run committed while this one waited for the locks.
  const { rows } = await tx.execute<LeadNow>(sql`
    select l.id, l.status, l.stage, l.tier, l.score, l.company_id as "companyId", l.email, l.email_status as "emailStatus",
      l.person_key as "personKey", l.linkedin_key as "linkedinKey",
      l.first_name as "firstName", l.last_name as "lastName", l.full_name as "fullName", l.seniority, l.country_code as "countryCode",
      exists (select from draft d where d.lead_id = l.id and d.status in ('PENDING', 'APPROVED', 'SENT')) as "hasOpenDraft"
    from lead l where l.id = any(${sql.param([...ids])}::uuid[])`)
  return rows
}
