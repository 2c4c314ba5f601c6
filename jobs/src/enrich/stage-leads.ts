import type { Sql } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import { HOLD_MS } from '../runs/holding.ts'
import type { Run } from '../runs/stages.ts'

/** A lead as the stage needs to know it. */
export type LeadNow = {
  id: string
  status: string
  statusCause: string | null
  email: string | null
  personKey: string | null
  linkedinKey: string | null
  linkedinUrl: string | null
  countryCode: string | null
}

/** The leads of a batch, in one statement. */
export async function loadLeads(tx: Sql, ids: readonly string[]): Promise<LeadNow[]> {
  const { rows } = await tx.execute<LeadNow>(sql`
    select id, status, status_cause as "statusCause", email, person_key as "personKey", linkedin_key as "linkedinKey", linkedin_url as "linkedinUrl",
      country_code as "countryCode"
    from lead where id = any(${sql.param([...ids])}::uuid[])`)
  return rows
}

/** Lets go of leads whose call has ended: they are looked at again, at once or after a pause. */
export async function release(tx: Sql, run: Run, ended: readonly { leadId: string; pauseMs: number | null }[]): Promise<void> {
  const rows = ended.map(({ leadId, pauseMs }) => ({ lead_id: leadId, pause_ms: pauseMs }))
  await tx.execute(sql`
    update pipeline_run_lead r set code = null, attempts = r.attempts + case when e.pause_ms is null then 0 else 1 end,
      held_until = case when e.pause_ms is null then null else clock_timestamp() + make_interval(secs => e.pause_ms / 1000.0) end
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as e(lead_id uuid, pause_ms double precision)
    where r.run_id = ${run.id} and r.lead_id = e.lead_id and r.stage = 'ENRICH' and r.outcome = 'WAITING' and r.code = 'ASKED'`)
}

/** Keeps holding leads whose call is under way. */
export async function renew(tx: Sql, run: Run, asked: readonly { leadId: string }[]): Promise<void> {
  if (asked.length === 0) return
  await tx.execute(sql`
    update pipeline_run_lead set held_until = clock_timestamp() + make_interval(secs => ${HOLD_MS / 1000})
    where run_id = ${run.id} and lead_id = any(${sql.param(asked.map(({ leadId }) => leadId))}::uuid[]) and stage = 'ENRICH' and outcome = 'WAITING' and code = 'ASKED'
      and held_until > clock_timestamp()`)
}
