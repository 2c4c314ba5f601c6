import type { Sql } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import type { MatchedSend } from './match-deliveries.ts'
import type { PersonEvent } from './provider-event.ts'

/** Sends through Resend or a mail host that events are about, locked: by our own id, which they carry, else by the platform's id of the mail. */
export async function lockBackendSends(
  tx: Sql,
  known: readonly { deliveryId: string; provider: string; event: PersonEvent }[],
): Promise<Map<string, MatchedSend>> {
  const rows = known.flatMap(({ deliveryId, provider, event }) =>
    provider !== 'resend' && provider !== 'smtp'
      ? []
      : [{ delivery_id: deliveryId, platform: provider.toUpperCase(), send_id: event.sendId ?? null, email_id: event.emailId }],
  )
  if (rows.length === 0) return new Map()
  const found = await tx.execute<MatchedSend & { deliveryId: string }>(sql`
    select g.delivery_id as "deliveryId", s.id, s.lead_id as "leadId", s.batch_id as "batchId", s.status, s.code, s.account, s.provider_message_id as "messageId"
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as g(delivery_id uuid, platform platform, send_id uuid, email_id text)
    join send s on s.id in (
      select b.id from send b where b.id = g.send_id and b.platform = g.platform
      union select b.id from send b where g.send_id is null and b.platform = g.platform and b.provider_message_id = g.email_id)
    order by s.id for update of s`)
  return new Map(found.rows.map((row) => [row.deliveryId, row]))
}
