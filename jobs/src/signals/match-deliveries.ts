import type { Sql } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import { parseEmail } from '../identity/email-address.ts'
import { lockBackendSends } from './find-backend-sends.ts'
import { lockGhlSends } from './find-ghl-sends.ts'
import type { LeadStatus } from './lead-status.ts'
import type { PersonEvent } from './provider-event.ts'

export type MatchedSend = {
  id: string
  leadId: string | null
  batchId: string
  status: string
  code: string | null
  account: string
  messageId: string | null
}
export type MatchedLead = {
  id: string
  status: LeadStatus
  email: string | null
  personKey: string | null
  linkedinKey: string | null
  linkedinUrl: string | null
  /** Names that they had, or have besides. */
  aliases: string[]
}

/** A person's event with the delivery that brought it, and whom and what it is about. */
export type Matched = {
  deliveryId: string
  provider: string
  event: PersonEvent
  /** When it happened; never after it was heard of. */
  at: Date
  address: string | null
  personKey: string | null
  /** Where the provider knows people by LinkedIn. */
  linkedinKey: string | null
  send: MatchedSend | null
  lead: MatchedLead | null
}

/**
 * Whether it is about a mailbox of theirs that is not the one they are written to at: an address of before, or of a lead that was merged with
 * theirs. A bounce of that one says nothing of the other (docs/decisions/0034).
 */
export const isOfAnotherMailbox = ({ personKey, lead }: Pick<Matched, 'personKey' | 'lead'>): boolean =>
  personKey !== null && lead !== null && lead.personKey !== null && lead.personKey !== personKey && lead.aliases.includes(personKey)

type Asked = { deliveryId: string; provider: string; receivedAt: Date; event: PersonEvent }

/**
 * Finds send and lead of many events and locks them until the transaction ends: sends first, as settling does, then leads, each by id, so
 * that two runners wait for one another instead of blocking. A send is found by campaign and address or profile; a lead by its send, else by
 * its address or profile, or one that it had.
 */
export async function matchDeliveries(tx: Sql, asked: readonly Asked[]): Promise<Matched[]> {
  const known = asked.map((one) => {
    const parsed = one.event.address === null ? null : parseEmail(one.event.address)
    const personKey = one.event.known?.personKey ?? (parsed?.ok ? parsed.email.personKey : null)
    return { ...one, address: parsed?.ok ? parsed.email.address : null, personKey, linkedinKey: one.event.linkedinKey ?? null }
  })
  const sends = new Map([...(await lockSends(tx, known)), ...(await lockGhlSends(tx, known)), ...(await lockBackendSends(tx, known))])
  const keys = known.flatMap(({ personKey, linkedinKey }) => [personKey, linkedinKey].filter((key) => key !== null))
  const ids = [...[...sends.values()].flatMap(({ leadId }) => leadId ?? []), ...known.flatMap(({ event }) => event.known?.leadId ?? [])]
  const leads = await lockLeads(tx, ids, keys)
  return known.map(({ deliveryId, provider, receivedAt, event, address, personKey, linkedinKey }) => {
    const send = sends.get(deliveryId) ?? null
    const leadId = send ? send.leadId : (event.known?.leadId ?? null)
    const lead =
      (leadId === null ? undefined : leads.byId.get(leadId)) ??
      (send ? null : (leads.byKey.get(personKey ?? '') ?? leads.byKey.get(linkedinKey ?? '') ?? null))
    const at = new Date(Math.min(event.at.getTime(), receivedAt.getTime()))
    return { deliveryId, provider, event, at, address, personKey, linkedinKey, send, lead }
  })
}

async function lockSends(
  tx: Sql,
  known: readonly { deliveryId: string; provider: string; event: PersonEvent; address: string | null; linkedinKey: string | null }[],
): Promise<Map<string, MatchedSend>> {
  const rows = known.flatMap(({ deliveryId, provider, event, address, linkedinKey }) => {
    const whom = address ?? linkedinKey
    return event.campaignId === null || whom === null
      ? []
      : [{ delivery_id: deliveryId, platform: provider.toUpperCase(), campaign: event.campaignId, address: whom }]
  })
  if (rows.length === 0) return new Map()
  const found = await tx.execute<MatchedSend & { deliveryId: string }>(sql`
    select g.delivery_id as "deliveryId", s.id, s.lead_id as "leadId", s.batch_id as "batchId", s.status, s.code, s.account, s.provider_message_id as "messageId"
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as g(delivery_id uuid, platform text, campaign text, address text)
    join send s on s.address = g.address and (
      s.campaign_id = (select c.id from campaign c where c.platform::text = g.platform and c.provider_campaign_id = g.campaign)
      or (s.campaign_id is null and s.platform::text = g.platform and s.provider_campaign_id = g.campaign and s.reserved_at is not null))
    order by s.id for update of s`)
  return new Map(found.rows.map((row) => [row.deliveryId, row]))
}

async function lockLeads(
  tx: Sql,
  ids: readonly string[],
  keys: readonly string[],
): Promise<{ byId: Map<string, MatchedLead>; byKey: Map<string, MatchedLead> }> {
  if (ids.length === 0 && keys.length === 0) return { byId: new Map(), byKey: new Map() }
  const { rows } = await tx.execute<MatchedLead>(sql`
    select l.id, l.status, l.email, l.person_key as "personKey", l.linkedin_key as "linkedinKey", l.linkedin_url as "linkedinUrl",
      array(select a.key from lead_alias a where a.lead_id = l.id) as aliases
    from lead l
    where l.id in (
      select unnest(${sql.param([...ids])}::uuid[]) union select k.id from lead k where k.person_key = any(${sql.param([...keys])}::text[])
      union select k.id from lead k where k.linkedin_key = any(${sql.param([...keys])}::text[])
      union select a.lead_id from lead_alias a where a.key = any(${sql.param([...keys])}::text[]))
    order by l.id for update of l`)
  const byKey = new Map<string, MatchedLead>()
  for (const row of rows) for (const key of row.aliases) byKey.set(key, row)
  for (const row of rows) if (row.linkedinKey !== null) byKey.set(row.linkedinKey, row)
  for (const row of rows) if (row.personKey !== null) byKey.set(row.personKey, row)
  return { byId: new Map(rows.map((row) => [row.id, row])), byKey }
}
