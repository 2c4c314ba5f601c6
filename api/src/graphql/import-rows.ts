import type { Reader } from '@swarm/db/read'
import { importOutcome, importRun, upload } from '@swarm/db/schema/import'
import type { ImportColumn, ImportPreview } from '@swarm/jobs/discover/import/import-leads'
import type { NamedInRow } from '@swarm/jobs/discover/import/import-rows'
import { sql } from 'drizzle-orm'
import { groupsInOrder, rowsInOrder } from './rows-in-order.ts'

export type ImportCounts = { CREATED: number; UPDATED: number; DUPLICATE: number; EXCLUDED: number; INVALID: number }

/** An import that runs or ran, or what one would do (`preview`). */
export type ImportRow = {
  id: string
  kind: 'LEADS' | 'CUSTOMERS' | 'COMPETITORS' | 'SUPPRESSIONS'
  fileName: string
  status: 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'CANCELLED'
  mapping: unknown
  rows: number | null
  writtenRows: number
  bytesRead: number
  bytes: number
  failure: string | null
  createdBy: string
  startedAt: Date
  finishedAt: Date | null
  undoAskedBy: string | null
  undoAskedAt: Date | null
  undoneRows: number
  undoneAt: Date | null
  preview: {
    outcomes: OutcomeRow[]
    columns: ImportColumn[]
    counts: ImportCounts
    isWhole: boolean
    encoding: string
    separator: string
  } | null
}

export type OutcomeRow = {
  importId: string
  row: number
  outcome: keyof ImportCounts
  leadId: string | null
  column: string | null
  code: string | null
  reason: string | null
  undo: 'REMOVED' | 'RESTORED' | 'KEPT' | null
  undoReason: string | null
  /** Of a preview whom the row names; absent where the lead itself says who it is. */
  named?: NamedInRow | null
}

export const importColumns = {
  id: importRun.id,
  kind: importRun.kind,
  fileName: importRun.fileName,
  status: importRun.status,
  mapping: importRun.mapping,
  rows: importRun.rows,
  writtenRows: importRun.writtenRows,
  bytesRead: importRun.bytesRead,
  bytes: upload.bytes,
  failure: importRun.failure,
  createdBy: importRun.createdBy,
  startedAt: importRun.startedAt,
  finishedAt: importRun.finishedAt,
  undoAskedBy: importRun.undoAskedBy,
  undoAskedAt: importRun.undoAskedAt,
  undoneRows: importRun.undoneRows,
  undoneAt: importRun.undoneAt,
}

export async function loadImports(reader: Reader, ids: readonly string[]): Promise<(ImportRow | null)[]> {
  const rows = await reader.read((db) =>
    db
      .select(importColumns)
      .from(importRun)
      .innerJoin(upload, sql`${upload.id} = ${importRun.uploadId}`)
      .where(sql`${importRun.id} = any(${sql.param([...ids])}::uuid[])`),
  )
  return rowsInOrder(
    ids,
    rows.map((row) => ({ ...row, preview: null })),
    (row) => row.id,
  )
}

/** How many rows of each import came to what, in one statement. */
export async function loadImportCounts(reader: Reader, ids: readonly string[]): Promise<ImportCounts[]> {
  const rows = await reader.read((db) =>
    db
      .select({ importId: importOutcome.importId, outcome: importOutcome.outcome, count: sql<number>`count(*)::int` })
      .from(importOutcome)
      .where(sql`${importOutcome.importId} = any(${sql.param([...ids])}::uuid[])`)
      .groupBy(importOutcome.importId, importOutcome.outcome),
  )
  return ids.map((id) => {
    const counts: ImportCounts = { CREATED: 0, UPDATED: 0, DUPLICATE: 0, EXCLUDED: 0, INVALID: 0 }
    for (const row of rows) if (row.importId === id) counts[row.outcome] = row.count
    return counts
  })
}

const cameTo = (kinds: readonly OutcomeRow['outcome'][] | null) =>
  sql`${importOutcome.importId} = k.import_id and ${kinds === null ? sql`true` : sql`${importOutcome.outcome} = any(${sql.param([...kinds])}::import_outcome_kind[])`}`

/** The first rows of each import that came to one of `kinds`, in one statement; null asks for all. */
export async function loadFirstOutcomes(
  reader: Reader,
  ids: readonly string[],
  { first, kinds }: { first: number; kinds: readonly OutcomeRow['outcome'][] | null },
): Promise<OutcomeRow[][]> {
  const rows = await reader.read((db) => {
    const ofEach = db.select().from(importOutcome).where(cameTo(kinds)).orderBy(importOutcome.row).limit(first).as('of_each')
    const { importId, row, outcome, leadId, column, code, reason, undo, undoReason } = ofEach
    return db
      .select({ importId, row, outcome, leadId, column, code, reason, undo, undoReason })
      .from(sql`unnest(${sql.param([...ids])}::uuid[]) as k(import_id)`)
      .crossJoinLateral(ofEach)
      .orderBy(importId, row)
  })
  return groupsInOrder(ids, rows, (row) => row.importId)
}

/** How many rows of each import came to one of `kinds`, in one statement; null asks for all. No more than `most` of an import are looked at. */
export async function loadOutcomeTotals(
  reader: Reader,
  ids: readonly string[],
  { most, kinds }: { most: number; kinds: readonly OutcomeRow['outcome'][] | null },
): Promise<number[]> {
  const { rows } = await reader.read((db) =>
    db.execute<{ count: number }>(
      sql`select (select count(*) from (select from ${importOutcome} where ${cameTo(kinds)} limit ${most}) of_each)::int as count
        from unnest(${sql.param([...ids])}::uuid[]) with ordinality as k(import_id, place) order by place`,
    ),
  )
  return rows.map(({ count }) => count)
}

export type UndoCounts = { REMOVED: number; RESTORED: number; KEPT: number }

/** What taking each import back has come to so far, in one statement. */
export async function loadUndoCounts(reader: Reader, ids: readonly string[]): Promise<UndoCounts[]> {
  const rows = await reader.read((db) =>
    db
      .select({ importId: importOutcome.importId, undo: importOutcome.undo, count: sql<number>`count(*)::int` })
      .from(importOutcome)
      .where(sql`${importOutcome.importId} = any(${sql.param([...ids])}::uuid[]) and ${importOutcome.undo} is not null`)
      .groupBy(importOutcome.importId, importOutcome.undo),
  )
  return ids.map((id) => {
    const counts: UndoCounts = { REMOVED: 0, RESTORED: 0, KEPT: 0 }
    for (const row of rows) if (row.importId === id && row.undo !== null) counts[row.undo] = row.count
    return counts
  })
}

/** A preview as an import that never ran: nothing of it is kept. */
export function rowOfPreview(
  { id, kind, fileName, mapping, rows, isWhole, counts, columns, outcomes, encoding, separator }: ImportPreview,
  by: string,
): ImportRow {
  return {
    id,
    kind,
    fileName,
    status: 'SUCCEEDED',
    mapping,
    rows,
    writtenRows: rows,
    bytesRead: 0,
    bytes: 0,
    failure: null,
    createdBy: by,
    startedAt: new Date(),
    finishedAt: null,
    undoAskedBy: null,
    undoAskedAt: null,
    undoneRows: 0,
    undoneAt: null,
    preview: {
      outcomes: outcomes.map((outcome) => ({ ...outcome, importId: id, undo: null, undoReason: null })),
      columns,
      counts,
      isWhole,
      encoding,
      separator,
    },
  }
}
