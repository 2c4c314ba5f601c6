import { delivery } from '@swarm/db/partitioned/delivery'
import { prepared, type Reader } from '@swarm/db/read'
import { sql } from 'drizzle-orm'
import { rowsInOrder } from './rows-in-order.ts'

export const deliveryColumns = {
  id: delivery.id,
  provider: delivery.provider,
  eventType: delivery.eventType,
  headers: delivery.headers,
  receivedAt: delivery.receivedAt,
  isAuthenticated: delivery.isAuthenticated,
  appliedAt: delivery.appliedAt,
  isDuplicate: delivery.isDuplicate,
  effect: delivery.effect,
  error: delivery.error,
  leadId: delivery.leadId,
}

const byIds = prepared((db) =>
  db
    .select(deliveryColumns)
    .from(delivery)
    .where(sql`${delivery.id} = any(${sql.placeholder('ids')}::uuid[])`)
    .prepare('deliveries_by_ids'),
)

export type DeliveryRow = Awaited<ReturnType<ReturnType<typeof byIds>['execute']>>[number]

export async function loadDeliveries(reader: Reader, ids: readonly string[]): Promise<(DeliveryRow | null)[]> {
  const rows = await reader.read((db) => byIds(db).execute({ ids: [...ids] }))
  return rowsInOrder(ids, rows, (row) => row.id)
}
