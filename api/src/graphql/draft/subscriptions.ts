import { draftReading, review } from '@swarm/db/schema/draft'
import type { Decision } from '@swarm/jobs/review/decide'
import { type SQL, sql } from 'drizzle-orm'
import { changesOf, concerns, eventsOf } from '../../live/subscribe.ts'
import { builder, decodeGlobalId, encodeGlobalId, needs } from '../builder.ts'
import type { Change, GraphQLContext } from '../context.ts'
import { type Filter, QueueFilter, queueConditions } from './queue-filter.ts'
import { loadQueueSummary, QueueSummary, type QueueSummaryRow } from './queue-summary.ts'
import { type DraftRow, d, draftColumns } from './rows.ts'
import { Draft } from './type.ts'

type Kind = 'ADDED' | 'CHANGED' | 'OPENED_BY' | 'DECIDED' | 'REMOVED' | 'RELOAD'
type QueueEventRow = { kind: Kind; draftId: string; draft: DraftRow | null; summary: () => Promise<QueueSummaryRow> }

/** Most new drafts that one bulk change names; beyond that the list is reloaded anyway. */
const mostNamed = 50
/** How many drafts a subscription remembers having told of. */
const mostRemembered = 5_000
/** Stands for no draft, in an event that is about many. */
const noDraft = '00000000-0000-0000-0000-000000000000'

type Watched = DraftRow & { isListed: boolean; lastDecision: Decision | null; lastAt: Date | null; readSince: Date | null }

const latest = <T>(column: SQL) =>
  sql<T | null>`(select ${column} from ${review} where ${review.draftId} = ${d.id} order by ${review.draftVersion} desc limit 1)`

async function watchedDrafts({ reader, loaders }: GraphQLContext, filter: Filter, which: SQL): Promise<Watched[]> {
  const conditions = queueConditions(filter, await loaders.reviewClock())
  return reader.read((db) =>
    db
      .select({
        ...draftColumns,
        isListed: sql<boolean>`coalesce(${sql.join(conditions, sql` and `)}, false)`,
        lastDecision: latest<Decision>(sql`${review.decision}`),
        lastAt: latest<Date>(sql`${review.at}`).mapWith(review.at),
        readSince:
          sql<Date | null>`(select max(${draftReading.since}) from ${draftReading} where ${draftReading.draftId} = ${d.id})`.mapWith(
            draftReading.since,
          ),
      })
      .from(d)
      .where(which)
      .orderBy(sql`${d.id} desc`)
      .limit(mostNamed),
  )
}

/** What a subscription last told of a draft. */
type Told = { isListed: boolean; version: number }

/** Whether the draft came into the list after `since`: it was made then, or a decision brought it there. */
function cameIn(row: Watched, since: Date): boolean {
  if (row.lastAt !== null && row.lastAt >= since && row.lastDecision !== 'EDIT') return true
  return row.createdAt >= since && row.version === 1 && row.readSince === null
}

/** What happened to a draft, by what a subscription last told of it; null when that is nothing to it. */
function kindOf(row: Watched, told: Told | undefined, since: Date): Kind | null {
  if (!row.isListed) {
    // It was never in the list, or has left it before.
    if (told ? !told.isListed : row.createdAt >= since && row.version === 1) return null
    return row.status === 'APPROVED' || row.status === 'REJECTED' ? 'DECIDED' : 'REMOVED'
  }
  if (told ? !told.isListed : cameIn(row, since)) return 'ADDED'
  const isReading = told ? told.version === row.version : row.readSince !== null && row.readSince >= row.updatedAt
  return isReading ? 'OPENED_BY' : 'CHANGED'
}

/** What becomes of the queue under a filter. A change of many drafts at once names the newest and says RELOAD. */
async function* queueEvents(filter: Filter, context: GraphQLContext, batches: AsyncIterable<Change[]>): AsyncGenerator<QueueEventRow> {
  const { reader } = context
  let since = (await context.loaders.reviewClock()).now
  const told = new Map<string, Told>()
  for await (const changes of batches) {
    const { loaders } = context
    let counts: Promise<QueueSummaryRow> | undefined
    const summary = () => (counts ??= loaders.reviewClock().then((clock) => loadQueueSummary(reader, clock)))
    if (told.size > mostRemembered) {
      told.clear()
      since = (await loaders.reviewClock()).now
    }
    const ids = changes.flatMap(({ subject }) => subject ?? [])
    const isMany = ids.length < changes.length || ids.length > mostNamed
    const rows = ids.length === 0 ? [] : await watchedDrafts(context, filter, sql`${d.id} = any(${sql.param(ids)}::uuid[])`)
    if (isMany) {
      const fresh = await watchedDrafts(
        context,
        filter,
        sql`${d.createdAt} >= ${since.toISOString()}::timestamptz and ${d.status} = 'PENDING'`,
      )
      rows.push(...fresh.filter((row) => row.isListed && !told.has(row.id) && !rows.some(({ id }) => id === row.id)))
    }
    for (const row of rows) {
      const kind = kindOf(row, told.get(row.id), since)
      told.set(row.id, { isListed: row.isListed, version: row.version })
      if (kind) yield { kind, draftId: row.id, draft: row, summary }
    }
    if (isMany) yield { kind: 'RELOAD', draftId: noDraft, draft: null, summary }
  }
}

const QueueEvent = builder.objectRef<QueueEventRow>('QueueEvent').implement({
  description: 'Something that happened to the queue.',
  extensions: needs('read'),
  fields: (t) => ({
    kind: t.exposeString('kind', {
      description:
        'ADDED, CHANGED, OPENED_BY (who reads it changed), DECIDED, REMOVED; or RELOAD: many changed, or some may have been missed, so ask for the list again.',
    }),
    draftId: t.id({ description: 'Which draft; of no meaning in RELOAD.', resolve: ({ draftId }) => encodeGlobalId('Draft', draftId) }),
    draft: t.field({ type: Draft, nullable: true, description: 'The draft as it stands.', resolve: (event) => event.draft }),
    summary: t.field({ type: QueueSummary, description: 'The counts as they stand.', resolve: (event) => event.summary() }),
  }),
})

builder.subscriptionField('queueChanged', (t) =>
  t.field({
    type: QueueEvent,
    description: 'What happens to the drafts of a filter, as it happens. After a lost connection comes RELOAD.',
    extensions: needs('read'),
    args: { filter: t.arg({ type: QueueFilter, description: 'Which drafts, as for queue.' }) },
    subscribe: (_, { filter }, context) =>
      eventsOf(changesOf(context, ['draft', 'queue']), (batches) => queueEvents(filter ?? {}, context, batches)),
    resolve: (event) => event,
  }),
)

async function* draftEvents(id: string, context: GraphQLContext, batches: AsyncIterable<Change[]>): AsyncGenerator<DraftRow> {
  for await (const batch of batches) {
    const row = concerns(batch, id) ? await context.loaders.draft.load(id) : null
    if (row) yield row
  }
}

builder.subscriptionField('draftChanged', (t) =>
  t.field({
    type: Draft,
    description: 'One draft, whenever anything of it changes.',
    extensions: needs('read'),
    args: { id: t.arg.id({ required: true, description: 'Which draft.' }) },
    subscribe: (_, { id }, context) => {
      const decoded = decodeGlobalId(id)
      const draftId = decoded?.typename === 'Draft' ? decoded.id : noDraft
      return eventsOf(changesOf(context, ['draft']), (batches) => draftEvents(draftId, context, batches))
    },
    resolve: (row) => row,
  }),
)
