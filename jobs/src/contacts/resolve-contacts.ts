import type { Sql } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import type { PersonEvent } from '../signals/provider-event.ts'

type Row = { contactId: string; email: string | null; leadId: string | null }

/** Whether an event names somebody only by a contact that the cache does not have: it waits until the sync brings that contact. */
export const isContactMissing = ({ contactId, address, known }: PersonEvent): boolean =>
  contactId != null && address === null && known === null

/** What a delivery says that waits for its contact; the sync reads the id out of it. */
export const contactMissing = 'Unknown contact'

/** Events that name people by a contact, with the address and the lead that the cache has for it; the others as they are. */
export async function resolveContacts<Asked extends { event: PersonEvent }>(tx: Sql, asked: readonly Asked[]): Promise<Asked[]> {
  const ids = [...new Set(asked.flatMap(({ event }) => event.contactId ?? []))]
  if (ids.length === 0) return [...asked]
  const { rows } = await tx.execute<Row>(sql`
    select provider_contact_id as "contactId", email, lead_id as "leadId" from contact where provider_contact_id = any(${sql.param(ids)}::text[])`)
  const byId = new Map(rows.map((row) => [row.contactId, row]))
  return asked.map((one) => {
    const { event } = one
    const contact = event.contactId == null ? undefined : byId.get(event.contactId)
    if (contact === undefined) return one
    const known = event.known ?? (contact.leadId === null ? null : { leadId: contact.leadId, personKey: null })
    return { ...one, event: { ...event, address: event.address ?? contact.email, known } }
  })
}
