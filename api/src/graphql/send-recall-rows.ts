import { prepared, type Reader } from '@swarm/db/read'
import { recall, send } from '@swarm/db/schema/dispatch'
import { sql } from 'drizzle-orm'
import { rowsInOrder } from './rows-in-order.ts'

const latestRecalls = prepared((db) =>
  db
    .selectDistinctOn([send.id], {
      sendId: send.id,
      reason: recall.reason,
      askedAt: recall.askedAt,
      confirmedAt: recall.confirmedAt,
      attempts: recall.attempts,
      lastError: recall.lastError,
    })
    .from(send)
    .innerJoin(recall, sql`${recall.sendId} = ${send.id} or (${recall.kind} = 'CAMPAIGN' and ${recall.campaignId} = ${send.campaignId})`)
    .where(sql`${send.id} = any(${sql.placeholder('ids')}::uuid[])`)
    .orderBy(send.id, sql`${recall.askedAt} desc`)
    .prepare('latest_recalls_of_sends'),
)

export type RecallRow = Awaited<ReturnType<ReturnType<typeof latestRecalls>['execute']>>[number]

/** The last recall of each send, its own or that of its campaign, in one statement. */
export async function loadRecalls(reader: Reader, sendIds: readonly string[]): Promise<(RecallRow | null)[]> {
  const rows = await reader.read((db) => latestRecalls(db).execute({ ids: [...sendIds] }))
  return rowsInOrder(sendIds, rows, (row) => row.sendId)
}
