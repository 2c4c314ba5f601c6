import type { Writer } from '@swarm/db/write'
import type { Actor } from '../actors.ts'
import { writeAudit } from '../audit/write-audit.ts'

export type ExportAsked = {
  /** Which list, such as `leads`. */
  list: string
  /** What chose and sorted its rows. */
  variables: Record<string, unknown>
  /** What stands in its columns. */
  columns: readonly string[]
}

/** Says who takes which list into a file, before its first row leaves. */
export async function recordExport(writer: Writer, actor: Actor, { list, variables, columns }: ExportAsked): Promise<void> {
  await writeAudit(writer.sql, actor, { action: 'list.exported', subjectType: 'list', subjectId: list, detail: { variables, columns } })
}
