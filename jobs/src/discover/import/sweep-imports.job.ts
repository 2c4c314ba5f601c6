import { sql } from 'drizzle-orm'
import { contracts } from '../../queue/contracts.ts'
import { handle } from '../../queue/handle.ts'

/** Finds imports that are not through and asks for each: after a crash, or when the wake-up was lost. */
export const sweepImportsJob = handle(contracts.sweepImports, async (_, { writer, wake }) => {
  const { rows } = await writer.sql.execute<{ id: string }>(sql`select id from import where status = 'RUNNING' order by id`)
  for (const { id } of rows) await wake('importFile', { importId: id }, id)
})
