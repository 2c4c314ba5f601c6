import { createHash } from 'node:crypto'
import type { Writer } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import type { Log } from '../log.ts'
import { applyDeliveries } from './apply-deliveries.ts'
import { unsubscribeLink } from './read-event.ts'
import { storeDeliveries } from './store-deliveries.ts'

type Token = { leadId: string; personKey: string | null; now: string; lifted: number }

/**
 * The one click (RFC 8058): by its token alone, for ever, at once. The event is "this token, after so many liftings": any number of clicks
 * is one unsubscribe, and one who was let back in can leave again. Answers, once it has its effect, whether the token is one of ours; the
 * caller must not tell.
 */
export async function unsubscribeByToken(writer: Writer, log: Log, token: string): Promise<boolean> {
  const hash = createHash('sha256').update(token).digest()
  const deliveryId = await writer.transaction(async (tx) => {
    const { rows } = await tx.execute<Token>(sql`
      update unsubscribe_token t set used_at = coalesce(t.used_at, business_now()) where t.token_hash = ${hash}
      returning t.lead_id as "leadId", t.person_key as "personKey", business_now() as now,
        (select count(*)::int from suppression s where s.lifted_at is not null and s.person_key = t.person_key) as lifted`)
    const found = rows[0]
    if (!found) return null
    const key = `${hash.toString('hex')} ${found.lifted}`
    const payload = {
      event_type: 'unsubscribe',
      lead_id: found.leadId,
      person_key: found.personKey,
      timestamp: new Date(found.now).toISOString(),
    }
    const body = Buffer.from(JSON.stringify(payload))
    await storeDeliveries(tx, [{ provider: unsubscribeLink, headers: {}, body, isAuthenticated: true, key }])
    const { rows: first } = await tx.execute<{ id: string }>(
      sql`select delivery_id as id from delivery_once where provider = ${unsubscribeLink} and key = ${key}`,
    )
    return first[0]?.id ?? null
  })
  if (deliveryId === null) return false
  // Waits for whoever is applying it already. Killed before this, it is applied within seconds by the runner.
  await applyDeliveries(writer, log, { ids: [deliveryId] })
  return true
}
