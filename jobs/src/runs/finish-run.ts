import type { Writer } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import type { Actor } from '../actors.ts'
import { announce } from '../announce.ts'
import { writeAudit } from '../audit/write-audit.ts'
import type { Run } from './stages.ts'

const QUEEN: Actor = { kind: 'agent', name: 'QUEEN' }

/**
 * Ends a run in which nothing waits any more: SUCCEEDED, or FAILED when a stage failed outright (as a whole, or every lead that went in).
 * Returns whether the run is over, by this or by anybody else.
 */
export async function finishRun(writer: Writer, run: Run): Promise<boolean> {
  return writer.transaction(async (tx) => {
    await tx.execute(sql`update pipeline_run set failures = 0 where id = ${run.id} and failures > 0`)
    const { rows } = await tx.execute<{ isOpen: boolean }>(sql`
      select r.status = 'RUNNING' and (
        coalesce(not (r.discovery ->> 'isDone')::boolean, false)
        or exists (select from pipeline_run_lead l where l.run_id = r.id and l.outcome = 'WAITING')
        or exists (select from pipeline_run_found f where f.run_id = r.id and f.outcome = 'WAITING')
      ) as "isOpen" from pipeline_run r where r.id = ${run.id} for update`)
    if (rows[0]?.isOpen !== false) return false
    const outright = await tx.execute<{ stage: string; message: string }>(sql`
      with failed as (
        select s.stage, s.failure as message from pipeline_run_stage s where s.run_id = ${run.id} and s.failure is not null
        union all
        select l.stage, format('All %s leads failed: %s.', count(*), string_agg(distinct l.code, ', '))
        from pipeline_run_lead l where l.run_id = ${run.id}
        group by l.stage
        having bool_and(l.outcome = 'FAILED') and not exists (select from pipeline_run_lead o where o.run_id = ${run.id} and o.stage > l.stage)
      ) select stage::text, message from failed order by failed.stage`)
    const failure = outright.rows.map(({ stage, message }) => `${stage}: ${message}`).join(' ')
    const ended = await tx.execute<{ status: string }>(sql`
      update pipeline_run set status = ${failure === '' ? 'SUCCEEDED' : 'FAILED'}, failure = ${failure === '' ? null : failure}, finished_at = business_now()
      where id = ${run.id} and status = 'RUNNING' returning status`)
    if (ended.rows.length === 0) return true
    // Stages that nothing reached have begun and ended too: nought in, nought out.
    await tx.execute(sql`
      insert into pipeline_run_stage (run_id, stage, started_at, finished_at)
      select ${run.id}, s, business_now(), business_now() from unnest(enum_range(null::pipeline_stage)) s
      on conflict (run_id, stage) do update set finished_at = coalesce(pipeline_run_stage.finished_at, excluded.finished_at)`)
    for (const { stage, message } of outright.rows) {
      await tx.execute(
        sql`select from raise_alert(${`run-stage:${run.id}:${stage}`}, 'WARNING', ${`Run ${run.key}: stage ${stage} failed. ${message}`})`,
      )
    }
    await writeAudit(tx, QUEEN, {
      action: failure === '' ? 'run.finished' : 'run.failed',
      subjectType: 'pipeline_run',
      subjectId: run.id,
      detail: { key: run.key, ...(failure === '' ? {} : { failure }) },
    })
    await announce(tx, 'run', [run.id])
    return true
  })
}

/** Gives a run up: nothing waits in it any longer, and somebody must look. */
export async function failRun(writer: Writer, run: Run, why: string): Promise<void> {
  await writer.transaction(async (tx) => {
    const { rows } = await tx.execute<{ id: string }>(sql`
      update pipeline_run set status = 'FAILED', failure = ${why.slice(0, 500)}, finished_at = business_now()
      where id = ${run.id} and status = 'RUNNING' returning id`)
    if (rows.length === 0) return
    await tx.execute(
      sql`select from raise_alert(${`run:${run.id}`}, 'CRITICAL', ${`Run ${run.key} died and was given up. The leads it had not finished can be run again.`})`,
    )
    await writeAudit(tx, QUEEN, {
      action: 'run.failed',
      subjectType: 'pipeline_run',
      subjectId: run.id,
      detail: { key: run.key, failure: why.slice(0, 500) },
    })
    await announce(tx, 'run', [run.id])
  })
}

/** Counts an advance that ended by an error; returns how many there were in a row. */
export async function noteFailure(writer: Writer, run: Run): Promise<number> {
  const { rows } = await writer.sql.execute<{ failures: number }>(
    sql`update pipeline_run set failures = failures + 1 where id = ${run.id} returning failures`,
  )
  return rows[0]?.failures ?? 0
}

/** A provider will not work with us at all: the stage is marked, and somebody is told at once. */
export async function markStageFailed(writer: Writer, run: Run, stage: string, why: string): Promise<void> {
  await writer.transaction(async (tx) => {
    await tx.execute(sql`
      insert into pipeline_run_stage (run_id, stage, started_at, failure) values (${run.id}, ${stage}, business_now(), ${why})
      on conflict (run_id, stage) do update set failure = excluded.failure`)
    await tx.execute(
      sql`select from raise_alert(${`run-stage:${run.id}:${stage}`}, 'WARNING', ${`Run ${run.key}: stage ${stage} failed. ${why}`})`,
    )
    await announce(tx, 'run', [run.id])
  })
}
