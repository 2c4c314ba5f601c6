import type { Writer } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import type { Actor } from '../actors.ts'
import { writeAudit } from '../audit/write-audit.ts'
import { businessNow } from '../business-now.ts'
import { InvalidInputError } from '../errors.ts'
import type { Log } from '../log.ts'
import { applyDeliveries } from './apply-deliveries.ts'
import { hookProviders, unsubscribeLink } from './read-event.ts'
import { storeDeliveries } from './store-deliveries.ts'

/** So far may the clock of whoever tells be ahead of ours, in milliseconds. */
const toleranceMs = 5 * 60_000

export type RecordedEvent = { deliveryId: string; isDuplicate: boolean; isApplied: boolean }

/** Takes one event as its webhook would, and applies it at once: the same two steps as for a request that came in. */
export async function recordProviderEvent(
  writer: Writer,
  log: Log,
  actor: Actor,
  input: { provider: string; eventType: string | null; payload: unknown; receivedAt: Date | null },
): Promise<RecordedEvent> {
  const provider = input.provider.toLowerCase()
  if (!hookProviders.some((known) => known === provider && known !== unsubscribeLink)) {
    throw new InvalidInputError(
      `provider: nothing is known of deliveries by ${JSON.stringify(input.provider)}; known are ${hookProviders
        .filter((known) => known !== unsubscribeLink)
        .map((known) => `"${known}"`)
        .join(', ')}`,
      ['provider'],
    )
  }
  if (typeof input.payload !== 'object' || input.payload === null || Array.isArray(input.payload)) {
    throw new InvalidInputError('payload: must be a JSON object', ['payload'])
  }
  // What has not happened yet can't have been heard; the row is filed under its month.
  if (input.receivedAt !== null && input.receivedAt.getTime() > (await businessNow(writer.sql)).getTime() + toleranceMs) {
    throw new InvalidInputError('receivedAt: lies in the future', ['receivedAt'])
  }
  const payload = input.eventType === null ? input.payload : { ...input.payload, event_type: input.eventType }
  const stored = await writer.transaction(async (tx) => {
    const [delivery] = await storeDeliveries(tx, [
      {
        provider,
        headers: { 'recorded-by': actor.name },
        body: Buffer.from(JSON.stringify(payload)),
        isAuthenticated: true,
        ...(input.receivedAt === null ? {} : { receivedAt: input.receivedAt }),
      },
    ])
    if (!delivery) throw new Error('no delivery was stored')
    await writeAudit(tx, actor, {
      action: 'delivery.recorded',
      subjectType: 'delivery',
      subjectId: delivery.id,
      detail: { provider, duplicate: delivery.isDuplicate },
    })
    return delivery
  })
  if (!stored.isDuplicate) await applyDeliveries(writer, log, { ids: [stored.id] })
  return { deliveryId: stored.id, isDuplicate: stored.isDuplicate, isApplied: !stored.isDuplicate && (await isApplied(writer, stored.id)) }
}

async function isApplied(writer: Writer, id: string): Promise<boolean> {
  const { rows } = await writer.sql.execute<{ isApplied: boolean }>(
    sql`select applied_at is not null as "isApplied" from delivery where id = ${id}`,
  )
  return rows[0]?.isApplied === true
}
