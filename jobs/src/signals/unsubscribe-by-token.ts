import { createHash } from 'node:crypto'
import type { Writer } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import type { Log } from '../log.ts'
import { applyDeliveries } from './apply-deliveries.ts'
import { unsubscribeLink } from './read-event.ts'
import { storeDeliveries } from './store-deliveries.ts'

type Token = { leadId: string; personKey: string | null; now: string; isSuppressed: boolean; isUsed: boolean }

/**
 * The one click (RFC 8058): by its token alone, for ever, at once. Whoever is suppressed stays so; one whose suppression was lifted since
 * is suppressed again. Answers whether the token is one of ours; the caller must not tell.
 */
export async function unsubscribeByToken(writer: Writer, log: Log, token: string): Promise<boolean> {
  const hash = createHash('sha256').update(token).digest()
  const deliveryId = await writer.transaction(async (tx) => {
    const { rows } = await tx.execute<Token>(sql`
      update unsubscribe_token t set used_at = coalesce(t.used_at, business_now()) from unsubscribe_token before
      where t.token_hash = ${hash} and before.token_hash = t.token_hash
      returning t.lead_id as "leadId", t.person_key as "personKey", business_now() as now, before.used_at is not null as "isUsed",
        exists (select from suppression s where s.lifted_at is null and s.until is null and s.person_key = t.person_key) as "isSuppressed"`)
    const found = rows[0]
    if (!found) return undefined
    if (found.isUsed && found.isSuppressed) return null
    const at = new Date(found.now).toISOString()
    const [stored] = await storeDeliveries(tx, [
      {
        provider: unsubscribeLink,
        headers: {},
        body: Buffer.from(JSON.stringify({ event_type: 'unsubscribe', lead_id: found.leadId, person_key: found.personKey, timestamp: at })),
        isAuthenticated: true,
        // Of this click: a second one counts only where the first one's effect was lifted.
        key: `${hash.toString('hex')} ${at}`,
      },
    ])
    return stored?.id ?? null
  })
  if (deliveryId === undefined) return false
  // Stored is enough to be applied within seconds; who clicked is told only when it has been.
  if (deliveryId !== null) await applyDeliveries(writer, log, { ids: [deliveryId] })
  return true
}
