import type { Sql } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import type { MatchedSend } from './match-deliveries.ts'
import type { PersonEvent } from './provider-event.ts'

/**
 * Sends through GoHighLevel that events are about, locked. A mail is known by its id; before its answer was settled, by its address alone:
 * nobody gets two on one day. What names no mail (an open, a bounce) is about the last one to that address.
 */
export async function lockGhlSends(
  tx: Sql,
  known: readonly { deliveryId: string; provider: string; event: PersonEvent; address: string | null }[],
): Promise<Map<string, MatchedSend>> {
  const rows = known.flatMap(({ deliveryId, provider, event, address }) =>
    provider !== 'ghl' ||
    address === null ||
    event.signals.includes('EMAIL_REPLIED') ||
    event.signals.some((one) => one.startsWith('MEETING'))
      ? []
      : [{ delivery_id: deliveryId, email_id: event.emailId, address }],
  )
  if (rows.length === 0) return new Map()
  const found = await tx.execute<MatchedSend & { deliveryId: string }>(sql`
    with about as (
      select distinct on (g.delivery_id) g.delivery_id, s.id
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as g(delivery_id uuid, email_id text, address text)
      join send s on s.address = g.address and s.platform = 'GHL' and (
        s.provider_message_id = g.email_id
        or (g.email_id is null and s.status in ('ACCEPTED', 'PROVEN', 'UNKNOWN'))
        or (s.provider_message_id is null and s.status in ('IN_FLIGHT', 'UNKNOWN')))
      order by g.delivery_id, s.provider_message_id = g.email_id desc nulls last, s.id desc
    )
    select a.delivery_id as "deliveryId", s.id, s.lead_id as "leadId", s.batch_id as "batchId", s.status, s.code, s.account, s.provider_message_id as "messageId"
    from about a join send s on s.id = a.id order by s.id for update of s`)
  return new Map(found.rows.map((row) => [row.deliveryId, row]))
}
