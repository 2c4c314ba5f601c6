import { timelineEntry } from '@swarm/db/partitioned/timeline-entry'
import { prepared, type Reader } from '@swarm/db/read'
import { sql } from 'drizzle-orm'
import { groupsInOrder } from './rows-in-order.ts'

export type TimelineRow = {
  id: string
  leadId: string | null
  at: Date
  kind: string
  actor: string
  summary: string
  detail: unknown
}

export const timelineColumns = {
  id: timelineEntry.id,
  leadId: timelineEntry.leadId,
  at: timelineEntry.at,
  kind: timelineEntry.kind,
  actor: timelineEntry.actor,
  summary: timelineEntry.summary,
  detail: timelineEntry.detail,
}

const latest = prepared((db) => {
  const lead = sql<string>`k.lead_id`
  const newest = db
    .select({ id: timelineEntry.id })
    .from(timelineEntry)
    .where(sql`${timelineEntry.leadId} = ${lead}`)
    .orderBy(sql`${timelineEntry.at} desc, ${timelineEntry.id} desc`)
    .limit(sql.placeholder('first'))
    .as('newest')
  return db
    .select(timelineColumns)
    .from(
      sql`unnest(${sql.placeholder('ids')}::uuid[]) as k(lead_id) cross join lateral ${newest} join ${timelineEntry} on ${timelineEntry.id} = ${newest.id}`,
    )
    .orderBy(sql`${timelineEntry.leadId}, ${timelineEntry.at} desc, ${timelineEntry.id} desc`)
    .prepare('latest_entries')
})

/** The newest `first` entries of each lead, in one statement. */
export async function loadLatestEntries(reader: Reader, leadIds: readonly string[], first: number): Promise<TimelineRow[][]> {
  const rows = await reader.read((db) => latest(db).execute({ ids: [...leadIds], first }))
  return groupsInOrder(leadIds, rows, (row) => row.leadId ?? '')
}
