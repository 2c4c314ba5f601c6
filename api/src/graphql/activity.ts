import { timelineEntry } from '@swarm/db/partitioned/timeline-entry'
import { sql } from 'drizzle-orm'
import { changesOf, eventsOf } from '../live/subscribe.ts'
import { builder, needs } from './builder.ts'
import type { Change, GraphQLContext } from './context.ts'
import { TimelineEntry } from './timeline.ts'
import { type TimelineRow, timelineColumns } from './timeline-rows.ts'

/** Most entries that one batch of changes tells of; of more, or of unknown ones, the newest. */
const mostAtOnce = 50
/** How many entries a subscription remembers having told of. */
const mostRemembered = 2_000

async function* activityEvents({ reader }: GraphQLContext, batches: AsyncIterable<Change[]>): AsyncGenerator<TimelineRow> {
  let told = new Set<string>()
  for await (const changes of batches) {
    const ids = changes.flatMap(({ subject }) => subject ?? []).slice(-mostAtOnce)
    // Many at once, or a gap: the page sees the newest, and whatever it has already stays.
    const which = ids.length === changes.length ? sql`${timelineEntry.id} = any(${sql.param(ids)}::uuid[])` : sql`true`
    const rows = await reader.read((db) =>
      db
        .select(timelineColumns)
        .from(timelineEntry)
        .where(which)
        .orderBy(sql`${timelineEntry.at} desc, ${timelineEntry.id} desc`)
        .limit(mostAtOnce),
    )
    for (const row of rows.reverse()) {
      if (told.has(row.id)) continue
      told.add(row.id)
      yield row
    }
    if (told.size > mostRemembered) told = new Set([...told].slice(-mostAtOnce))
  }
}

builder.subscriptionField('activity', (t) =>
  t.field({
    type: TimelineEntry,
    description: 'What happens to any lead, as it happens.',
    extensions: needs('read'),
    subscribe: (_, __, context) => eventsOf(changesOf(context, ['activity']), (batches) => activityEvents(context, batches)),
    resolve: (row) => row,
  }),
)
