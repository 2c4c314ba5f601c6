import type { Sql } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import type { ProviderEvent } from '../signals/provider-event.ts'
import { addressIn } from './address-in.ts'
import { type HeardReply, signalsOf } from './hear-reply.ts'
import type { Understanding } from './understand-reply.ts'

type Row = Omit<Understanding, 'bounce' | 'referral'> &
  Pick<HeardReply, 'channel' | 'text' | 'subject' | 'from'> & { deliveryId: string; leadId: string; at: string }

/**
 * Replies that have a lead and whose deliveries lost their content before they were applied, read from what their rows keep: they lay in the tray
 * for longer than raw requests are kept.
 */
export async function keptReplies(tx: Sql, deliveryIds: readonly string[]): Promise<Map<string, ProviderEvent>> {
  if (deliveryIds.length === 0) return new Map()
  const { rows } = await tx.execute<Row>(sql`
    select delivery_id as "deliveryId", lead_id as "leadId", channel, text, subject, from_address as "from", at, read_as as class, confidence, deciders, new_text as "newText",
      is_automatic as "isAutomatic", stop, stops_company as "stopsCompany", data_request as "dataRequest", needs_person as "needsPerson",
      returns_on::text as "returnsOn", not_before::text as "notBefore"
    from reply where delivery_id = any(${sql.param([...deliveryIds])}::uuid[]) and lead_id is not null`)
  return new Map(
    rows.map(({ deliveryId, leadId, channel, text, subject, from, at, ...read }) => {
      // Whether a report was of a lasting failure is not kept: nobody is suppressed by it for ever.
      const bounce = read.class === 'BOUNCE' && read.isAutomatic ? 'soft' : null
      const understood = { ...read, bounce, referral: null } as const
      const event: ProviderEvent = {
        is: 'person',
        signals: signalsOf(channel, understood),
        at: new Date(at),
        address: addressIn(from),
        known: { leadId, personKey: null },
        campaignId: null,
        account: null,
        emailId: null,
        text: read.newText,
        reply: { channel, text, subject, from, understood },
      }
      return [deliveryId, event]
    }),
  )
}
