import { sql } from 'drizzle-orm'
import { boolean, bytea, check, index, integer, jsonb, pgEnum, primaryKey, snakeCase, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { id, instant } from '../columns.ts'
import { lead } from './lead.ts'

export const runStatus = pgEnum('run_status', ['RUNNING', 'SUCCEEDED', 'FAILED', 'CANCELLED'])

/** A file as it was sent, kept in pieces so that neither side ever holds it whole. */
export const upload = snakeCase.table('upload', {
  id: id(),
  fileName: text().notNull(),
  bytes: integer().notNull().default(0),
  isComplete: boolean().notNull().default(false),
  createdBy: text().notNull(),
  createdAt: instant().notNull().defaultNow(),
})

export const uploadChunk = snakeCase.table(
  'upload_chunk',
  {
    uploadId: uuid()
      .notNull()
      .references(() => upload.id, { onDelete: 'cascade' }),
    number: integer().notNull(),
    content: bytea().notNull(),
  },
  (t) => [primaryKey({ columns: [t.uploadId, t.number] })],
)

/** What a file is loaded as. */
export const importKind = pgEnum('import_kind', ['LEADS', 'CUSTOMERS', 'COMPETITORS', 'SUPPRESSIONS'])

/** One loading of one file. Its counts are the counts of its outcomes. */
export const importRun = snakeCase.table(
  'import',
  {
    id: id(),
    uploadId: uuid()
      .notNull()
      .references(() => upload.id),
    kind: importKind().notNull().default('LEADS'),
    fileName: text().notNull(),
    /** How the file is to be read, found when it was looked at first; null: by a version that did not keep it. */
    encoding: text(),
    status: runStatus().notNull().default('RUNNING'),
    /** Header → field, as mapped by itself or corrected by the person. */
    mapping: jsonb().notNull(),
    /** Data rows in the file; null until the file has been read to its end. */
    rows: integer(),
    /** Every row up to this one has its outcome; who writes the next ones names it, so that two workers never write a row twice. */
    writtenRows: integer().notNull().default(0),
    /** How much of the file has been worked through, in bytes. */
    bytesRead: integer().notNull().default(0),
    /** Why the whole import failed; null unless FAILED. */
    failure: text(),
    createdBy: text().notNull(),
    startedAt: instant().notNull(),
    finishedAt: instant(),
    /** Somebody asked to take all of it back; worked off row by row. */
    undoAskedBy: text(),
    undoAskedAt: instant(),
    /** Every row up to this one has been taken back, or says why not. */
    undoneRows: integer().notNull().default(0),
    undoneAt: instant(),
  },
  (t) => [
    check(
      'import_undo_asked_by_someone',
      sql`(${t.undoAskedBy} is null) = (${t.undoAskedAt} is null) and (${t.undoneAt} is null or ${t.undoAskedAt} is not null)`,
    ),
    index('import_undo_open').on(t.id).where(sql`${t.undoAskedAt} is not null and ${t.undoneAt} is null`),
    index('import_started').on(t.startedAt.desc().nullsFirst(), t.id.desc().nullsFirst()),
    uniqueIndex('import_one_at_a_time').on(t.uploadId).where(sql`${t.status} = 'RUNNING'`),
  ],
)

export const importOutcomeKind = pgEnum('import_outcome_kind', ['CREATED', 'UPDATED', 'DUPLICATE', 'EXCLUDED', 'INVALID'])

/** What taking an import back did to the lead of a row: gone, facts of before, or left because it has moved on. */
export const importUndo = pgEnum('import_undo', ['REMOVED', 'RESTORED', 'KEPT'])

/** What became of one data row. Every row has exactly one. */
export const importOutcome = snakeCase.table(
  'import_outcome',
  {
    importId: uuid()
      .notNull()
      .references(() => importRun.id, { onDelete: 'cascade' }),
    /** Data rows counted from 1, the header not counted. */
    row: integer().notNull(),
    outcome: importOutcomeKind().notNull(),
    leadId: uuid().references(() => lead.id, { onDelete: 'set null' }),
    /** The header of the column that decided. */
    column: text(),
    code: text(),
    reason: text(),
    /** Null where there is nothing to take back, or nobody asked. */
    undo: importUndo(),
    undoReason: text(),
  },
  (t) => [
    primaryKey({ columns: [t.importId, t.row] }),
    index('import_outcome_kind').on(t.importId, t.outcome, t.row),
    index('import_outcome_lead').on(t.leadId).where(sql`${t.leadId} is not null`),
    check('import_outcome_explains_itself', sql`${t.outcome} in ('CREATED', 'UPDATED') or ${t.reason} is not null`),
  ],
)

/** What an import changed of a lead that was known before, so that it can be taken back: the columns and what files had said, before and after. */
export const importChange = snakeCase.table(
  'import_change',
  {
    importId: uuid()
      .notNull()
      .references(() => importRun.id, { onDelete: 'cascade' }),
    leadId: uuid()
      .notNull()
      .references(() => lead.id, { onDelete: 'cascade' }),
    before: jsonb().notNull(),
    after: jsonb().notNull(),
    /** What files had said of it; null: nothing. */
    factsBefore: jsonb(),
    factsAfter: jsonb().notNull(),
    aliases: text().array().notNull().default(sql`'{}'`),
  },
  (t) => [primaryKey({ columns: [t.importId, t.leadId] }), index('import_change_lead').on(t.leadId)],
)
