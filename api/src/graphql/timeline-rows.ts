import { isoText } from '@swarm/db/columns'
import { timelineEntry } from '@swarm/db/partitioned/timeline-entry'
import { preparedFor, someColumns } from '@swarm/db/prepared-columns'
import type { Reader } from '@swarm/db/read'
import { type SQL, sql } from 'drizzle-orm'
import { groupsInOrder } from './rows-in-order.ts'

export type TimelineRow = {
  id: string
  leadId: string | null
  /** ISO 8601, in UTC. */
  at: string
  kind: string
  actor: string
  summary: string
  detail: unknown
}

export const timelineColumns = {
  id: timelineEntry.id,
  leadId: timelineEntry.leadId,
  at: isoText(timelineEntry.at),
  kind: timelineEntry.kind,
  actor: timelineEntry.actor,
  summary: timelineEntry.summary,
  detail: timelineEntry.detail,
}

const latestBy = (name: string, which: SQL) =>
  preparedFor(timelineColumns, ['id', 'leadId', 'at'], (db, columns, suffix) => {
    const newest = db
      .select({ ...columns, at: sql<string>`${timelineEntry.at}`.as('at') })
      .from(timelineEntry)
      .where(which)
      .orderBy(sql`${timelineEntry.at} desc, ${timelineEntry.id} desc`)
      .limit(sql.placeholder('first'))
      .as('newest')
    const { id, leadId, kind, actor, summary, detail } = newest
    return db
      .select(someColumns({ id, leadId, at: isoText(newest.at), kind, actor, summary, detail }, new Set(Object.keys(columns))))
      .from(sql`unnest(${sql.placeholder('ids')}::uuid[]) as k(lead_id)`)
      .crossJoinLateral(newest)
      .orderBy(sql`${leadId}, ${newest.at} desc, ${id} desc`)
      .prepare(`${name}${suffix}`)
  })

const ofLead = sql`${timelineEntry.leadId} = k.lead_id`
const latest = latestBy('latest_entries', ofLead)
const latestOfKinds = latestBy(
  'latest_entries_of_kinds',
  sql`${ofLead} and ${timelineEntry.kind} = any(${sql.placeholder('kinds')}::text[])`,
)

/** The newest `first` entries of each lead, or those of some kinds, in one statement, with the columns that are asked for; null asks for all. */
export async function loadLatestEntries(
  reader: Reader,
  leadIds: readonly string[],
  { first, kinds }: { first: number; kinds: readonly string[] | null },
  asked: ReadonlySet<string> | null,
): Promise<TimelineRow[][]> {
  const ids = [...leadIds]
  const rows = await reader.read((db) =>
    kinds === null ? latest(asked)(db).execute({ ids, first }) : latestOfKinds(asked)(db).execute({ ids, first, kinds: [...kinds] }),
  )
  return groupsInOrder(leadIds, rows, (row) => row.leadId ?? '')
}
