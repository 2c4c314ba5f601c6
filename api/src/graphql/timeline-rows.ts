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
  const newest = db
    .select(timelineColumns)
    .from(timelineEntry)
    .where(sql`${timelineEntry.leadId} = k.lead_id`)
    .orderBy(sql`${timelineEntry.at} desc, ${timelineEntry.id} desc`)
    .limit(sql.placeholder('first'))
    .as('newest')
  return db
    .select({
      id: newest.id,
      leadId: newest.leadId,
      at: newest.at,
      kind: newest.kind,
      actor: newest.actor,
      summary: newest.summary,
      detail: newest.detail,
    })
    .from(sql`unnest(${sql.placeholder('ids')}::uuid[]) as k(lead_id)`)
    .crossJoinLateral(newest)
    .orderBy(sql`${newest.leadId}, ${newest.at} desc, ${newest.id} desc`)
    .prepare('latest_entries')
})

/** The newest `first` entries of each lead, in one statement. */
export async function loadLatestEntries(reader: Reader, leadIds: readonly string[], first: number): Promise<TimelineRow[][]> {
  const rows = await reader.read((db) => latest(db).execute({ ids: [...leadIds], first }))
  return groupsInOrder(leadIds, rows, (row) => row.leadId ?? '')
}
