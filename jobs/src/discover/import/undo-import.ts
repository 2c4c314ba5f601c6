import type { Sql, Writer } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import type { Actor } from '../../actors.ts'
import { announce } from '../../announce.ts'
import { writeAudit } from '../../audit/write-audit.ts'
import { unapproveOutdatedDrafts } from '../../craft/unapprove-outdated-drafts.ts'
import { NotFoundError, RefusedError } from '../../errors.ts'
import type { Log } from '../../log.ts'

/** What became, or would become, of the lead of one row. Null where the lead has gone with an earlier row. */
export type UndoneRow = { row: number; leadId: string | null; undo: 'REMOVED' | 'RESTORED' | 'KEPT' | null; reason: string | null }
export type UndoPreview = { removed: number; restored: number; kept: number; rows: UndoneRow[] }

/** Rows that one transaction takes back. */
const BATCH = 1000
/** Rows that a preview lists. */
const PREVIEW_ROWS = 100

type FoundImport = { status: string; kind: string; rows: number; undoAskedBy: string | null; undoneRows: number }

async function findImport(db: Sql, importId: string): Promise<FoundImport> {
  const { rows } = await db.execute<FoundImport>(sql`
    select status, kind, written_rows as rows, undo_asked_by as "undoAskedBy", undone_rows as "undoneRows" from import where id = ${importId}::uuid`)
  const [found] = rows
  if (!found) throw new NotFoundError('There is no such import.')
  const refused = (code: 'ALREADY_DONE' | 'NOT_READY' | 'GUARD_REFUSED', reason: string, message: string) =>
    new RefusedError(code, 'This import can’t be taken back.', [{ code: reason, message }])
  if (found.undoAskedBy !== null) throw refused('ALREADY_DONE', 'IMPORT_UNDONE', `${found.undoAskedBy} took it back already.`)
  if (found.status === 'RUNNING')
    throw refused('NOT_READY', 'IMPORT_RUNNING', 'It is still running. Cancel it first, or wait until it is through.')
  if (found.kind !== 'LEADS')
    throw refused('GUARD_REFUSED', 'IMPORT_OF_A_LIST', 'Whom it put on a list stays there: entries are removed one by one, in Settings.')
  return found
}

/** What taking an import back would do, row by row; changes nothing (I10). Throws NotFoundError and RefusedError. */
export async function previewUndo(writer: Writer, importId: string): Promise<UndoPreview> {
  const { rows: total } = await findImport(writer.sql, importId)
  const preview: UndoPreview = { removed: 0, restored: 0, kept: 0, rows: [] }
  for (let from = 1; from <= total; from += BATCH * 5) {
    for (const one of await undoRows(writer.sql, importId, from, from + BATCH * 5 - 1, '', true)) {
      if (one.undo === 'REMOVED') preview.removed += 1
      if (one.undo === 'RESTORED') preview.restored += 1
      if (one.undo === 'KEPT') preview.kept += 1
      if (preview.rows.length < PREVIEW_ROWS) preview.rows.push(one)
    }
  }
  return preview
}

/** Asks for an import to be taken back; the runner does it, row by row. Throws NotFoundError and RefusedError. */
export async function undoImport(writer: Writer, actor: Actor, importId: string): Promise<{ importId: string }> {
  await writer.transaction(async (tx) => {
    await tx.execute(sql`select from import where id = ${importId}::uuid for update`)
    await findImport(tx, importId)
    await tx.execute(sql`update import set undo_asked_by = ${actor.name}, undo_asked_at = business_now() where id = ${importId}::uuid`)
    await writeAudit(tx, actor, { action: 'import.undo_asked', subjectType: 'import', subjectId: importId, detail: {} })
    await announce(tx, 'import', [importId])
  })
  return { importId }
}

async function undoRows(db: Sql, importId: string, from: number, to: number, actorName: string, isPreview: boolean): Promise<UndoneRow[]> {
  const { rows } = await db.execute<UndoneRow>(sql`
    select "row", lead_id as "leadId", undo, reason from undo_import(${importId}::uuid, ${from}::integer, ${to}::integer, ${actorName}, ${isPreview})`)
  return rows
}

/**
 * Takes an import back to its first row: batch by batch from the first row on, each in one transaction that names how far it had come. A process
 * that was killed has done whole batches; of two that work at once the slower one stops.
 */
export async function takeImportBack(
  { writer, log, stopping }: { writer: Writer; log: Log; stopping: AbortSignal },
  importId: string,
): Promise<void> {
  while (!stopping.aborted) {
    const isThrough = await writer.transaction(async (tx) => {
      const { rows } = await tx.execute<{ by: string; done: number; total: number }>(sql`
        select undo_asked_by as by, undone_rows as done, written_rows as total from import
        where id = ${importId}::uuid and undo_asked_at is not null and undone_at is null for update`)
      const [open] = rows
      if (!open) return true
      if (open.done >= open.total) {
        await finish(tx, importId, open.by)
        return true
      }
      const undone = await undoRows(tx, importId, open.done + 1, open.done + BATCH, open.by, false)
      const restored = undone.flatMap(({ undo, leadId }) => (undo === 'RESTORED' && leadId !== null ? [leadId] : []))
      await unapproveOutdatedDrafts(tx, [...new Set(restored)])
      await tx.execute(sql`update import set undone_rows = least(${open.done + BATCH}::integer, written_rows) where id = ${importId}::uuid`)
      await announce(tx, 'import', [importId])
      await announce(tx, 'lead', null)
      return false
    })
    if (isThrough) break
  }
  log.info({ importId }, 'import taken back')
}

async function finish(tx: Sql, importId: string, by: string): Promise<void> {
  await tx.execute(sql`update import set undone_at = business_now() where id = ${importId}::uuid`)
  const { rows } = await tx.execute<{ undo: string; count: number }>(
    sql`select undo, count(*)::int as count from import_outcome where import_id = ${importId}::uuid and undo is not null group by undo`,
  )
  await writeAudit(
    tx,
    { kind: 'system', name: by },
    {
      action: 'import.undone',
      subjectType: 'import',
      subjectId: importId,
      detail: Object.fromEntries(rows.map(({ undo, count }) => [undo, count])),
    },
  )
  await announce(tx, 'import', [importId])
}
