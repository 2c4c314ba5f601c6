import type { Writer } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import type { Actor } from '../actors.ts'
import { announce } from '../announce.ts'
import { writeAudit } from '../audit/write-audit.ts'
import { NotFoundError, RefusedError } from '../errors.ts'

/** Ends a run: it takes no new work. What its leads have reached stays; drafts that are in the queue stay there. */
export async function cancelPipelineRun(writer: Writer, actor: Actor, { runId }: { runId: string }): Promise<{ runId: string }> {
  return writer.transaction(async (tx) => {
    const { rows } = await tx.execute<{ key: string }>(sql`
      update pipeline_run set status = 'CANCELLED', finished_at = business_now() where id = ${runId} and status = 'RUNNING' returning key`)
    if (rows.length === 0) {
      const known = await tx.execute<{ status: string }>(sql`select status from pipeline_run where id = ${runId}`)
      const status = known.rows[0]?.status
      if (status === undefined) throw new NotFoundError('There is no such run.', ['runId'])
      throw new RefusedError('ALREADY_DONE', 'The run is over.', [{ code: status, message: `The run is ${status.toLowerCase()} already.` }])
    }
    await writeAudit(tx, actor, { action: 'run.cancelled', subjectType: 'pipeline_run', subjectId: runId, detail: { key: rows[0]?.key } })
    await announce(tx, 'run', [runId])
    return { runId }
  })
}
