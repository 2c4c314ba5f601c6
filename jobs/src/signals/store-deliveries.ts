import type { Sql } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import { deliveryKey } from './delivery-key.ts'
import { readEvent } from './read-event.ts'
import { readableText } from './readable-text.ts'
import { isProof } from './unproven-event.ts'

/** One webhook request, before anything is derived from it. */
export type NewDelivery = {
  provider: string
  /** Kept for the list; secrets are redacted by whoever received them. */
  headers: Record<string, string>
  /** The raw bytes. */
  body: Buffer
  isAuthenticated: boolean
  /** When it came, business time; now unless an operator says otherwise. */
  receivedAt?: Date
  /** What it tells of, where its address says so; what its content calls itself otherwise. */
  eventType?: string
  /** What makes it the same event as another one; from its content unless given. */
  key?: string
}

export type StoredDelivery = { id: string; isDuplicate: boolean }

const utf8 = new TextDecoder('utf-8', { fatal: true })

/** The parsed body; undefined for bytes that are no JSON. */
export function payloadOf(body: Buffer): unknown {
  try {
    return JSON.parse(utf8.decode(body))
  } catch {
    return undefined
  }
}

/** Most say `event_type`, GoHighLevel `type`. */
function eventTypeOf(payload: unknown): string | null {
  if (typeof payload !== 'object' || payload === null) return null
  const type = 'event_type' in payload ? payload.event_type : 'type' in payload ? payload.type : null
  return typeof type === 'string' && type !== '' ? readableText(type).slice(0, 200) : null
}

/**
 * Stores deliveries, many at once, in one statement that is all or nothing by itself; answered in their order. `delivery_once` decides which
 * are duplicates, also within these: a duplicate is kept for the list and never applied. Nothing is derived from them here.
 */
export async function storeDeliveries(tx: Sql, deliveries: readonly NewDelivery[]): Promise<StoredDelivery[]> {
  if (deliveries.length === 0) return []
  let from = 1
  const rows = deliveries.map((delivery) => {
    const payload = payloadOf(delivery.body)
    const eventType = delivery.eventType ?? eventTypeOf(payload)
    const key = delivery.key ?? deliveryKey(delivery.provider, payload, delivery.body, eventType)
    // What it can't prove must not stand in the way of who can.
    const isUnproven = !delivery.isAuthenticated && isProof(readEvent(delivery.provider, payload, eventType))
    const row = {
      provider: delivery.provider,
      event_type: eventType,
      headers: delivery.headers,
      is_authenticated: delivery.isAuthenticated,
      received_at: delivery.receivedAt?.toISOString() ?? null,
      key: isUnproven ? `unproven ${key}` : key,
      from,
      bytes: delivery.body.length,
    }
    from += delivery.body.length
    return row
  })
  // Bodies go as bytes beside the rest: written as text within it they would cost more than all the rest together.
  const bodies = Buffer.concat(deliveries.map(({ body }) => body))
  const stored = await tx.execute<StoredDelivery>(
    sql`select id, is_duplicate as "isDuplicate" from store_deliveries(${JSON.stringify(rows)}::jsonb, ${bodies}::bytea)`,
  )
  if (stored.rows.length !== rows.length) throw new Error('a delivery was not stored')
  return stored.rows
}
