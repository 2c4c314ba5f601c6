import { prepared, type Reader } from '@swarm/db/read'
import { alertNotice } from '@swarm/db/schema/alert-notice'
import { alert } from '@swarm/db/schema/safety'
import { sql } from 'drizzle-orm'
import { groupsInOrder, rowsInOrder } from './rows-in-order.ts'

export const alertColumns = {
  id: alert.id,
  cause: alert.cause,
  severity: alert.severity,
  message: alert.message,
  count: alert.count,
  level: alert.level,
  levelAt: alert.levelAt,
  firstAt: alert.firstAt,
  lastAt: alert.lastAt,
  acknowledgedBy: alert.acknowledgedBy,
  acknowledgedAt: alert.acknowledgedAt,
  resolvedBy: alert.resolvedBy,
  resolvedAt: alert.resolvedAt,
  resolveNote: alert.resolveNote,
}

const byIds = prepared((db) =>
  db
    .select(alertColumns)
    .from(alert)
    .where(sql`${alert.id} = any(${sql.placeholder('ids')}::uuid[])`)
    .prepare('alerts_by_ids'),
)

export type AlertRow = Awaited<ReturnType<ReturnType<typeof byIds>['execute']>>[number]

export async function loadAlerts(reader: Reader, ids: readonly string[]): Promise<(AlertRow | null)[]> {
  const rows = await reader.read((db) => byIds(db).execute({ ids: [...ids] }))
  return rowsInOrder(ids, rows, (row) => row.id)
}

const noticesOf = prepared((db) =>
  db
    .select({
      alertId: alertNotice.alertId,
      level: alertNotice.level,
      channel: alertNotice.channel,
      recipient: alertNotice.recipient,
      state: alertNotice.state,
      attempts: alertNotice.attempts,
      code: alertNotice.code,
      problem: alertNotice.problem,
      createdAt: alertNotice.createdAt,
      settledAt: alertNotice.settledAt,
    })
    .from(alertNotice)
    .where(sql`${alertNotice.alertId} = any(${sql.placeholder('ids')}::uuid[])`)
    .orderBy(alertNotice.alertId, alertNotice.level, alertNotice.channel, alertNotice.recipient)
    .prepare('notices_of_alerts'),
)

export type AlertNoticeRow = Awaited<ReturnType<ReturnType<typeof noticesOf>['execute']>>[number]

/** Who was told of many alerts, in one statement. */
export async function loadNoticesOf(reader: Reader, alertIds: readonly string[]): Promise<AlertNoticeRow[][]> {
  const rows = await reader.read((db) => noticesOf(db).execute({ ids: [...alertIds] }))
  return groupsInOrder(alertIds, rows, (row) => row.alertId)
}
