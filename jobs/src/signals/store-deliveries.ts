import { newId } from '@swarm/db/new-id'
import type { Sql } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import { businessNow } from '../business-now.ts'
import { deliveryKey } from './delivery-key.ts'
import { readableText } from './readable-text.ts'

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

/** The parsed body; undefined for bytes that are no JSON. */
export function payloadOf(body: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body))
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
 * Stores deliveries, many at once, in one statement; answered in their order. `delivery_once` decides which are duplicates, also within
 * these: a duplicate is kept for the list and never applied. Nothing is derived from them here.
 */
export async function storeDeliveries(tx: Sql, deliveries: readonly NewDelivery[]): Promise<StoredDelivery[]> {
  if (deliveries.length === 0) return []
  const now = await businessNow(tx)
  const rows = deliveries.map((delivery) => {
    const payload = payloadOf(delivery.body)
    const receivedAt = delivery.receivedAt ?? now
    const eventType = delivery.eventType ?? eventTypeOf(payload)
    return {
      id: newId(receivedAt),
      provider: delivery.provider,
      event_type: eventType,
      headers: delivery.headers,
      body: delivery.body.toString('base64'),
      is_authenticated: delivery.isAuthenticated,
      received_at: receivedAt.toISOString(),
      key: delivery.key ?? deliveryKey(delivery.provider, payload, delivery.body, eventType),
    }
  })
  const stored = await tx.execute<StoredDelivery>(sql`
    with given as (
      select * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
        as r(id uuid, provider text, event_type text, headers jsonb, body text, is_authenticated boolean, received_at timestamptz, key text)
    ), taken as (
      insert into delivery_once (provider, key, delivery_id, at)
      select distinct on (provider, key) provider, key, id, received_at from given order by provider, key, id
      on conflict do nothing returning delivery_id
    )
    insert into delivery (id, provider, event_type, headers, body, is_authenticated, received_at, is_duplicate, applied_at, effect)
    select g.id, g.provider, g.event_type, g.headers, decode(g.body, 'base64'), g.is_authenticated, g.received_at, t.delivery_id is null,
      case when t.delivery_id is null then g.received_at end, case when t.delivery_id is null then 'A copy of one that came before.' end
    from given g left join taken t on t.delivery_id = g.id
    returning id, is_duplicate as "isDuplicate"`)
  const byId = new Map(stored.rows.map((row) => [row.id, row]))
  return rows.map(({ id }) => {
    const row = byId.get(id)
    if (!row) throw new Error('a delivery was not stored')
    return row
  })
}
