import type { Reader } from '@swarm/db/read'
import { meeting } from '@swarm/db/schema/meeting'
import { desc, inArray } from 'drizzle-orm'
import { groupsInOrder, rowsInOrder } from './rows-in-order.ts'

export type MeetingRow = typeof meeting.$inferSelect

/** Meetings in the order of their ids. */
export async function loadMeetings(reader: Reader, ids: readonly string[]): Promise<(MeetingRow | null)[]> {
  const rows = await reader.read((db) =>
    db
      .select()
      .from(meeting)
      .where(inArray(meeting.id, [...ids])),
  )
  return rowsInOrder(ids, rows, (row) => row.id)
}

/** The meetings of each lead, the latest first. */
export async function loadMeetingsOf(reader: Reader, leadIds: readonly string[]): Promise<MeetingRow[][]> {
  const rows = await reader.read((db) =>
    db
      .select()
      .from(meeting)
      .where(inArray(meeting.leadId, [...leadIds]))
      .orderBy(desc(meeting.startAt), desc(meeting.id)),
  )
  return groupsInOrder(leadIds, rows, (row) => row.leadId ?? '')
}
