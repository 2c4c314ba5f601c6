import type { KeysetOrder } from '@swarm/db/keyset'
import { batch, batchHeld, send } from '@swarm/db/schema/dispatch'
import { approveBatch } from '@swarm/jobs/dispatch/approve-batch'
import { cancelBatch } from '@swarm/jobs/dispatch/cancel-batch'
import type { ScopeDifference } from '@swarm/jobs/dispatch/load-scope-differences'
import { rejectBatch } from '@swarm/jobs/dispatch/reject-batch'
import { type SQL, sql } from 'drizzle-orm'
import { GraphQLError } from 'graphql'
import { z } from 'zod'
import { changesOf, eventsFor } from '../live/subscribe.ts'
import { builder, decodeGlobalId, needs } from './builder.ts'
import type { GraphQLContext } from './context.ts'
import { BatchStatus, Motion } from './enums.ts'
import { Lead } from './lead-type.ts'
import { idOf, mutation, text } from './mutation.ts'
import { listPage, pageOfEach } from './page.ts'
import { Send, SendConnection } from './send.ts'
import { type BatchRow, batchColumns, type HeldRow, heldColumns, loadBatches, type SendRow, sendColumns } from './send-rows.ts'

/** A row that must be there: something points to it. */
export async function mustLoad<Row>(found: Promise<Row | null>): Promise<Row> {
  const row = await found
  if (row === null) throw new Error('a row that is pointed to is not there')
  return row
}

export type HeldShown = Pick<HeldRow, 'leadId' | 'code' | 'message'> & { clearsAt: Date | string | null }

export const HeldSend = builder.objectRef<HeldShown>('HeldSend').implement({
  description: 'What a dispatch holds back, and why.',
  extensions: needs('read'),
  fields: (t) => ({
    lead: t.field({
      type: Lead,
      description: 'Whom it would go to.',
      resolve: (row, _, { loaders }) => mustLoad(loaders.lead.load(row.leadId)),
    }),
    code: t.exposeString('code', { description: 'The first rule that says no.' }),
    message: t.exposeString('message', { description: 'The same for a person.' }),
    clearsAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When it lets go by itself; null when it won’t.',
      resolve: (row) => row.clearsAt,
    }),
  }),
})

export const HeldSendConnection = builder.connectionObject(
  { type: HeldSend, name: 'HeldSendConnection', description: 'A page of what is held back.' },
  { name: 'HeldSendEdge', description: 'One row of it.' },
)

const byPlace = (name: string, value: SQL, id: SQL): KeysetOrder => ({ name, value, id, type: 'integer', descending: false })
const sendsByPlace = byPlace('sends of a batch', sql`${send.place}`, sql`${send.id}`)
const heldByPlace = byPlace('held of a batch', sql`${batchHeld.place}`, sql`${batchHeld.id}`)

const ScopeDifferenceType = builder.objectRef<ScopeDifference>('ScopeDifference').implement({
  description: 'Something of a batch that is no longer as it was frozen: why it is refused with SCOPE_MISMATCH.',
  extensions: needs('read'),
  fields: (t) => ({
    send: t.field({
      type: Send,
      nullable: true,
      description: 'Of which send; null where it is the list as a whole, or a send that is gone.',
      resolve: (row, _, { loaders }) => (row.sendId === null ? null : loaders.send.load(row.sendId)),
    }),
    what: t.exposeString('what', { description: 'What differs, in words: Address, Text, Hash of its bytes.' }),
    frozen: t.exposeString('frozen', { nullable: true, description: 'As it was frozen and approved; of a text, as its draft says it.' }),
    present: t.exposeString('present', { nullable: true, description: 'As it stands now; null when it is gone.' }),
  }),
})

export const Batch = builder.objectRef<BatchRow>('Batch')
builder.node(Batch, {
  description: 'A frozen, hashed, expiring list of sends that one person approves as a whole.',
  extensions: needs('read'),
  id: { resolve: (row) => row.id },
  loadMany: (ids, { reader }) => loadBatches(reader, ids),
  fields: (t) => ({
    motion: t.expose('motion', { type: Motion, description: 'What it sends.' }),
    status: t.expose('status', { type: BatchStatus, description: 'Where it stands.' }),
    scopeHash: t.exposeString('scopeHash', { description: 'SHA-256 of the ordered hashes of its sends, in hex: what is approved.' }),
    isTest: t.exposeBoolean('isTest', { description: 'An internal test send.' }),
    openWindowReason: t.exposeString('openWindowReason', { nullable: true, description: 'Why an admin opened the send window for it.' }),
    createdBy: t.exposeString('createdBy', { description: 'Who dispatched it.' }),
    createdAt: t.field({ type: 'DateTime', description: 'When it was frozen, in business time.', resolve: (row) => row.createdAt }),
    expiresAt: t.field({ type: 'DateTime', description: 'What has not gone by then never goes.', resolve: (row) => row.expiresAt }),
    approvedBy: t.string({
      nullable: true,
      description: 'Who approved it; null when nobody did.',
      resolve: (row) => (row.status === 'REJECTED' ? null : row.decidedBy),
    }),
    decidedBy: t.exposeString('decidedBy', { nullable: true, description: 'Who approved or rejected it.' }),
    decidedAt: t.field({ type: 'DateTime', nullable: true, description: 'When.', resolve: (row) => row.decidedAt }),
    decisionReason: t.exposeString('decisionReason', { nullable: true, description: 'Why.' }),
    startedAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When its first hand-over began.',
      resolve: (row) => row.startedAt,
    }),
    finishedAt: t.field({ type: 'DateTime', nullable: true, description: 'When it ended.', resolve: (row) => row.finishedAt }),
    counts: t.field({
      type: 'JSON',
      description: 'Its sends by status and code, and what was held back by code.',
      resolve: async (row, _, { loaders }) => {
        const { firstWindowCloses: _closes, ...counts } = await loaders.batchCounts.load(row.id)
        return counts
      },
    }),
    firstWindowCloses: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When the first send window closes of what is still planned: what is not approved by then waits for another batch.',
      resolve: async (row, _, { loaders }) => (await loaders.batchCounts.load(row.id)).firstWindowCloses,
    }),
    scopeDifferences: t.field({
      type: [ScopeDifferenceType],
      description: 'How it differs from what was frozen, by the audit trail; empty as long as nobody has changed its rows.',
      resolve: (row, _, { loaders }) => loaders.scopeDifferences.load(row.id),
    }),
    sends: t.connection(
      {
        type: Send,
        description: 'Its sends, in their frozen order.',
        resolve: (row, args, { reader, loaders }) =>
          pageOfEach<SendRow>(
            args,
            sendsByPlace,
            (limit) => loaders.firstSends(limit).load(row.id),
            () => ({
              reader,
              args,
              order: sendsByPlace,
              from: sql`${send}`,
              conditions: [sql`${send.batchId} = ${row.id}`],
              rows: (db, { where, orderBy, limit }) => db.select(sendColumns).from(send).where(where).orderBy(orderBy).limit(limit),
              cursorOf: ({ place, id }) => ({ value: place, id }),
              total: async () => ({ count: (await loaders.batchCounts.load(row.id)).sends, isEstimate: false }),
            }),
          ),
      },
      SendConnection,
    ),
    held: t.connection(
      {
        type: HeldSend,
        description: 'What was held back when it was frozen, and why.',
        resolve: (row, args, { reader, loaders }) =>
          pageOfEach<HeldRow>(
            args,
            heldByPlace,
            (limit) => loaders.firstHeld(limit).load(row.id),
            () => ({
              reader,
              args,
              order: heldByPlace,
              from: sql`${batchHeld}`,
              conditions: [sql`${batchHeld.batchId} = ${row.id}`],
              rows: (db, { where, orderBy, limit }) => db.select(heldColumns).from(batchHeld).where(where).orderBy(orderBy).limit(limit),
              cursorOf: ({ place, id }) => ({ value: place, id }),
              total: async () => ({ count: (await loaders.batchCounts.load(row.id)).held, isEstimate: false }),
            }),
          ),
      },
      HeldSendConnection,
    ),
  }),
})

builder.objectField(Send, 'batch', (t) =>
  t.field({
    type: Batch,
    nullable: true,
    description: 'The batch it belongs to.',
    resolve: (row, _, { loaders }) => (row.batchId === null ? null : loaders.batch.load(row.batchId)),
  }),
)

const newestFirst: KeysetOrder = {
  name: 'batches',
  value: sql`${batch.createdAt}`,
  id: sql`${batch.id}`,
  type: 'timestamptz',
  descending: true,
}

builder.queryField('batches', (t) =>
  t.connection(
    {
      type: Batch,
      description: 'Batches, newest first.',
      extensions: needs('read'),
      args: { status: t.arg({ type: [BatchStatus], description: 'Any of these.' }) },
      resolve: (_, args, { reader }) =>
        listPage({
          reader,
          args,
          order: newestFirst,
          from: sql`${batch}`,
          conditions: args.status ? [sql`${batch.status} = any(${sql.param([...args.status])}::batch_status[])`] : [],
          rows: (db, { where, orderBy, limit }) => db.select(batchColumns).from(batch).where(where).orderBy(orderBy).limit(limit),
          cursorOf: (row) => ({ value: row.createdAt.toISOString(), id: row.id }),
        }),
    },
    builder.connectionObject(
      { type: Batch, name: 'BatchConnection', description: 'A page of batches.' },
      { name: 'BatchEdge', description: 'One row of it.' },
    ),
  ),
)

builder.queryField('batch', (t) =>
  t.field({
    type: Batch,
    nullable: true,
    description: 'One batch.',
    extensions: needs('read'),
    args: { id: t.arg.id({ required: true, description: 'Which batch.' }) },
    resolve: (_, { id }, { loaders }) => {
      const decoded = decodeGlobalId(id)
      return decoded?.typename === 'Batch' ? loaders.batch.load(decoded.id) : null
    },
  }),
)

async function getBatch({ loaders }: Pick<GraphQLContext, 'loaders'>, id: string): Promise<BatchRow> {
  loaders.batch.clear(id)
  return mustLoad(loaders.batch.load(id))
}

builder.subscriptionField('batchChanged', (t) =>
  t.field({
    type: Batch,
    description: 'One batch, whenever anything of it or of its sends changes.',
    extensions: needs('read'),
    args: { id: t.arg.id({ required: true, description: 'Which batch.' }) },
    subscribe: (_, { id }, context) => {
      const decoded = decodeGlobalId(id)
      if (decoded?.typename !== 'Batch')
        throw new GraphQLError('id is not an id of a Batch.', { extensions: { code: 'INVALID_INPUT', path: ['id'] } })
      return eventsFor(changesOf(context, ['batch']), decoded.id)
    },
    resolve: async (_, { id }, { reader }) => mustLoad(loadBatches(reader, [decodeGlobalId(id)?.id ?? '']).then(([row]) => row ?? null)),
  }),
)

const decision = z.object({
  batchId: idOf('Batch'),
  scopeHash: z
    .string()
    .regex(/^[0-9a-fA-F]{64}$/, 'is not a SHA-256 in hex')
    .transform((hash) => hash.toLowerCase()),
  reason: text({ max: 500 }).nullish(),
})

mutation<z.infer<typeof decision>, { batchId: string }>({
  name: 'approveBatch',
  inputName: 'DecideBatchInput',
  description: 'Approves the scope hash that was seen; the batch is executed then. Final.',
  needs: ['operate'],
  input: (t) => ({
    batchId: t.id({ required: true, description: 'Which batch.' }),
    scopeHash: t.string({ required: true, description: 'The scope hash that was seen, in hex.' }),
    reason: t.string({ description: 'Why, up to 500 characters.' }),
  }),
  schema: decision,
  success: (t) => ({
    batch: t.field({ type: Batch, description: 'The batch now.', resolve: ({ batchId }, _, context) => getBatch(context, batchId) }),
  }),
  run: async (input, { caller, writer, wake }) => {
    await approveBatch(writer, wake, caller, input)
    return { batchId: input.batchId }
  },
})

mutation<z.infer<typeof decision>, { batchId: string }>({
  name: 'rejectBatch',
  inputName: 'DecideBatchInput',
  description: 'Rejects a batch: nothing of it ever goes out, and its drafts can be planned again. Final.',
  needs: ['operate'],
  input: () => ({}),
  schema: decision,
  success: (t) => ({
    batch: t.field({ type: Batch, description: 'The batch now.', resolve: ({ batchId }, _, context) => getBatch(context, batchId) }),
  }),
  run: async (input, { caller, writer }) => {
    await rejectBatch(writer, caller, input)
    return { batchId: input.batchId }
  },
})

mutation<{ batchId: string; reason?: string | null | undefined }, { batchId: string }>({
  name: 'cancelBatch',
  description: 'Ends a batch. What has not started never goes; what is in flight settles, and the batch ends PARTIAL then.',
  needs: ['operate'],
  input: (t) => ({
    batchId: t.id({ required: true, description: 'Which batch.' }),
    reason: t.string({ description: 'Why, up to 500 characters.' }),
  }),
  schema: z.object({ batchId: idOf('Batch'), reason: text({ max: 500 }).nullish() }),
  success: (t) => ({
    batch: t.field({ type: Batch, description: 'The batch now.', resolve: ({ batchId }, _, context) => getBatch(context, batchId) }),
  }),
  run: async ({ batchId, reason }, { caller, writer }) => {
    await cancelBatch(writer, caller, { batchId, reason: reason || 'The batch was cancelled.' })
    return { batchId }
  },
})
