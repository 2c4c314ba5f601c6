import type { Sql } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import type { LeadFacts } from './step-condition.ts'

/** What decides whether steps are for these leads, by lead, in one statement. */
export async function loadStepFacts(db: Sql, leadIds: readonly string[]): Promise<Map<string, LeadFacts>> {
  if (leadIds.length === 0) return new Map()
  const { rows } = await db.execute<LeadFacts & { leadId: string }>(sql`
    select l.id as "leadId", l.email is not null as "hasEmail", coalesce(l.email_status = 'INVALID', false) as "isEmailInvalid",
      l.linkedin_key is not null as "hasLinkedin", l.tier, l.is_on_ghl as "isOnGhl", (select linkedin_is_open()) as "isLinkedinOpen",
      exists (select from signal g where g.lead_id = l.id and g.kind in ('EMAIL_REPLIED', 'LINKEDIN_REPLIED', 'MEETING_BOOKED')) as "hasReplied",
      l.status in ('LINKEDIN_CONNECTED', 'LINKEDIN_REPLIED') or exists (select from signal g where g.lead_id = l.id and g.kind = 'LINKEDIN_CONNECTED') as "isConnected",
      exists (select from send s where s.lead_id = l.id and s.action = 'LINKEDIN_REQUEST' and s.status in ('IN_FLIGHT', 'ACCEPTED', 'PROVEN', 'UNKNOWN')) as "wasRequested"
    from lead l where l.id = any(${sql.param([...leadIds])}::uuid[])`)
  return new Map(rows.map(({ leadId, ...facts }) => [leadId, facts]))
}
