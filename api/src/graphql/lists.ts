import type { KeysetOrder } from '@swarm/db/keyset'
import type { Reader } from '@swarm/db/read'
import { exclusion, suppression } from '@swarm/db/schema/lead'
import { exclude } from '@swarm/jobs/suppression/exclude'
import { removeExclusion } from '@swarm/jobs/suppression/remove-exclusion'
import { suppress } from '@swarm/jobs/suppression/suppress'
import { unsuppress } from '@swarm/jobs/suppression/unsuppress'
import { type SQL, sql } from 'drizzle-orm'
import { GraphQLError } from 'graphql'
import { z } from 'zod'
import { builder, needs } from './builder.ts'
import { ExclusionKind } from './enums.ts'
import { idOf, mutation, text } from './mutation.ts'
import { listPage, type PageArguments } from './page.ts'
import { rowsInOrder } from './rows-in-order.ts'

type SuppressionRow = typeof suppression.$inferSelect
type ExclusionRow = typeof exclusion.$inferSelect

const Suppression = builder.objectRef<SuppressionRow>('Suppression')
const Exclusion = builder.objectRef<ExclusionRow>('Exclusion')

async function loadSuppressions(reader: Reader, ids: readonly string[]): Promise<(SuppressionRow | null)[]> {
  const rows = await reader.read((db) =>
    db
      .select()
      .from(suppression)
      .where(sql`${suppression.id} = any(${sql.param([...ids])}::uuid[])`),
  )
  return rowsInOrder(ids, rows, (row) => row.id)
}

async function loadExclusions(reader: Reader, ids: readonly string[]): Promise<(ExclusionRow | null)[]> {
  const rows = await reader.read((db) =>
    db
      .select()
      .from(exclusion)
      .where(sql`${exclusion.id} = any(${sql.param([...ids])}::uuid[])`),
  )
  return rowsInOrder(ids, rows, (row) => row.id)
}

/** The row that a mutation has just written. */
async function written<Row>(rows: Promise<(Row | null)[]>): Promise<Row> {
  const [row] = await rows
  if (!row) throw new Error('the row that was just written is gone')
  return row
}

builder.node(Suppression, {
  description: 'An address, domain or LinkedIn URL that must not be written to again.',
  extensions: needs('read'),
  id: { resolve: (row) => row.id },
  loadMany: (ids, { reader }) => loadSuppressions(reader, ids),
  fields: (t) => ({
    email: t.exposeString('email', { nullable: true, description: 'The address as it was given; any `+tag` of it counts.' }),
    domain: t.exposeString('domain', { nullable: true, description: 'The domain; its subdomains count.' }),
    linkedinUrl: t.exposeString('linkedinUrl', { nullable: true, description: 'The profile.' }),
    reason: t.exposeString('reason', { description: 'Why.' }),
    source: t.exposeString('source', { description: 'Who or what said so: a person, import:<id>, a provider.' }),
    at: t.field({ type: 'DateTime', description: 'Since when, in business time.', resolve: (row) => row.at }),
    until: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'After repeated soft bounces only; else for ever.',
      resolve: (row) => row.until,
    }),
    liftedAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When an admin lifted it; null while it stands.',
      resolve: (row) => row.liftedAt,
    }),
  }),
})

builder.node(Exclusion, {
  description: 'A customer, competitor or hand-listed domain or address that must not be written to.',
  extensions: needs('read'),
  id: { resolve: (row) => row.id },
  loadMany: (ids, { reader }) => loadExclusions(reader, ids),
  fields: (t) => ({
    kind: t.expose('kind', { type: ExclusionKind, description: 'Why nobody there is written to.' }),
    email: t.exposeString('email', { nullable: true, description: 'The address.' }),
    domain: t.exposeString('domain', { nullable: true, description: 'The domain; its subdomains count.' }),
    linkedinUrl: t.exposeString('linkedinUrl', { nullable: true, description: 'The profile.' }),
    name: t.exposeString('name', { nullable: true, description: 'The company’s name; matched in any spelling.' }),
    note: t.exposeString('note', { nullable: true, description: 'What somebody wrote to it.' }),
    source: t.exposeString('source', { description: 'Who or what said so: a person, import:<id>.' }),
    at: t.field({ type: 'DateTime', description: 'Since when, in business time.', resolve: (row) => row.at }),
    removedAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When it was removed; null while it stands.',
      resolve: (row) => row.removedAt,
    }),
  }),
})

/** Anywhere in one of the columns; what the pattern language would read as its own is taken as text. */
function searchIn(columns: readonly SQL[], search: string | null | undefined): SQL[] {
  const words = search?.trim().toLowerCase() ?? ''
  if (words === '') return []
  if (words.length > 200 || !words.isWellFormed() || words.includes('\u0000'))
    throw new GraphQLError('search is too long or holds characters that are no text.', {
      extensions: { code: 'INVALID_INPUT', path: ['search'] },
    })
  return [
    sql`(${sql.join(
      columns.map((column) => sql`position(${words} in lower(coalesce(${column}, ''))) > 0`),
      sql` or `,
    )})`,
  ]
}

type ListArguments = PageArguments & { search?: string | null | undefined }

const latestSuppression: KeysetOrder = {
  name: 'suppressions',
  value: sql`${suppression.at}`,
  id: sql`${suppression.id}`,
  type: 'timestamptz',
  descending: true,
}
const latestExclusion: KeysetOrder = {
  name: 'exclusions',
  value: sql`${exclusion.at}`,
  id: sql`${exclusion.id}`,
  type: 'timestamptz',
  descending: true,
}

async function listSuppressions(args: ListArguments, reader: Reader) {
  const conditions = [
    sql`${suppression.liftedAt} is null`,
    ...searchIn(
      [sql`${suppression.email}`, sql`${suppression.domain}`, sql`${suppression.linkedinUrl}`, sql`${suppression.reason}`],
      args.search,
    ),
  ]
  return listPage({
    reader,
    args,
    order: latestSuppression,
    from: sql`${suppression}`,
    conditions,
    rows: (db, { where, orderBy, limit }) => db.select().from(suppression).where(where).orderBy(orderBy).limit(limit),
    cursorOf: (row) => ({ value: row.at.toISOString(), id: row.id }),
  })
}

async function listExclusions(args: ListArguments, reader: Reader) {
  const conditions = [
    sql`${exclusion.removedAt} is null`,
    ...searchIn(
      [sql`${exclusion.email}`, sql`${exclusion.domain}`, sql`${exclusion.linkedinUrl}`, sql`${exclusion.name}`, sql`${exclusion.note}`],
      args.search,
    ),
  ]
  return listPage({
    reader,
    args,
    order: latestExclusion,
    from: sql`${exclusion}`,
    conditions,
    rows: (db, { where, orderBy, limit }) => db.select().from(exclusion).where(where).orderBy(orderBy).limit(limit),
    cursorOf: (row) => ({ value: row.at.toISOString(), id: row.id }),
  })
}

const SuppressionConnection = builder.connectionObject(
  { type: Suppression, name: 'SuppressionConnection', description: 'A page of suppressions.' },
  { name: 'SuppressionEdge', description: 'One row of it.' },
)
const ExclusionConnection = builder.connectionObject(
  { type: Exclusion, name: 'ExclusionConnection', description: 'A page of exclusions.' },
  { name: 'ExclusionEdge', description: 'One row of it.' },
)

const search = { description: 'Part of an address, domain, name, reason or note.' }

builder.queryFields((t) => ({
  suppressions: t.connection(
    {
      type: Suppression,
      description: 'Suppressions that stand, newest first.',
      extensions: needs('read'),
      args: { search: t.arg.string(search) },
      resolve: (_, args, { reader }) => listSuppressions(args, reader),
    },
    SuppressionConnection,
  ),
  exclusions: t.connection(
    {
      type: Exclusion,
      description: 'Exclusions that stand, newest first.',
      extensions: needs('read'),
      args: { search: t.arg.string(search) },
      resolve: (_, args, { reader }) => listExclusions(args, reader),
    },
    ExclusionConnection,
  ),
}))

const address = () => z.string().max(400).nullish()

mutation({
  name: 'suppress',
  description:
    'Suppresses an address, a domain or a LinkedIn profile for ever. Leads leave the pipeline and open drafts are withdrawn at once.',
  needs: ['operate'],
  input: (t) => ({
    email: t.string({ description: 'The address.' }),
    domain: t.string({ description: 'The domain, with its subdomains.' }),
    linkedinUrl: t.string({ description: 'The profile.' }),
    reason: t.string({ required: true, description: 'Why; 3 to 200 characters.' }),
  }),
  schema: z.object({ email: address(), domain: address(), linkedinUrl: address(), reason: text({ min: 3, max: 200 }) }),
  run: ({ email, domain, linkedinUrl, reason }, { writer, caller }) =>
    suppress(writer, caller, { email: email ?? null, domain: domain ?? null, linkedinUrl: linkedinUrl ?? null, reason }),
  success: (t) => ({
    suppression: t.field({
      type: Suppression,
      description: 'The suppression that stands.',
      resolve: ({ suppressionId }, _, { reader }) => written(loadSuppressions(reader, [suppressionId])),
    }),
  }),
})

mutation({
  name: 'unsuppress',
  description: 'Lifts a suppression. A person who unsubscribed stays so until the status is corrected.',
  needs: ['admin'],
  asksAgain: true,
  input: (t) => ({
    id: t.id({ required: true, description: 'Which suppression.' }),
    reason: t.string({ required: true, description: 'Why; 3 to 500 characters.' }),
  }),
  schema: z.object({ id: idOf('Suppression'), reason: text({ min: 3, max: 500 }) }),
  run: ({ id, reason }, { writer, caller }) => unsuppress(writer, caller, { suppressionId: id, reason }),
  success: (t) => ({
    suppression: t.field({
      type: Suppression,
      description: 'The suppression, lifted.',
      resolve: ({ suppressionId }, _, { reader }) => written(loadSuppressions(reader, [suppressionId])),
    }),
  }),
})

mutation({
  name: 'exclude',
  description:
    'Excludes an address or a domain as customer, competitor or do-not-contact. Leads leave the pipeline and open drafts are withdrawn at once.',
  needs: ['operate'],
  input: (t) => ({
    email: t.string({ description: 'The address.' }),
    domain: t.string({ description: 'The domain, with its subdomains.' }),
    kind: t.field({ type: ExclusionKind, required: true, description: 'Why nobody there is written to.' }),
    note: t.string({ description: 'For whoever asks later; up to 200 characters.' }),
  }),
  schema: z.object({
    email: address(),
    domain: address(),
    kind: z.enum(['CUSTOMER', 'COMPETITOR', 'DO_NOT_CONTACT']),
    note: text({ max: 200 }).nullish(),
  }),
  run: ({ email, domain, kind, note }, { writer, caller }) =>
    exclude(writer, caller, { email: email ?? null, domain: domain ?? null, kind, note: note ?? null }),
  success: (t) => ({
    exclusion: t.field({
      type: Exclusion,
      description: 'The exclusion that stands.',
      resolve: ({ exclusionId }, _, { reader }) => written(loadExclusions(reader, [exclusionId])),
    }),
  }),
})

mutation({
  name: 'removeExclusion',
  description: 'Takes an exclusion off its list. Leads that only it kept out are pending again.',
  needs: ['operate'],
  asksAgain: true,
  input: (t) => ({ id: t.id({ required: true, description: 'Which exclusion.' }) }),
  schema: z.object({ id: idOf('Exclusion') }),
  run: ({ id }, { writer, caller }) => removeExclusion(writer, caller, { exclusionId: id }),
  success: (t) => ({
    exclusion: t.field({
      type: Exclusion,
      description: 'The exclusion, removed.',
      resolve: ({ exclusionId }, _, { reader }) => written(loadExclusions(reader, [exclusionId])),
    }),
  }),
})
