import type { KeysetOrder } from '@swarm/db/keyset'
import { importKind, importOutcome, importRun, type importUndo, upload } from '@swarm/db/schema/import'
import { cancelImport } from '@swarm/jobs/discover/import/cancel-import'
import { IMPORT_FIELDS } from '@swarm/jobs/discover/import/fields'
import { type ImportPreview, importLeads, previewImport } from '@swarm/jobs/discover/import/import-leads'
import { previewUndo, type UndoPreview, undoImport } from '@swarm/jobs/discover/import/undo-import'
import { type SQL, sql } from 'drizzle-orm'
import { GraphQLError } from 'graphql'
import { z } from 'zod'
import { changesOf, eventsFor } from '../live/subscribe.ts'
import { builder, decodeGlobalId, needs } from './builder.ts'
import type { GraphQLContext } from './context.ts'
import { ImportOutcomeKind, RunStatus } from './enums.ts'
import { type ImportRow, importColumns, loadImports, type OutcomeRow, rowOfPreview } from './import-rows.ts'
import { inWords } from './in-words.ts'
import { Lead } from './lead-type.ts'
import { idOf, mutation, text } from './mutation.ts'
import { exactUpTo, listPage, type Page, type PageArguments, pageOfEach, pageOfRows } from './page.ts'

const ImportKind = builder.enumType('ImportKind', {
  description: 'What a file is loaded as.',
  values: inWords({
    LEADS: 'People to write to.',
    SUPPRESSIONS: 'Who must not be written to again.',
    CUSTOMERS: 'Companies that buy from us.',
    COMPETITORS: 'Companies that sell what we sell.',
  } satisfies Record<(typeof importKind.enumValues)[number], string>),
})

const ImportUndo = builder.enumType('ImportUndo', {
  description:
    'REMOVED: the import made the lead and nobody had touched it since. RESTORED: its facts are as before, but for those that changed since. KEPT: it has moved on.',
  values: inWords({
    REMOVED: 'The import made the lead, and nobody had touched it since: it is gone.',
    RESTORED: 'Its facts are as before, but for those that changed since.',
    KEPT: 'It has moved on, and stays.',
  } satisfies Record<(typeof importUndo.enumValues)[number], string>),
})

const ImportColumn = builder.objectRef<{ header: string; field: string | null; samples: string[] }>('ImportColumn').implement({
  description: 'One column of a file and what it is taken for.',
  extensions: needs('read'),
  fields: (t) => ({
    header: t.exposeString('header', { description: 'The header as the file has it; repeated ones carry a number.' }),
    field: t.exposeString('field', { nullable: true, description: `What it is: ${IMPORT_FIELDS.join(', ')}; null when it is not used.` }),
    samples: t.exposeStringList('samples', { description: 'Up to three values; only in a preview.' }),
  }),
})

const ImportOutcome = builder.objectRef<OutcomeRow>('ImportOutcome').implement({
  description: 'What became of one row.',
  extensions: needs('read'),
  fields: (t) => ({
    row: t.exposeInt('row', { description: 'Data rows counted from 1, the header not counted.' }),
    outcome: t.expose('outcome', { type: ImportOutcomeKind, description: 'What became of it.' }),
    lead: t.field({
      type: Lead,
      nullable: true,
      description: 'The lead that the row is about, where there is one.',
      resolve: (row, _, { loaders }) => (row.leadId === null ? null : loaders.lead.load(row.leadId)),
    }),
    name: t.string({
      nullable: true,
      description:
        'Whom the row names, else an address: of a preview as the file has it, of an import as the lead stands now. Null where the row is about no lead: a file’s own words are not kept.',
      resolve: async ({ named, leadId }, _, { loaders }) => {
        if (named || leadId === null) return named?.name ?? null
        const known = await loaders.wholeLead.load(leadId)
        return known?.fullName ?? known?.email ?? null
      },
    }),
    company: t.string({
      nullable: true,
      description: 'The employer, or the company that a list names; from where the name comes from.',
      resolve: async ({ named, leadId }, _, { loaders }) =>
        named || leadId === null ? (named?.company ?? null) : ((await loaders.wholeLead.load(leadId))?.companyName ?? null),
    }),
    column: t.exposeString('column', { nullable: true, description: 'Header of the column that decided.' }),
    code: t.exposeString('code', { nullable: true, description: 'Stable code of the reason.' }),
    reason: t.exposeString('reason', { nullable: true, description: 'Why, for a person.' }),
    undo: t.expose('undo', {
      type: ImportUndo,
      nullable: true,
      description: 'What taking the import back did to this row’s lead; null where there was nothing to take back, or nobody asked.',
    }),
    undoReason: t.exposeString('undoReason', { nullable: true, description: 'Why it went, or stayed.' }),
  }),
})

const Import = builder.objectRef<ImportRow>('Import')

const countsOf = async (row: ImportRow, { loaders }: GraphQLContext) => row.preview?.counts ?? loaders.importCounts.load(row.id)

builder.node(Import, {
  description: 'One loading of one file, or a preview of it. Its counts are the counts of its outcomes.',
  extensions: needs('read'),
  id: { resolve: (row) => row.id },
  loadMany: (ids, { reader }) => loadImports(reader, ids),
  fields: (t) => ({
    kind: t.expose('kind', { type: ImportKind, description: 'What the file is loaded as.' }),
    fileName: t.exposeString('fileName', { description: 'Name of the file.' }),
    status: t.expose('status', { type: RunStatus, description: 'Where it stands.' }),
    isPreview: t.boolean({
      description: 'Whether this only says what would happen; nothing was written.',
      resolve: (row) => row.preview !== null,
    }),
    isWholeFile: t.boolean({
      description: 'False for the preview of a very long file: only its first rows were looked at.',
      resolve: (row) => row.preview?.isWhole ?? true,
    }),
    rows: t.int({ description: 'Data rows; while it runs those that have their outcome.', resolve: (row) => row.rows ?? row.writtenRows }),
    created: t.int({
      description: 'Rows that made a lead, or an entry of a list.',
      resolve: async (row, _, context) => (await countsOf(row, context)).CREATED,
    }),
    updated: t.int({
      description: 'Rows that told something new of a known lead.',
      resolve: async (row, _, context) => (await countsOf(row, context)).UPDATED,
    }),
    duplicates: t.int({
      description: 'Rows met earlier in the file, or known with nothing new.',
      resolve: async (row, _, context) => (await countsOf(row, context)).DUPLICATE,
    }),
    excluded: t.int({
      description: 'Rows about people who must not be written to.',
      resolve: async (row, _, context) => (await countsOf(row, context)).EXCLUDED,
    }),
    invalid: t.int({
      description: 'Rows that could not be used.',
      resolve: async (row, _, context) => (await countsOf(row, context)).INVALID,
    }),
    progress: t.float({
      description: 'Share of the file that has been worked through, 0 to 1.',
      resolve: (row) => (row.preview || row.finishedAt ? 1 : row.bytes === 0 ? 0 : Math.min(1, row.bytesRead / row.bytes)),
    }),
    mapping: t.field({ type: 'JSON', description: 'Header → field; give it back corrected as `mapping`.', resolve: (row) => row.mapping }),
    columns: t.field({
      type: [ImportColumn],
      description: 'The same as a list, in a preview in the order of the file and with samples.',
      resolve: ({ preview, mapping }) => preview?.columns ?? columnsOf(mapping),
    }),
    encoding: t.string({
      nullable: true,
      description: 'How the file is encoded; only in a preview.',
      resolve: (row) => row.preview?.encoding ?? null,
    }),
    separator: t.string({
      nullable: true,
      description: 'What stands between its cells; only in a preview.',
      resolve: (row) => row.preview?.separator ?? null,
    }),
    failure: t.exposeString('failure', { nullable: true, description: 'Why it could not go on; null unless FAILED or CANCELLED.' }),
    undoneBy: t.exposeString('undoAskedBy', { nullable: true, description: 'Who took it back; null while nobody has.' }),
    undoneAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When all of it had been taken back.',
      resolve: (row) => row.undoneAt,
    }),
    undoProgress: t.float({
      nullable: true,
      description: 'Share of the rows that have been taken back, 0 to 1; null while nobody asked.',
      resolve: (row) => (row.undoAskedAt === null ? null : row.undoneAt || row.writtenRows === 0 ? 1 : row.undoneRows / row.writtenRows),
    }),
    removed: t.int({
      description: 'Leads that went when it was taken back.',
      resolve: async (row, _, { loaders }) => (row.undoAskedAt === null ? 0 : (await loaders.undoCounts.load(row.id)).REMOVED),
    }),
    restored: t.int({
      description: 'Rows whose leads got their facts of before back.',
      resolve: async (row, _, { loaders }) => (row.undoAskedAt === null ? 0 : (await loaders.undoCounts.load(row.id)).RESTORED),
    }),
    kept: t.int({
      description: 'Rows whose leads stayed because they had moved on.',
      resolve: async (row, _, { loaders }) => (row.undoAskedAt === null ? 0 : (await loaders.undoCounts.load(row.id)).KEPT),
    }),
    startedBy: t.string({ description: 'Who started it.', resolve: (row) => row.createdBy }),
    startedAt: t.field({ type: 'DateTime', description: 'When it was started, in business time.', resolve: (row) => row.startedAt }),
    finishedAt: t.field({ type: 'DateTime', nullable: true, description: 'When it was through.', resolve: (row) => row.finishedAt }),
    outcomes: t.connection(
      {
        type: ImportOutcome,
        description: 'What became of each row, in the order of the file; of a preview the first 100.',
        args: { outcome: t.arg({ type: [ImportOutcomeKind], description: 'Only these.' }) },
        resolve: (row, args, context) => listOutcomes(row, args, context),
      },
      { name: 'ImportOutcomeConnection', description: 'A page of outcomes.' },
      { name: 'ImportOutcomeEdge', description: 'One row of it.' },
    ),
  }),
})

function columnsOf(mapping: unknown): { header: string; field: string | null; samples: string[] }[] {
  const fields = z.record(z.string(), z.string().nullable()).safeParse(mapping)
  return Object.entries(fields.data ?? {}).map(([header, field]) => ({ header, field, samples: [] }))
}

const byRow: KeysetOrder = {
  name: 'outcomes',
  value: sql`${importOutcome.row}`,
  id: sql`${importOutcome.importId}`,
  type: 'integer',
  descending: false,
}

async function listOutcomes(
  row: ImportRow,
  args: PageArguments & { outcome?: OutcomeRow['outcome'][] | null | undefined },
  { reader, loaders }: GraphQLContext,
): Promise<Page<OutcomeRow>> {
  const cursorOf = (outcome: OutcomeRow) => ({ value: outcome.row, id: outcome.importId })
  if (row.preview) {
    const outcomes = row.preview.outcomes.filter(({ outcome }) => !args.outcome || args.outcome.includes(outcome))
    return pageOfRows(outcomes, args, byRow, cursorOf)
  }
  const conditions: SQL[] = [sql`${importOutcome.importId} = ${row.id}`]
  if (args.outcome) conditions.push(sql`${importOutcome.outcome} = any(${sql.param([...args.outcome])}::import_outcome_kind[])`)
  const kinds = args.outcome ?? null
  return pageOfEach<OutcomeRow>(
    args,
    byRow,
    (limit) => loaders.firstOutcomes(limit, kinds).load(row.id),
    () => ({
      reader,
      args,
      order: byRow,
      from: sql`${importOutcome}`,
      conditions,
      rows: (db, { where, orderBy, limit }) => db.select().from(importOutcome).where(where).orderBy(orderBy).limit(limit),
      cursorOf,
      total: async () => {
        const count = await loaders.outcomeTotal(kinds).load(row.id)
        return count > exactUpTo ? null : { count, isEstimate: false }
      },
    }),
  )
}

const newestFirst: KeysetOrder = {
  name: 'imports',
  value: sql`${importRun.startedAt}`,
  id: sql`${importRun.id}`,
  type: 'timestamptz',
  descending: true,
}

const ImportConnection = builder.connectionObject(
  { type: Import, name: 'ImportConnection', description: 'A page of imports.' },
  { name: 'ImportEdge', description: 'One row of it.' },
)

builder.queryField('imports', (t) =>
  t.connection(
    {
      type: Import,
      description: 'Imports, newest first.',
      extensions: needs('read'),
      resolve: (_, args, { reader }) =>
        listPage<ImportRow>({
          reader,
          args,
          order: newestFirst,
          from: sql`${importRun}`,
          conditions: [],
          rows: async (db, { where, orderBy, limit }) => {
            const found = await db
              .select(importColumns)
              .from(importRun)
              .innerJoin(upload, sql`${upload.id} = ${importRun.uploadId}`)
              .where(where)
              .orderBy(orderBy)
              .limit(limit)
            return found.map((row) => ({ ...row, preview: null }))
          },
          cursorOf: (row) => ({ value: row.startedAt.toISOString(), id: row.id }),
        }),
    },
    ImportConnection,
  ),
)

builder.subscriptionField('importChanged', (t) =>
  t.field({
    type: Import,
    description: 'One import, whenever it has come further.',
    extensions: needs('read'),
    args: { id: t.arg.id({ required: true, description: 'Which one.' }) },
    subscribe: (_, { id }, context) => eventsFor(changesOf(context, ['import']), importIdOf(id)),
    resolve: async (_, { id }, { reader }) => {
      const [row] = await loadImports(reader, [importIdOf(id)])
      if (!row) throw new GraphQLError('There is no such import.', { extensions: { code: 'NOT_FOUND', path: ['id'] } })
      return row
    },
  }),
)

function importIdOf(id: string): string {
  const decoded = decodeGlobalId(id)
  if (decoded?.typename !== 'Import')
    throw new GraphQLError('This is not an id of an Import.', { extensions: { code: 'INVALID_INPUT', path: ['id'] } })
  return decoded.id
}

mutation({
  name: 'importLeads',
  description:
    'Loads a file: leads, or a list of customers, competitors or suppressions. With dryRun it only says what would happen, row by row. The same file again changes nothing.',
  needs: ['operate'],
  input: (t) => ({
    csv: t.string({ description: 'The file itself, as far as it fits the body limit.' }),
    upload: t.id({ description: 'What POST /imports answered; for larger files.' }),
    fileName: t.string({ description: 'Its name, to be shown.' }),
    kind: t.field({ type: ImportKind, defaultValue: 'LEADS', description: 'What it is loaded as.' }),
    mapping: t.field({
      type: 'JSON',
      description: 'Corrections: header → field, or null to leave a column out. What is not named stays as it was found.',
    }),
    dryRun: t.boolean({ defaultValue: false, description: 'Only preview; nothing is written.' }),
  }),
  schema: z.object({
    csv: z
      .string()
      .refine((value) => value.isWellFormed(), 'holds characters that are no text')
      .nullish(),
    upload: idOf('Upload').nullish(),
    fileName: text({ min: 1, max: 200 }).nullish(),
    kind: z.enum(importKind.enumValues).nullish(),
    mapping: z.record(z.string().max(200), z.unknown()).nullish(),
    dryRun: z.boolean().nullish(),
  }),
  run: async (
    { csv, upload: uploadId, fileName, kind, mapping, dryRun },
    { writer, caller, mode, wake },
  ): Promise<{ importId: string; preview: ImportPreview | null }> => {
    const input = {
      csv: csv ?? null,
      uploadId: uploadId ?? null,
      fileName: fileName ?? null,
      kind: kind ?? 'LEADS',
      mapping: mapping ?? null,
    }
    if (dryRun) return { importId: '', preview: await previewImport(writer, input, mode) }
    const { importId } = await importLeads(writer, caller, input)
    await wake('importFile', { importId }, importId)
    return { importId, preview: null }
  },
  success: (t) => ({
    import: t.field({
      type: Import,
      description: 'The import; it goes on by itself. Of a dry run, what it would do.',
      resolve: async ({ importId, preview }, _, { reader, caller }) => {
        if (preview) return rowOfPreview(preview, caller.name)
        const [row] = await loadImports(reader, [importId])
        if (!row) throw new Error('the import that was just started is gone')
        return row
      },
    }),
  }),
})

mutation({
  name: 'cancelImport',
  description: 'Stops an import that is running. What was written before stays and can be taken back; the rest of the file is left.',
  needs: ['operate'],
  input: (t) => ({ importId: t.id({ required: true, description: 'Which import.' }) }),
  schema: z.object({ importId: idOf('Import') }),
  run: (input, { writer, caller }) => cancelImport(writer, caller, input),
  success: (t) => ({
    import: t.field({
      type: Import,
      nullable: true,
      description: 'The import as it stands.',
      resolve: async ({ importId }, _, { reader }) => (await loadImports(reader, [importId]))[0] ?? null,
    }),
  }),
})

const UndoneRow = builder.objectRef<UndoPreview['rows'][number]>('UndoneRow').implement({
  description: 'What would become of the lead of one row.',
  extensions: needs('read'),
  fields: (t) => ({
    row: t.exposeInt('row', { description: 'Data rows counted from 1, the header not counted.' }),
    lead: t.field({
      type: Lead,
      nullable: true,
      description: 'Who it was, as they stand now.',
      resolve: (row, _, { loaders }) => (row.leadId === null ? null : loaders.lead.load(row.leadId)),
    }),
    undo: t.expose('undo', { type: ImportUndo, nullable: true, description: 'What would become of it.' }),
    reason: t.exposeString('reason', { nullable: true, description: 'Why.' }),
  }),
})

mutation({
  name: 'undoImport',
  description:
    'Takes a whole import of leads back: those it made go unless somebody has touched them since, those it changed get their facts of before back, those that have moved on stay. Suppressions and exclusions that it brought stay. With dryRun it only says so.',
  needs: ['operate'],
  input: (t) => ({
    importId: t.id({ required: true, description: 'Which import.' }),
    dryRun: t.boolean({ defaultValue: false, description: 'Only preview; nothing is written.' }),
  }),
  schema: z.object({ importId: idOf('Import'), dryRun: z.boolean().nullish() }),
  run: async ({ importId, dryRun }, { writer, caller, wake }): Promise<{ importId: string; preview: UndoPreview | null }> => {
    if (dryRun) return { importId, preview: await previewUndo(writer, importId) }
    await undoImport(writer, caller, importId)
    await wake('undoImport', { importId }, importId)
    return { importId, preview: null }
  },
  success: (t) => ({
    import: t.field({
      type: Import,
      nullable: true,
      description: 'The import; taking it back goes on by itself.',
      resolve: async ({ importId }, _, { reader }) => (await loadImports(reader, [importId]))[0] ?? null,
    }),
    isPreview: t.boolean({ description: 'Whether this only says what would happen.', resolve: ({ preview }) => preview !== null }),
    removed: t.int({
      nullable: true,
      description: 'Of a dry run: leads that would go.',
      resolve: ({ preview }) => preview?.removed ?? null,
    }),
    restored: t.int({
      nullable: true,
      description: 'Of a dry run: rows whose leads would get their facts of before back.',
      resolve: ({ preview }) => preview?.restored ?? null,
    }),
    kept: t.int({
      nullable: true,
      description: 'Of a dry run: rows whose leads would stay because they have moved on.',
      resolve: ({ preview }) => preview?.kept ?? null,
    }),
    rows: t.field({
      type: [UndoneRow],
      description: 'Of a dry run: the first 100 rows that it would touch.',
      resolve: ({ preview }) => preview?.rows ?? [],
    }),
  }),
})
