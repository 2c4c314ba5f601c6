import type { Sql, Writer } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import { announce } from '../announce.ts'
import { afterFailure } from './retry-policy.ts'
import { type Run, type Stage, type StageOutcome, stageAfter, type TakenLead } from './stages.ts'

/** The most leads that one transaction moves. */
export const MOST_AT_ONCE = 500

/**
 * What a stage does with the leads it took, in the transaction that moves them: exactly one outcome for each lead. What it hands to
 * `afterCommit` happens once that is certain: a provider is never asked for what may still be rolled back.
 */
export type StageWork = (tx: Sql, run: Run, leads: readonly TakenLead[], afterCommit: (act: () => void) => void) => Promise<StageOutcome[]>

/**
 * Takes up to `most` leads that wait in a stage, lets the stage decide, and moves them, all in one transaction: a killed process has moved
 * all of them or none. Leads that another worker has taken are passed over. Returns those it took; none once the run is no longer running.
 */
export async function runBatch(
  writer: Writer,
  run: Run,
  stage: Stage,
  most: number,
  work: StageWork,
  onTaken: (leads: readonly TakenLead[]) => void,
): Promise<number> {
  const acts: (() => void)[] = []
  const moved = await writer.transaction(async (tx) => {
    const leads = await takeLeads(tx, run, stage, most)
    onTaken(leads)
    if (leads.length === 0) return 0
    await tx.execute(
      sql`insert into pipeline_run_stage (run_id, stage, started_at) values (${run.id}, ${stage}, business_now()) on conflict do nothing`,
    )
    const outcomes = await work(tx, run, leads, (act) => acts.push(act))
    await moveLeads(tx, run, stage, leads, outcomes)
    await announce(tx, 'run', [run.id])
    return leads.length
  })
  for (const act of acts) act()
  return moved
}

async function takeLeads(tx: Sql, run: Run, stage: Stage, most: number): Promise<TakenLead[]> {
  const { rows } = await tx.execute<TakenLead>(sql`
    select r.lead_id as "leadId", r.attempts
    from pipeline_run_lead r
    where r.run_id = ${run.id} and r.stage = ${stage} and r.outcome = 'WAITING' and (r.held_until is null or r.held_until < clock_timestamp())
      and exists (select from pipeline_run where id = ${run.id} and status = 'RUNNING')
    order by r.lead_id limit ${most} for update of r skip locked`)
  return rows
}

/** Writes the outcomes of taken leads. A lead without one is a fault of the stage. */
export async function moveLeads(
  tx: Sql,
  run: Run,
  stage: Stage,
  leads: readonly TakenLead[],
  outcomes: readonly StageOutcome[],
): Promise<void> {
  const byLead = new Map(outcomes.map((outcome) => [outcome.leadId, outcome]))
  if (byLead.size !== outcomes.length || leads.some(({ leadId }) => !byLead.has(leadId)) || outcomes.length !== leads.length) {
    throw new Error(`stage ${stage} decided ${outcomes.length} of ${leads.length} leads`)
  }
  const rows = leads.flatMap((lead) => {
    const outcome = byLead.get(lead.leadId)
    return outcome ? [rowOf(stage, lead, outcome)] : []
  })
  await tx.execute(sql`
    update pipeline_run_lead r set stage = o.stage, outcome = o.outcome, code = o.code, attempts = o.attempts,
      held_until = case when o.hold_ms is null then null else clock_timestamp() + make_interval(secs => o.hold_ms / 1000.0) end
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as o(lead_id uuid, stage pipeline_stage, outcome stage_outcome, code text, attempts integer, hold_ms integer)
    where r.run_id = ${run.id} and r.lead_id = o.lead_id and r.stage = ${stage} and r.outcome = 'WAITING'`)
}

function rowOf(stage: Stage, { leadId, attempts }: TakenLead, outcome: StageOutcome) {
  const at = { lead_id: leadId, stage, attempts, hold_ms: null }
  switch (outcome.to) {
    case 'next': {
      const next = stageAfter(stage)
      return next ? { ...at, stage: next, outcome: 'WAITING', code: null, attempts: 0 } : { ...at, outcome: 'LEFT', code: null }
    }
    case 'skipped':
      return { ...at, outcome: 'SKIPPED', code: outcome.code }
    case 'held':
      return { ...at, outcome: 'WAITING', code: 'ASKED', hold_ms: outcome.forMs }
    case 'awaiting':
      return { ...at, outcome: 'WAITING', code: 'AWAITING', hold_ms: outcome.forMs }
    case 'failed': {
      const after = afterFailure(attempts + 1)
      return after.isFinal
        ? { ...at, outcome: 'FAILED', code: outcome.code, attempts: attempts + 1 }
        : { ...at, outcome: 'WAITING', code: outcome.code, attempts: attempts + 1, hold_ms: after.pauseMs }
    }
    default:
      return outcome satisfies never
  }
}
