import type { Sql, Writer } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import { announce } from '../../announce.ts'
import { writeAudit } from '../../audit/write-audit.ts'
import { InvalidInputError } from '../../errors.ts'
import type { Log } from '../../log.ts'
import { mergeInto } from '../../merge/merge-leads.ts'
import { suggestMerges } from '../../merge/suggest-merges.ts'
import type { ImportWorld } from './candidate.ts'
import { TWO_LEADS } from './decide.ts'
import { uploadedFile } from './file-source.ts'
import type { ImportKind } from './import-kind.ts'
import { type RowImporter, type RowOutcome, rowImporter } from './import-rows.ts'
import { correctMapping, type Mapping } from './map-headers.ts'
import { readAhead } from './read-ahead.ts'
import { type FileBatch, findFileShape, readRows } from './read-rows.ts'
import type { Encoding } from './read-text.ts'
import { HUNTER, wasOvertaken } from './save-batch.ts'

type OpenImport = {
  id: string
  uploadId: string
  bytes: number
  kind: ImportKind
  fileName: string
  encoding: Encoding | null
  mapping: Mapping
  writtenRows: number
}

/** What reading a file needs of the process that does it. */
export type ImportContext = { writer: Writer; log: Log; stopping: AbortSignal; world: ImportWorld }

/** Rows that one transaction writes. */
const BATCH = 1000
/** How often a batch is decided anew when somebody else wrote one of its leads meanwhile. */
const MOST_ATTEMPTS = 5

async function findOpenImport(db: Sql, importId: string): Promise<OpenImport | null> {
  const { rows } = await db.execute<OpenImport>(sql`
    select i.id, i.upload_id as "uploadId", u.bytes, i.kind, i.file_name as "fileName", i.encoding, i.mapping, i.written_rows as "writtenRows"
    from import i join upload u on u.id = i.upload_id where i.id = ${importId} and i.status = 'RUNNING'`)
  return rows[0] ?? null
}

/**
 * Works one import through to its end: batch by batch, each with its outcomes in one transaction that names how far the import had come. A
 * process that was killed has written whole batches; the next one goes on behind them. Of two that work at once the slower one stops.
 */
export async function importFile({ writer, log, stopping, world }: ImportContext, importId: string): Promise<void> {
  const open = await findOpenImport(writer.sql, importId)
  if (!open) return
  const source = uploadedFile(writer.sql, { id: open.uploadId, fileName: open.fileName, bytes: open.bytes })
  let written = open.writtenRows
  try {
    const shape = await findFileShape(source, open.kind, open.encoding)
    const line = correctMapping(shape.line, open.mapping)
    const importer = rowImporter(open.kind, line, world, {
      importId,
      fileName: open.fileName,
      source: `import:${importId}`,
      provider: 'csv',
      actor: HUNTER,
    })
    const batches = async function* () {
      for await (const batch of readRows(source, shape, BATCH)) {
        importer.read(batch.rows)
        yield batch
      }
    }
    for await (const batch of readAhead(batches())) {
      if (stopping.aborted) return
      const done = batch.rows.filter(({ row }) => row <= written)
      if (done.length > 0) importer.skip(done)
      const rows = batch.rows.slice(done.length)
      if (rows.length === 0) continue
      if (!(await writeBatch(writer, importer, open, { rows, bytesRead: batch.bytesRead }, written))) return
      written = rows.at(-1)?.row ?? written
    }
    await finishImport(writer, open, written)
    log.info({ importId, rows: written }, 'import done')
  } catch (error) {
    if (!(error instanceof InvalidInputError)) throw error
    await failImport(writer, open, written, error.message)
  }
}

/** False when this import is no longer where we thought: stopped, finished, or taken further by somebody else. */
async function writeBatch(
  writer: Writer,
  importer: RowImporter,
  { id }: OpenImport,
  { rows, bytesRead }: FileBatch,
  written: number,
): Promise<boolean> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await writer.transaction(async (tx) => {
        const fence = await tx.execute<{ id: string }>(
          // Thousands of keys are looked up by index, whatever the statistics of a table say that grows while they are gathered.
          sql`select id, set_config('random_page_cost', '1.1', true) from import where id = ${id} and status = 'RUNNING' and written_rows = ${written} for update`,
        )
        if (fence.rows.length === 0) return false
        const outcomes = await importer.run(tx, rows, true)
        await saveOutcomes(tx, id, outcomes)
        await mergeWhoIsOne(tx, id, outcomes)
        await tx.execute(sql`update import set written_rows = ${rows.at(-1)?.row ?? written}, bytes_read = ${bytesRead} where id = ${id}`)
        await announce(tx, 'import', [id])
        return true
      })
    } catch (error) {
      if (attempt >= MOST_ATTEMPTS || !wasOvertaken(error)) throw error
    }
  }
}

async function saveOutcomes(tx: Sql, importId: string, outcomes: readonly RowOutcome[]): Promise<void> {
  const rows = outcomes.map(({ row, outcome, leadId, column, code, reason }) => ({ row, outcome, lead_id: leadId, column, code, reason }))
  await tx.execute(sql`
    insert into import_outcome (import_id, row, outcome, lead_id, "column", code, reason)
    select ${importId}, r.row, r.outcome, r.lead_id, r."column", r.code, r.reason
    from json_to_recordset(${JSON.stringify(rows)}::json) as r(row integer, outcome import_outcome_kind, lead_id uuid, "column" text, code text, reason text)`)
}

/**
 * Rows that name the address of one lead with the profile of another: their leads are merged where nothing speaks against it, else a person is
 * asked. Comes last, when nothing of this batch points to the lead that goes any more but what moves along.
 */
async function mergeWhoIsOne(tx: Sql, importId: string, outcomes: readonly RowOutcome[]): Promise<void> {
  const rows = outcomes.flatMap(({ row, code, ofTwo }) => (ofTwo ? [{ row, code, ...ofTwo }] : []))
  if (rows.length === 0) return
  const said = (row: number) => `Row ${row} of an import names this address together with this LinkedIn profile.`
  await suggestMerges(
    tx,
    rows.map(({ row, ...keys }) => ({ ...keys, evidence: said(row) })),
  )
  for (const { row, code, personKey, linkedinKey } of rows) {
    if (code !== 'MERGED') continue
    const [pair] = await suggestMerges(tx, [{ personKey, linkedinKey, evidence: said(row) }])
    const merged = pair ? await mergeInto(tx, HUNTER, { leadId: pair.leadId, otherId: pair.otherId, reason: pair.evidence }) : null
    if (merged && !('code' in merged)) continue
    // Told apart by a person, or something is under way: tried again by the sweep.
    await tx.execute(sql`
      update import_outcome set outcome = 'DUPLICATE', code = 'TWO_LEADS', reason = ${merged ? `${TWO_LEADS} ${merged.message}` : TWO_LEADS}
      where import_id = ${importId}::uuid and row = ${row}`)
  }
}

async function finishImport(writer: Writer, { id, fileName, bytes }: OpenImport, written: number): Promise<void> {
  await writer.transaction(async (tx) => {
    const finished = await tx.execute<{ id: string }>(sql`
      update import set status = 'SUCCEEDED', rows = ${written}, bytes_read = ${bytes}, finished_at = business_now()
      where id = ${id} and status = 'RUNNING' and written_rows = ${written} returning id`)
    if (finished.rows.length === 0) return
    const { rows } = await tx.execute<{ outcome: string; count: number }>(
      sql`select outcome, count(*)::int as count from import_outcome where import_id = ${id} group by outcome`,
    )
    await writeAudit(tx, HUNTER, {
      action: 'import.finished',
      subjectType: 'import',
      subjectId: id,
      detail: { fileName, rows: written, ...Object.fromEntries(rows.map(({ outcome, count }) => [outcome, count])) },
    })
    await announce(tx, 'import', [id])
    await announce(tx, 'lead', null)
  })
}

async function failImport(writer: Writer, { id, fileName }: OpenImport, written: number, failure: string): Promise<void> {
  await writer.transaction(async (tx) => {
    const failed = await tx.execute<{ id: string }>(sql`
      update import set status = 'FAILED', rows = ${written}, failure = ${failure}, finished_at = business_now() where id = ${id} and status = 'RUNNING' returning id`)
    if (failed.rows.length === 0) return
    await writeAudit(tx, HUNTER, {
      action: 'import.failed',
      subjectType: 'import',
      subjectId: id,
      detail: { fileName, rows: written, failure },
    })
    await announce(tx, 'import', [id])
  })
}
