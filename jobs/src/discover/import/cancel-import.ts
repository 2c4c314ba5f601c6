import type { Writer } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import type { Actor } from '../../actors.ts'
import { announce } from '../../announce.ts'
import { writeAudit } from '../../audit/write-audit.ts'
import { NotFoundError, RefusedError } from '../../errors.ts'

/**
 * Stops an import: the batch that is being written is either whole or not there, what was written before stays (and can be taken back), the rest
 * of the file is left. Throws NotFoundError, or RefusedError when it is through.
 */
export async function cancelImport(writer: Writer, actor: Actor, { importId }: { importId: string }): Promise<{ importId: string }> {
  await writer.transaction(async (tx) => {
    const { rows } = await tx.execute<{ status: string; rows: number }>(
      sql`select status, written_rows as rows from import where id = ${importId}::uuid for update`,
    )
    const [found] = rows
    if (!found) throw new NotFoundError('There is no such import.')
    if (found.status !== 'RUNNING')
      throw new RefusedError('ALREADY_DONE', 'This import is through.', [
        { code: 'IMPORT_ENDED', message: 'There is nothing to stop; it can be taken back.' },
      ])
    await tx.execute(sql`
      update import set status = 'CANCELLED', rows = written_rows, finished_at = business_now(), failure = ${`Stopped by ${actor.name} after row ${found.rows}.`}
      where id = ${importId}::uuid`)
    await writeAudit(tx, actor, { action: 'import.cancelled', subjectType: 'import', subjectId: importId, detail: { rows: found.rows } })
    await announce(tx, 'import', [importId])
  })
  return { importId }
}
