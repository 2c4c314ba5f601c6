import type { KeysetOrder } from '@swarm/db/keyset'
import { draft } from '@swarm/db/schema/draft'
import { REJECTION_TAGS } from '@swarm/jobs/review/rejection-tags'
import { type SQL, sql } from 'drizzle-orm'
import { builder, decodeGlobalId, needs } from '../builder.ts'
import type { GraphQLContext } from '../context.ts'
import { Lead } from '../lead-type.ts'
import { listPage, type Page, type PageArguments, pageOfEach } from '../page.ts'
import { type Filter, type OrderBy, QueueFilter, queueConditions } from './queue-filter.ts'
import { loadQueueSummary, QueueSummary } from './queue-summary.ts'
import { type DraftRow, d, draftColumns } from './rows.ts'
import { Draft, DraftConnection } from './type.ts'

type Order = { value: SQL; type: KeysetOrder['type']; descending: boolean; of: (row: DraftRow) => string | number }

/** Ids sort by the time they were made: within a tier the newest come first. */
const byTier: Order = { value: sql`${d.sortTier}`, type: 'smallint', descending: true, of: (row) => row.sortTier }
const orders: Record<OrderBy, Order> = {
  NEWEST: { value: sql`${d.createdAt}`, type: 'timestamptz', descending: true, of: (row) => row.createdAt.toISOString() },
  OLDEST: { value: sql`${d.createdAt}`, type: 'timestamptz', descending: false, of: (row) => row.createdAt.toISOString() },
  SCORE: { value: sql`${d.score}`, type: 'smallint', descending: true, of: (row) => row.score },
}
const drafts = sql`${draft} as d`

async function listQueue(
  args: PageArguments & { filter?: Filter | null | undefined },
  { reader, loaders }: GraphQLContext,
): Promise<Page<DraftRow>> {
  const filter = args.filter ?? {}
  const by = filter.orderBy ? orders[filter.orderBy] : byTier
  return listPage({
    reader,
    args,
    order: { ...by, name: `queue ${filter.orderBy ?? 'TIER'}`, id: sql`${d.id}` },
    from: drafts,
    conditions: queueConditions(filter, await loaders.reviewClock()),
    rows: (db, { where, orderBy, limit }) => db.select(draftColumns).from(d).where(where).orderBy(orderBy).limit(limit),
    cursorOf: (row) => ({ value: by.of(row), id: row.id }),
  })
}

builder.queryField('queue', (t) =>
  t.connection(
    {
      type: Draft,
      description: 'Drafts that wait for a decision and can get one, best tier first and then newest, unless the filter says otherwise.',
      extensions: needs('read'),
      args: { filter: t.arg({ type: QueueFilter, description: 'Which drafts, and in which order.' }) },
      resolve: (_, args, context) => listQueue(args, context),
    },
    DraftConnection,
  ),
)

builder.queryField('draft', (t) =>
  t.field({
    type: Draft,
    nullable: true,
    description: 'One draft; null when there is no such thing.',
    extensions: needs('read'),
    args: { id: t.arg.id({ required: true, description: 'Which draft.' }) },
    resolve: (_, { id }, { loaders }) => {
      const decoded = decodeGlobalId(id)
      return decoded?.typename === 'Draft' ? loaders.draft.load(decoded.id) : null
    },
  }),
)

builder.queryField('queueSummary', (t) =>
  t.field({
    type: QueueSummary,
    description: 'The counts of the queue page.',
    extensions: needs('read'),
    resolve: async (_, __, { reader, loaders }) => loadQueueSummary(reader, await loaders.reviewClock()),
  }),
)

const RejectionTag = builder.objectRef<(typeof REJECTION_TAGS)[number]>('RejectionTag').implement({
  description: 'A kind of rejection.',
  extensions: needs('read'),
  fields: (t) => ({
    tag: t.exposeString('tag', { description: 'Stable name.' }),
    label: t.exposeString('label', { description: 'The same in words.' }),
    description: t.exposeString('description', { description: 'When to use it.' }),
  }),
})

builder.queryField('rejectionTags', (t) =>
  t.field({
    type: [RejectionTag],
    description: 'Every kind of rejection, in the order shown.',
    extensions: needs('read'),
    resolve: () => [...REJECTION_TAGS],
  }),
)

const newestFirst: KeysetOrder = { name: 'lead drafts', value: sql`${d.id}`, id: sql`${d.id}`, type: 'uuid', descending: true }

/** One lead's drafts. The first page of many leads at once is one statement. */
function leadDrafts(leadId: string, args: PageArguments, { reader, loaders }: GraphQLContext): Promise<Page<DraftRow>> {
  return pageOfEach(
    args,
    newestFirst,
    (limit) => loaders.latestDrafts(limit).load(leadId),
    () => ({
      reader,
      args,
      order: newestFirst,
      from: drafts,
      conditions: [sql`${d.leadId} = ${leadId}`],
      rows: (db, { where, orderBy, limit }) => db.select(draftColumns).from(d).where(where).orderBy(orderBy).limit(limit),
      cursorOf: (row) => ({ value: row.id, id: row.id }),
    }),
  )
}

builder.objectField(Lead, 'drafts', (t) =>
  t.connection(
    {
      type: Draft,
      description: 'Everything that was ever written for this lead, newest first.',
      resolve: (lead, args, context) => leadDrafts(lead.id, args, context),
    },
    DraftConnection,
  ),
)
