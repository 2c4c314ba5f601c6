import { sql } from 'drizzle-orm'
import { contracts } from '../queue/contracts.ts'
import { handle } from '../queue/handle.ts'
import { advanceRun } from './advance-run.ts'
import type { Run } from './stages.ts'

/** Moves one run on for a while, then asks to come back: a long run never keeps others waiting. */
export const advanceRunJob = handle(contracts.advanceRun, async ({ runId }, context) => {
  const { rows } = await context.writer.sql.execute<Run>(
    sql`select id, key, source from pipeline_run where id = ${runId} and status = 'RUNNING'`,
  )
  const run = rows[0]
  if (!run) return
  if (await advanceRun(run, context)) await context.wake('advanceRun', { runId }, runId)
})
