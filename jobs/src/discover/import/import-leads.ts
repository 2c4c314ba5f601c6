import { newId } from '@swarm/db/new-id'
import type { Sql, Writer } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import type { Actor } from '../../actors.ts'
import { announce } from '../../announce.ts'
import { writeAudit } from '../../audit/write-audit.ts'
import { businessNow } from '../../business-now.ts'
import { InvalidInputError, NotFoundError, RefusedError } from '../../errors.ts'
import { IMPORT_FIELDS, type ImportField, isMarkField } from './fields.ts'
import { inlineFile, uploadedFile } from './file-source.ts'
import { type ImportKind, NEEDED_FIELDS } from './import-kind.ts'
import { type RowOutcome, rowImporter } from './import-rows.ts'
import { correctMapping, type HeaderLine, type Mapping } from './map-headers.ts'
import { type FileShape, type FileSource, findFileShape, readRows } from './read-rows.ts'
import { HUNTER } from './save-batch.ts'
import { worldOf } from './start-world.ts'

export type ImportLeadsInput = {
  csv: string | null
  uploadId: string | null
  fileName: string | null
  kind: ImportKind
  /** Corrections by header; what is not named stays as it was found. */
  mapping: Record<string, unknown> | null
}

/** A column as the preview shows it. */
export type ImportColumn = { header: string; field: ImportField | null; samples: string[] }

/** What an import would do. `isWhole` is false when only the first rows of a very long file were looked at. */
export type ImportPreview = {
  id: string
  fileName: string
  kind: ImportKind
  rows: number
  isWhole: boolean
  counts: Record<RowOutcome['outcome'], number>
  mapping: Mapping
  columns: ImportColumn[]
  encoding: string
  separator: string
  outcomes: RowOutcome[]
}

/** Rows that a preview decides at most; a longer file says that it was cut. */
const PREVIEW_ROWS = 20_000
/** Outcomes that a preview lists. */
const PREVIEW_OUTCOMES = 100
const BATCH = 1000

async function sourceOf(db: Sql, { csv, uploadId, fileName }: ImportLeadsInput): Promise<FileSource> {
  if ((csv === null) === (uploadId === null)) throw new InvalidInputError('Give either csv or upload.', [csv === null ? 'upload' : 'csv'])
  if (csv !== null) {
    if (csv.trim() === '') throw new InvalidInputError('The file is empty.', ['csv'])
    return inlineFile(fileName ?? 'pasted.csv', csv)
  }
  const { rows } = await db.execute<{ id: string; fileName: string; bytes: number; isComplete: boolean }>(
    sql`select id, file_name as "fileName", bytes, is_complete as "isComplete" from upload where id = ${uploadId}`,
  )
  const upload = rows[0]
  if (!upload) throw new NotFoundError('There is no such upload. Send the file to POST /imports first.', ['upload'])
  if (!upload.isComplete)
    throw new RefusedError('NOT_READY', 'The file has not arrived whole.', [{ code: 'UPLOAD_INCOMPLETE', message: 'Send it again.' }])
  return uploadedFile(db, { ...upload, fileName: fileName ?? upload.fileName })
}

/** Corrections as a person gives them; names headers and fields that exist. */
function correctedLine(line: HeaderLine, given: Record<string, unknown> | null, kind: ImportKind): HeaderLine {
  const corrections: Mapping = {}
  for (const [header, field] of Object.entries(given ?? {})) {
    if (!line.headers.includes(header))
      throw new InvalidInputError(`mapping: the file has no column "${header.slice(0, 100)}".`, ['mapping', header.slice(0, 100)])
    if (field !== null && !IMPORT_FIELDS.some((one) => one === field)) {
      throw new InvalidInputError(`mapping: "${String(field).slice(0, 100)}" is not a field. Fields are ${IMPORT_FIELDS.join(', ')}.`, [
        'mapping',
        header.slice(0, 100),
      ])
    }
    const known = IMPORT_FIELDS.find((one) => one === field) ?? null
    if (known !== null && !isMarkField(known) && Object.values(corrections).includes(known))
      throw new InvalidInputError(`mapping: two columns are mapped to "${known}".`, ['mapping', header])
    corrections[header] = known
  }
  const corrected = given === null ? line : correctMapping(line, corrections)
  if (!NEEDED_FIELDS[kind].some((field) => corrected.columns[field] !== undefined)) {
    throw new InvalidInputError(`No column tells who a row is about. Map one to ${NEEDED_FIELDS[kind].join(', ')}.`, ['mapping'])
  }
  return corrected
}

async function prepare(db: Sql, input: ImportLeadsInput): Promise<{ source: FileSource; shape: FileShape; line: HeaderLine }> {
  const source = await sourceOf(db, input)
  const shape = await findFileShape(source, input.kind)
  return { source, shape, line: correctedLine(shape.line, input.mapping, input.kind) }
}

/** What an import would do, row by row; writes nothing (I10). */
export async function previewImport(writer: Writer, input: ImportLeadsInput, mode: 'sandbox' | 'production'): Promise<ImportPreview> {
  const { source, shape, line } = await prepare(writer.sql, input)
  const importer = rowImporter(input.kind, line, worldOf(mode), {
    importId: null,
    fileName: source.fileName,
    source: 'preview',
    provider: 'csv',
    actor: HUNTER,
  })
  const counts = { CREATED: 0, UPDATED: 0, DUPLICATE: 0, EXCLUDED: 0, INVALID: 0 }
  const outcomes: RowOutcome[] = []
  let rows = 0
  let isWhole = true
  for await (const batch of readRows(source, shape, BATCH)) {
    for (const outcome of await importer.run(writer.sql, batch.rows, false)) {
      counts[outcome.outcome] += 1
      if (outcomes.length < PREVIEW_OUTCOMES) outcomes.push(outcome)
    }
    rows += batch.rows.length
    if (rows >= PREVIEW_ROWS) {
      isWhole = false
      break
    }
  }
  const columns = line.headers.map((header, index) => ({
    header,
    field: line.mapping[header] ?? null,
    samples: shape.samples
      .flatMap(
        (cells) =>
          cells[index]
            ?.replace(/[\p{Cc}\s]+/gu, ' ')
            .trim()
            .slice(0, 80) || [],
      )
      .slice(0, 3),
  }))
  return {
    id: newId(new Date()),
    fileName: source.fileName,
    kind: input.kind,
    rows,
    isWhole,
    counts,
    mapping: line.mapping,
    columns,
    encoding: shape.encoding,
    separator: shape.separator,
    outcomes,
  }
}

/** Starts an import; the runner reads the file. Throws RefusedError while another import of the same file runs. */
export async function importLeads(writer: Writer, actor: Actor, input: ImportLeadsInput): Promise<{ importId: string }> {
  const { source, shape, line } = await prepare(writer.sql, input)
  return writer.transaction(async (tx) => {
    const uploadId = input.uploadId ?? (await keepInline(tx, actor, source))
    const at = await businessNow(tx)
    const { rows } = await tx.execute<{ id: string }>(sql`
      insert into import (id, upload_id, kind, file_name, encoding, mapping, created_by, started_at)
      values (${newId(at)}, ${uploadId}, ${input.kind}, ${source.fileName}, ${shape.encoding}, ${JSON.stringify(line.mapping)}::jsonb, ${actor.name}, ${at.toISOString()})
      on conflict (upload_id) where status = 'RUNNING' do nothing returning id`)
    const importId = rows[0]?.id
    if (!importId)
      throw new RefusedError('ALREADY_DONE', 'This file is being imported already.', [
        { code: 'IMPORT_RUNNING', message: 'Wait until it is through; the same file again changes nothing.' },
      ])
    await writeAudit(tx, actor, {
      action: 'import.started',
      subjectType: 'import',
      subjectId: importId,
      detail: { fileName: source.fileName, kind: input.kind, mapping: line.mapping },
    })
    await announce(tx, 'import', [importId])
    return { importId }
  })
}

async function keepInline(tx: Sql, actor: Actor, source: FileSource): Promise<string> {
  const { rows } = await tx.execute<{ id: string }>(
    sql`insert into upload (file_name, bytes, is_complete, created_by) values (${source.fileName}, ${source.bytes}, true, ${actor.name}) returning id`,
  )
  const id = rows[0]?.id
  if (!id) throw new Error('no upload row was made')
  let number = 0
  for await (const piece of source.pieces())
    await tx.execute(sql`insert into upload_chunk (upload_id, number, content) values (${id}, ${number++}, ${Buffer.from(piece)})`)
  return id
}
