import { sql } from 'drizzle-orm'
import { contracts } from '../../queue/contracts.ts'
import { handle } from '../../queue/handle.ts'

/** Finds imports that are not through, or not wholly taken back, and asks for each: after a crash, or when the wake-up was lost. */
export const sweepImportsJob = handle(contracts.sweepImports, async (_, { writer, wake }) => {
  const { rows } = await writer.sql.execute<{ id: string; isUndo: boolean }>(sql`
    select id, false as "isUndo" from import where status = 'RUNNING'
    union all select id, true from import where undo_asked_at is not null and undone_at is null order by id`)
  for (const { id, isUndo } of rows) await wake(isUndo ? 'undoImport' : 'importFile', { importId: id }, id)
})
