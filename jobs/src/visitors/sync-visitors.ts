import type { Writer } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import { businessNow } from '../business-now.ts'
import { newsOf } from '../contacts/contact-news-of.ts'
import { saveContacts } from '../contacts/save-contacts.ts'
import type { Log } from '../log.ts'
import type { NewContact } from '../providers/ghl/contacts.ts'
import type { Ghl } from '../providers/ghl.ts'
import { ProviderError } from '../providers/http/provider-error.ts'

/** Contacts that one run makes. */
const mostAtOnce = 20

/**
 * Makes a contact at GoHighLevel of each visitor with an address, once: whoever has a contact there already, or in our copy, gets no second one,
 * and nothing that a contact has is overwritten. Suppressed people get none.
 */
export async function syncVisitors({ writer, log, ghl }: { writer: Writer; log: Log; ghl: Ghl }): Promise<void> {
  const { rows } = await writer.sql.execute<NewContact>(sql`
    select l.email, l.first_name as "firstName", l.last_name as "lastName", coalesce(c.name, l.company_name) as "companyName"
    from lead l left join company c on c.id = l.company_id
    where l.source = 'rb2b' and l.email is not null and l.stage <> 'TERMINAL'
      and not exists (select from contact k where k.lead_id = l.id)
      -- Or of another lead that one contact holds together with theirs.
      and not exists (select from contact k where k.person_keys && array[l.person_key])
      and not exists (select from suppression s where s.person_key = l.person_key and s.lifted_at is null and (s.until is null or s.until > (select business_now())))
    -- In no order: those whom GoHighLevel refuses each time stand in nobody's way.
    order by random() limit ${mostAtOnce}`)
  for (const visitor of rows) {
    try {
      const contact = (await ghl.contacts.find(visitor.email)) ?? (await ghl.contacts.create(visitor))
      // A block, if there is one, is told by the sync, with all that follows from it.
      await writer.transaction(async (tx) => saveContacts(tx, await businessNow(tx), [{ ...newsOf(contact), block: null }]))
    } catch (error) {
      if (!(error instanceof ProviderError)) throw error
      // Looked up by address before it is made again: the next run goes on.
      log.warn({ err: error }, 'a visitor has no contact yet')
      if (error.kind !== 'rejected') return
    }
  }
}
