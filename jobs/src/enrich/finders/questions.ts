import type { Sql } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import { businessNow } from '../../business-now.ts'
import { type Finder, finders, type LastQuestion } from './next-finder.ts'

export type LastQuestions = { [Name in Finder]?: LastQuestion }

/** What was last asked of each finder about each lead, whatever for: one question serves a visitor and a run. One statement. */
export async function loadLastQuestions(tx: Sql, leadIds: readonly string[]): Promise<Map<string, LastQuestions>> {
  const { rows } = await tx.execute<{
    leadId: string
    provider: string
    state: LastQuestion['state']
    at: string
    code: string | null
    message: string | null
  }>(sql`
    select distinct on (r.lead_id, r.provider) r.lead_id as "leadId", r.provider, r.state, coalesce(r.answered_at, r.asked_at, r.created_at) as at, r.code, r.message
    from enrichment_request r
    where r.lead_id = any(${sql.param([...leadIds])}::uuid[]) and r.provider = any(${sql.param([...finders])}::text[]) and r.purpose in ('PIPELINE', 'VISITOR')
    order by r.lead_id, r.provider, r.state in ('WAITING', 'ASKED') desc, r.id desc`)
  const byLead = new Map<string, LastQuestions>()
  for (const { leadId, provider, state, at, code, message } of rows) {
    const finder = finders.find((name) => name === provider)
    if (finder) byLead.set(leadId, { ...byLead.get(leadId), [finder]: { state, at: new Date(at), code, message } })
  }
  return byLead
}

/** Writes down that a finder is to be asked about leads of a run; whoever is being asked about already is asked once. */
export async function askLater(tx: Sql, at: Date, wanted: readonly { leadId: string; finder: Finder }[]): Promise<void> {
  if (wanted.length === 0) return
  await tx.execute(sql`
    insert into enrichment_request (provider, purpose, lead_id, created_at)
    select w.finder, 'PIPELINE', w."leadId", ${at.toISOString()}::timestamptz
    from jsonb_to_recordset(${JSON.stringify(wanted)}::jsonb) as w("leadId" uuid, finder text) order by w."leadId" on conflict do nothing`)
}

/** Whether a question to this provider waits to be asked; without any lock. */
export async function isAnybodyWaiting(tx: Sql, provider: string): Promise<boolean> {
  const { rows } = await tx.execute<{ id: string }>(
    sql`select id from enrichment_request where provider = ${provider} and state = 'WAITING' and (not_before is null or not_before <= (select business_now())) limit 1`,
  )
  return rows.length > 0
}

/** Locks where leads stand in runs, before the leads themselves: stages lock in this order too. */
export async function holdRunLeads(tx: Sql, leadIds: readonly string[]): Promise<void> {
  await tx.execute(sql`
    select from pipeline_run_lead where lead_id = any(${sql.param([...leadIds])}::uuid[]) and stage = 'ENRICH' and outcome = 'WAITING' and code = 'AWAITING'
    order by run_id, lead_id for no key update`)
}

/** Lets go of leads that waited in their run's stage for an answer; returns the runs that can go on. */
export async function resumeRuns(tx: Sql, leadIds: readonly string[]): Promise<string[]> {
  if (leadIds.length === 0) return []
  const { rows } = await tx.execute<{ runId: string }>(sql`
    with waiting as (
      select r.run_id, r.lead_id from pipeline_run_lead r
      where r.lead_id = any(${sql.param([...leadIds])}::uuid[]) and r.stage = 'ENRICH' and r.outcome = 'WAITING' and r.code = 'AWAITING'
      order by r.run_id, r.lead_id for no key update
    ), resumed as (
      update pipeline_run_lead r set code = null, held_until = null from waiting w where r.run_id = w.run_id and r.lead_id = w.lead_id returning r.run_id
    ) select distinct run_id as "runId" from resumed`)
  return rows.map(({ runId }) => runId)
}

/**
 * Lets go of leads that wait though nothing is open about them any more, of one run or all: an answer that came while their stage decided to wait
 * for it found nobody waiting yet. Asked after every answer and before a run is left alone, so that one of the two sees it. Returns the runs.
 */
export async function resumeAnswered(tx: Sql, runId: string | null): Promise<string[]> {
  const { rows } = await tx.execute<{ runId: string }>(sql`
    with idle as (
      select r.run_id, r.lead_id from pipeline_run_lead r
      where r.run_id in (select p.id from pipeline_run p where p.status = 'RUNNING' ${runId === null ? sql`` : sql`and p.id = ${runId}`})
        and r.stage = 'ENRICH' and r.outcome = 'WAITING' and r.code = 'AWAITING' and not exists (
          select from enrichment_request q where q.lead_id = r.lead_id and q.state in ('WAITING', 'ASKED') and q.purpose in ('PIPELINE', 'VISITOR'))
      order by r.run_id, r.lead_id for no key update
    ), resumed as (
      update pipeline_run_lead r set code = null, held_until = null from idle i where r.run_id = i.run_id and r.lead_id = i.lead_id returning r.run_id
    ) select distinct run_id as "runId" from resumed`)
  return rows.map((row) => row.runId)
}

/**
 * Ends questions of runs that nobody is asked: too late, or passed over for a reason that holds for all of them. `ids` null: all of the
 * provider that wait. Returns the leads that need wait no longer.
 */
export async function passOver(tx: Sql, provider: Finder, ids: readonly string[] | null, code: string, message: string): Promise<string[]> {
  const { rows } = await tx.execute<{ leadId: string }>(sql`
    update enrichment_request set state = 'REFUSED', code = ${code}, message = ${message}, answered_at = (select business_now()), poll_at = null
    where provider = ${provider} and purpose = 'PIPELINE' and ${ids === null ? sql`state = 'WAITING'` : sql`id = any(${sql.param([...ids])}::uuid[]) and state in ('WAITING', 'ASKED')`}
    returning lead_id as "leadId"`)
  return rows.map(({ leadId }) => leadId)
}

/** Ends questions that no run waits for any more and that nobody has asked yet: a run that was cancelled costs nothing further. */
export async function dropUnwanted(tx: Sql): Promise<void> {
  await tx.execute(sql`
    update enrichment_request q set state = 'REFUSED', code = 'RUN_OVER', message = 'The run that wanted it is over.', answered_at = (select business_now())
    where q.purpose = 'PIPELINE' and q.state = 'WAITING' and not exists (
      select from pipeline_run_lead r join pipeline_run p on p.id = r.run_id
      where r.lead_id = q.lead_id and p.status = 'RUNNING' and r.stage = 'ENRICH' and r.outcome = 'WAITING')`)
}

/** Ends questions whose time is over: those asked, and those of runs that could not be asked in that time. Returns their leads. */
export async function expireQuestions(tx: Sql, waitSeconds: { readonly [Name in Finder]: number }): Promise<string[]> {
  const at = (await businessNow(tx)).toISOString()
  const { rows } = await tx.execute<{ leadId: string }>(sql`
    with over as (
      select r.id, r.state from enrichment_request r join jsonb_each_text(${JSON.stringify(waitSeconds)}::jsonb) w(provider, seconds) on w.provider = r.provider
      where (r.state = 'ASKED' and r.deadline < ${at}::timestamptz)
        or (r.state = 'WAITING' and r.purpose = 'PIPELINE' and r.created_at < ${at}::timestamptz - make_interval(secs => w.seconds::double precision))
      order by r.id for no key update of r skip locked
    ), ended as (
      update enrichment_request r set state = case o.state when 'ASKED' then 'EXPIRED' else 'REFUSED' end::enrichment_state,
        code = case o.state when 'ASKED' then 'NO_ANSWER' else 'NOT_ASKED' end,
        message = case o.state when 'ASKED' then 'No answer in time.' else 'It could not be asked in time.' end
      from over o where r.id = o.id returning r.provider, r.purpose, r.lead_id, r.asked_at, o.state as before
    ), noted as (
      insert into enrichment_call (provider, purpose, lead_id, outcome, has_email, credits, at)
      select provider, purpose, lead_id, 'EXPIRED', false, 0, ${at}::timestamptz from ended where before = 'ASKED'
    ) select lead_id as "leadId" from ended`)
  return rows.map(({ leadId }) => leadId)
}
