import type { Writer } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import type { Actor } from '../actors.ts'
import { writeAudit } from '../audit/write-audit.ts'
import { businessNow } from '../business-now.ts'
import { ConflictError, NotFoundError } from '../errors.ts'
import { recordTimeline } from '../timeline.ts'

/** What came of a task. */
export const taskOutcomes = ['DONE', 'NO_ANSWER', 'WRONG_NUMBER', 'NOT_DONE'] as const
export type TaskOutcome = (typeof taskOutcomes)[number]

const words: Record<TaskOutcome, string> = { DONE: 'done', NO_ANSWER: 'no answer', WRONG_NUMBER: 'wrong number', NOT_DONE: 'not done' }

/** Closes an open task with what came of it. Throws ConflictError when somebody has, or when its cadence ended before. */
export async function completeTask(
  writer: Writer,
  actor: Actor,
  { taskId, outcome, note }: { taskId: string; outcome: TaskOutcome; note: string | null },
): Promise<{ taskId: string }> {
  await writer.transaction(async (tx) => {
    const now = await businessNow(tx)
    const { rows } = await tx.execute<{ leadId: string; kind: string }>(sql`
      update task set completed_at = ${now.toISOString()}::timestamptz, completed_by = ${actor.name}, outcome = ${outcome}, note = ${note}
      where id = ${taskId} and completed_at is null and cancelled_at is null returning lead_id as "leadId", kind`)
    const [done] = rows
    if (!done) {
      const { rows: present } = await tx.execute<{ by: string | null; at: string | null }>(
        sql`select completed_by as by, completed_at as at from task where id = ${taskId}`,
      )
      if (!present[0]) throw new NotFoundError('There is no such task.')
      const { by, at } = present[0]
      throw new ConflictError(by === null ? 'Nothing is left to do: the cadence has ended.' : `${by} has closed this task.`, {
        decidedBy: by,
        decidedAt: at === null ? null : new Date(at),
      })
    }
    const detail = { leadId: done.leadId, kind: done.kind, outcome, note }
    await writeAudit(tx, actor, { action: 'task.completed', subjectType: 'task', subjectId: taskId, detail })
    const kind = done.kind === 'PHONE' ? 'Call' : 'Voice note'
    await recordTimeline(tx, now, [
      {
        leadId: done.leadId,
        kind: 'cadence',
        actor: actor.name,
        summary: `${kind}: ${words[outcome]}.${note ? ` ${note}` : ''}`,
        detail: { taskId, outcome },
      },
    ])
    await tx.execute(sql`select announce('lead', array[${done.leadId}]::uuid[])`)
  })
  return { taskId }
}
