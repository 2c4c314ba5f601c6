import type { Sql, Writer } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import type { Actor } from '../actors.ts'
import { startRun } from '../runs/run-pipeline.ts'
import type { Run } from '../runs/stages.ts'
import { JUDGED_STATUSES } from '../segment/segment-stage.ts'
import { REFUSAL_MS } from './finders/next-finder.ts'

const QUEEN: Actor = { kind: 'agent', name: 'QUEEN' }

/** Most leads that are asked about again in one run. */
const mostLeads = 1_000
/** How long after they were first passed over, in days. */
const longestDays = 7
/** A provider that nobody has called since it failed, and who was passed over again, is tried again after so long, in hours. */
const probeHours = 6

/** Writes down which leads of a run go on without what a provider knows that failed. */
export async function notePassedOver(tx: Sql, run: Run, providerOf: ReadonlyMap<string, string>): Promise<void> {
  if (providerOf.size === 0) return
  const rows = [...providerOf].map(([leadId, provider]) => ({ leadId, provider }))
  await tx.execute(sql`
    update pipeline_run_lead r set passed_over = p.provider
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as p("leadId" uuid, provider text) where r.run_id = ${run.id} and r.lead_id = p."leadId"`)
}

/**
 * Starts a run for leads that an earlier one let go on without a provider that failed, as soon as that one answers again: what was passed over
 * costs nothing, so they come as far as they would have. Not for those whom another run has taken since, whom somebody wrote to or has a draft
 * for, nor out of a run that a person ended, and no longer than a week: who was passed over a week ago, too, is given up; an outage of long ago
 * was another one. Each row is taken once. That its breaker is closed need not mean that it answers: who was passed over again
 * waits for hours, not for the next look. Answers with the run; null where there is nobody.
 */
export async function askAgain(writer: Writer): Promise<string | null> {
  return writer.transaction(async (tx) => {
    const { rows } = await tx.execute<{ leadId: string }>(sql`
      with due as (
        select r.run_id, r.lead_id from pipeline_run_lead r join pipeline_run p on p.id = r.run_id join lead l on l.id = r.lead_id
        left join provider_breaker b on b.provider = r.passed_over
        where r.passed_over is not null and r.again_at is null and p.status in ('SUCCEEDED', 'FAILED')
          and p.started_at > (select business_now()) - make_interval(days => ${longestDays})
          and (coalesce(b.state, 'CLOSED') = 'CLOSED' or b.opened_at < clock_timestamp() - make_interval(hours => ${probeHours}))
          and (p.started_at < (select business_now()) - make_interval(hours => ${probeHours})
            or not exists (select from pipeline_run_lead f where f.lead_id = r.lead_id and f.again_at is not null))
          and not exists (
            select from enrichment_request q where q.lead_id = r.lead_id and q.provider = r.passed_over and q.state = 'REFUSED'
              and q.answered_at > (select business_now()) - make_interval(secs => ${REFUSAL_MS / 1_000}))
          and l.status::text = any(${sql.param([...JUDGED_STATUSES])}::text[])
          and not exists (select from pipeline_run_lead n where n.lead_id = r.lead_id and n.run_id > r.run_id)
          and not exists (
            select from pipeline_run_lead f join pipeline_run o on o.id = f.run_id
            where f.lead_id = r.lead_id and f.passed_over is not null and o.started_at < (select business_now()) - make_interval(days => ${longestDays})
              and o.started_at > (select business_now()) - make_interval(days => ${longestDays + 1}))
          and not exists (select from draft d where d.lead_id = r.lead_id and d.status in ('PENDING', 'APPROVED', 'SENT'))
        order by r.run_id, r.lead_id limit ${mostLeads} for update of r skip locked
      )
      update pipeline_run_lead r set again_at = (select business_now()) from due d where (r.run_id, r.lead_id) = (d.run_id, d.lead_id)
      returning r.lead_id as "leadId"`)
    if (rows.length === 0) return null
    return (await startRun(tx, QUEEN, { leadIds: rows.map(({ leadId }) => leadId) })).runId
  })
}
