import { prepared, type Reader } from '@swarm/db/read'
import { pipelineRun } from '@swarm/db/schema/run'
import { type StageCount, type StageReport, type StageTime, stageReports } from '@swarm/jobs/runs/stage-report'
import { sql } from 'drizzle-orm'
import { rowsInOrder } from './rows-in-order.ts'

export const runColumns = {
  id: pipelineRun.id,
  key: pipelineRun.key,
  mode: pipelineRun.mode,
  source: pipelineRun.source,
  limitCount: pipelineRun.limitCount,
  status: pipelineRun.status,
  failure: pipelineRun.failure,
  startedBy: pipelineRun.startedBy,
  startedAt: pipelineRun.startedAt,
  finishedAt: pipelineRun.finishedAt,
}

const byIds = prepared((db) =>
  db
    .select(runColumns)
    .from(pipelineRun)
    .where(sql`${pipelineRun.id} = any(${sql.placeholder('ids')}::uuid[])`)
    .prepare('runs_by_ids'),
)

export type RunRow = Awaited<ReturnType<ReturnType<typeof byIds>['execute']>>[number]

export async function loadRuns(reader: Reader, ids: readonly string[]): Promise<(RunRow | null)[]> {
  const rows = await reader.read((db) => byIds(db).execute({ ids: [...ids] }))
  return rowsInOrder(ids, rows, (row) => row.id)
}

/** What a run came to: its stages, and what became of its leads since. */
export type RunCounts = { leads: number; errors: number; approved: number; sent: number; proven: number; stages: StageReport[] }

/** The counts of many runs, counted from their leads, in three statements. */
export async function loadRunCounts(reader: Reader, ids: readonly string[]): Promise<RunCounts[]> {
  const given = sql`any(${sql.param([...ids])}::uuid[])`
  const [counts, times, drafts] = await reader.read(async (db) => {
    const counted = await db.execute<StageCount & { runId: string }>(sql`
      select run_id as "runId", 'LEADS' as of, stage, outcome, code, count(*)::int as count from pipeline_run_lead where run_id = ${given} group by 1, 3, 4, 5
      union all
      select run_id, 'FOUND', 'DISCOVER', outcome, code, count(*)::int from pipeline_run_found where run_id = ${given} group by 1, 4, 5`)
    const timed = await db.execute<StageTime & { runId: string }>(sql`
      select s.run_id as "runId", s.stage, s.failure, s.finished_at is not null as "isFinished",
        round(extract(epoch from coalesce(s.finished_at, r.finished_at, (select business_now())) - s.started_at) * 1000)::int as "durationMs"
      from pipeline_run_stage s join pipeline_run r on r.id = s.run_id where s.run_id = ${given}`)
    const decided = await db.execute<{ runId: string; approved: number; sent: number }>(sql`
      select run_id as "runId", (count(*) filter (where status in ('APPROVED', 'SENT')))::int as approved, (count(*) filter (where status = 'SENT'))::int as sent
      from draft where run_id = ${given} group by 1`)
    return [counted.rows, timed.rows, decided.rows] as const
  })
  return ids.map((id) => {
    const own = counts.filter(({ runId }) => runId === id)
    const ofLeads = own.filter(({ of }) => of === 'LEADS')
    const draft = drafts.find(({ runId }) => runId === id)
    const sum = (some: readonly StageCount[]) => some.reduce((total, { count }) => total + count, 0)
    return {
      leads: sum(ofLeads),
      errors: sum(own.filter(({ outcome }) => outcome === 'FAILED')),
      approved: draft?.approved ?? 0,
      sent: draft?.sent ?? 0,
      // Proof comes with sending.
      proven: 0,
      stages: stageReports(
        own,
        times.filter(({ runId }) => runId === id),
      ),
    }
  })
}
