import type { KeysetOrder } from '@swarm/db/keyset'
import { timelineEntry } from '@swarm/db/partitioned/timeline-entry'
import type { ReadSql } from '@swarm/db/read'
import { timelineKinds } from '@swarm/jobs/timeline'
import { sql } from 'drizzle-orm'
import { GraphQLError } from 'graphql'
import { reads } from './asked-columns.ts'
import { builder, needs } from './builder.ts'
import type { GraphQLContext } from './context.ts'
import { Lead } from './lead-type.ts'
import { type Page, type PageArguments, type PageSlice, pageOfEach } from './page.ts'
import { type TimelineRow, timelineColumns } from './timeline-rows.ts'

export const TimelineEntry = builder.objectRef<TimelineRow>('TimelineEntry').implement({
  description: 'One thing that happened to a lead.',
  extensions: needs('read'),
  fields: (t) => ({
    at: t.expose('at', { type: 'DateTime', description: 'When it happened, in business time.' }),
    lead: t.field({
      type: Lead,
      nullable: true,
      description: 'Whom it happened to.',
      extensions: reads('leadId'),
      resolve: (entry, _, { loaders }) => (entry.leadId ? loaders.lead.load(entry.leadId) : null),
    }),
    kind: t.exposeString('kind', { description: `What it is about: ${timelineKinds.join(', ')}.` }),
    actor: t.exposeString('actor', { description: 'Who did it.' }),
    summary: t.exposeString('summary', { description: 'One sentence.' }),
    detail: t.field({
      type: 'JSON',
      nullable: true,
      description: 'The rest, by name.',
      extensions: reads('detail'),
      resolve: (entry) => entry.detail,
    }),
  }),
})

const newestFirst: KeysetOrder = {
  name: 'timeline',
  value: sql`${timelineEntry.at}`,
  id: sql`${timelineEntry.id}`,
  type: 'timestamptz',
  descending: true,
}

/** One lead's timeline. The first page of many leads at once is one statement; a page further on is one for its lead. */
function leadTimeline(
  leadId: string,
  args: PageArguments & { kinds?: string[] | null | undefined },
  { reader, loaders }: GraphQLContext,
): Promise<Page<TimelineRow>> {
  const { kinds } = args
  const unknown = kinds?.find((kind) => !timelineKinds.some((known) => known === kind))
  if (unknown !== undefined) {
    throw new GraphQLError(`There is no timeline kind "${unknown}". Kinds are ${timelineKinds.join(', ')}.`, {
      extensions: { code: 'INVALID_INPUT', path: ['kinds'] },
    })
  }
  const list = () => ({
    reader,
    args,
    order: newestFirst,
    from: sql`${timelineEntry}`,
    conditions: [
      sql`${timelineEntry.leadId} = ${leadId}`,
      ...(kinds ? [sql`${timelineEntry.kind} = any(${sql.param(kinds)}::text[])`] : []),
    ],
    rows: (db: ReadSql, { where, orderBy, limit }: PageSlice) =>
      db.select(timelineColumns).from(timelineEntry).where(where).orderBy(orderBy).limit(limit),
    cursorOf: (entry: TimelineRow) => ({ value: entry.at, id: entry.id }),
  })
  return pageOfEach(args, newestFirst, (limit) => loaders.latestEntries(limit, kinds ?? null).load(leadId), list)
}

const TimelineConnection = builder.connectionObject(
  { type: TimelineEntry, name: 'TimelineConnection', description: 'A page of a timeline.' },
  { name: 'TimelineEdge', description: 'One row of it.' },
)

builder.objectField(Lead, 'timeline', (t) =>
  t.connection(
    {
      type: TimelineEntry,
      description: 'Everything that ever happened to this lead, newest first.',
      extensions: reads('id'),
      args: { kinds: t.arg.stringList({ description: `Only these kinds: ${timelineKinds.join(', ')}.` }) },
      resolve: (lead, args, context) => leadTimeline(lead.id, args, context),
    },
    TimelineConnection,
  ),
)
