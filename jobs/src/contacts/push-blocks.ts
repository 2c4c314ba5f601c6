import type { Writer } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import type { Log } from '../log.ts'
import type { Ghl } from '../providers/ghl.ts'
import { ProviderError } from '../providers/http/provider-error.ts'

/** Contacts that one run tells GoHighLevel of. */
const mostAtOnce = 50
/** Until a push that did not stick is tried again, in business seconds, doubling; at most an hour. */
const againSeconds = 15

type Owed = { contactId: string; providerContactId: string; reason: string; attempts: number }

/**
 * Do-not-disturb for everybody who is suppressed here and whom GoHighLevel knows, retried until reading it back confirms it; people it does not
 * know are never made known by this. The other way round a contact's own word suppresses here (signals).
 */
export async function pushBlocks({ writer, log, ghl }: { writer: Writer; log: Log; ghl: Ghl }): Promise<void> {
  await askBlocks(writer)
  const { rows } = await writer.sql.execute<Owed>(sql`
    select b.contact_id as "contactId", c.provider_contact_id as "providerContactId", b.reason, b.attempts
    from contact_block b join contact c on c.id = b.contact_id
    where b.confirmed_at is null and (b.not_before is null or b.not_before <= (select business_now())) order by b.asked_at limit ${mostAtOnce}`)
  for (const owed of rows) {
    try {
      await ghl.contacts.block(owed.providerContactId, owed.reason)
      const contact = await ghl.contacts.get(owed.providerContactId)
      // Gone there is as good as off.
      if (contact === null || contact.isBlocked) await confirm(writer, owed, contact === null)
      else await putOff(writer, owed, 'GoHighLevel answered, but mail is still on.')
    } catch (error) {
      if (!(error instanceof ProviderError)) throw error
      log.warn({ err: error, contact: owed.providerContactId }, 'contacts: a do-not-disturb could not be pushed; it is tried again')
      if (error.kind === 'rejected' && error.status === 404) await confirm(writer, owed, true)
      else await putOff(writer, owed, error.message)
    }
  }
}

/** What is owed: suppressed for ever here, and mail is on there. Domains are suppressed by each address below them. */
async function askBlocks({ sql: db }: Writer): Promise<void> {
  await db.execute(sql`
    insert into contact_block (contact_id, reason, asked_at)
    select distinct on (c.id) c.id, x.reason, (select business_now()) from suppression x
    join contact c on not c.is_do_not_disturb and c.deleted_at is null
      and (c.person_keys && array[x.person_key] or x.domain = any (domain_and_parents(split_part(c.email, '@', 2))))
    where x.lifted_at is null and x.until is null order by c.id
    on conflict (contact_id) do update set confirmed_at = null, reason = excluded.reason, asked_at = excluded.asked_at, attempts = 0, not_before = null
      where contact_block.confirmed_at is not null`)
}

async function confirm({ sql: db }: Writer, { contactId }: Owed, isGone: boolean): Promise<void> {
  await db.execute(sql`
    with confirmed as (
      update contact_block set confirmed_at = business_now(), last_error = null, attempts = attempts + 1 where contact_id = ${contactId} returning contact_id
    )
    update contact c set is_do_not_disturb = true, deleted_at = case when ${isGone} then business_now() else c.deleted_at end
    from confirmed where c.id = confirmed.contact_id`)
}

async function putOff({ sql: db }: Writer, { contactId, attempts }: Owed, error: string): Promise<void> {
  const seconds = Math.min(3_600, againSeconds * 2 ** attempts)
  await db.execute(sql`
    update contact_block set attempts = attempts + 1, last_error = ${error.slice(0, 500)}, not_before = business_now() + make_interval(secs => ${seconds})
    where contact_id = ${contactId}`)
}
