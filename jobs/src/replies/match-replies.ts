import type { Sql } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import type { Matched } from '../signals/match-deliveries.ts'

/** Whose a reply is, where its address is nobody's, and why. */
export type Attribution = { deliveryId: string; leadId: string; because: string }

/**
 * Replies that came from an address that no lead has, from a company at which exactly one person was written to. Who stays out lies in the tray.
 * (A conversation that the provider knows, or a person who has assigned it, names its lead before this.)
 */
export async function attributeReplies(tx: Sql, matched: readonly Matched[]): Promise<Attribution[]> {
  const open = matched.filter(({ event, lead, send }) => event.reply !== undefined && lead === null && send === null)
  if (open.length === 0) return []
  const rows = open.map(({ deliveryId, address }) => ({ delivery_id: deliveryId, domain: address?.split('@')[1] ?? null }))
  const { rows: found } = await tx.execute<Attribution>(sql`
    with asked as (select * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as a(delivery_id uuid, domain text)), colleagues as (
      select a.delivery_id, min(l.id::text)::uuid as lead_id, 'A colleague of ' || min(coalesce(l.full_name, l.email)) || ' at ' || a.domain || ', the only one written to there.' as because
      from asked a
      join company c on c.domain = any (domain_and_parents(a.domain))
      join lead l on l.company_id = c.id
      where exists (select from send s where s.lead_id = l.id and s.status in ('ACCEPTED', 'PROVEN', 'UNKNOWN'))
      group by a.delivery_id, a.domain having count(*) = 1
    )
    select delivery_id as "deliveryId", lead_id as "leadId", because from colleagues`)
  return found
}
