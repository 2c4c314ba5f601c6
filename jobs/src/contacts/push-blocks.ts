import type { Writer } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import type { Log } from '../log.ts'
import type { Ghl } from '../providers/ghl.ts'
import { ProviderError } from '../providers/http/provider-error.ts'

/** Contacts that one run tells GoHighLevel of. */
const mostAtOnce = 50
/** Until a push that did not stick is tried again, in business seconds, doubling; at most an hour. */
const againSeconds = 15

type Owed = { contactId: string; providerContactId: string; reason: string; isOff: boolean; attempts: number }

/**
 * Do-not-disturb for everybody who is suppressed here and whom GoHighLevel knows, and taken back once no suppression of theirs stands; retried until
 * reading it back confirms it. People it does not know are never made known by this, and what somebody else switched off there stays off. The
 * other way round a contact's own word suppresses here (signals).
 */
export async function pushBlocks({ writer, log, ghl }: { writer: Writer; log: Log; ghl: Ghl }): Promise<void> {
  await askBlocks(writer)
  await askLifts(writer)
  const { rows } = await writer.sql.execute<Owed>(sql`
    select b.contact_id as "contactId", c.provider_contact_id as "providerContactId", b.reason, b.is_off as "isOff", b.attempts
    from contact_block b join contact c on c.id = b.contact_id
    where b.confirmed_at is null and (b.not_before is null or b.not_before <= (select business_now())) order by b.asked_at limit ${mostAtOnce}`)
  for (const owed of rows) {
    try {
      const { problem, ...now } = await (owed.isOff ? switchOff : switchOn)(ghl, owed)
      if (problem === null) await confirm(writer, owed, now)
      else await putOff(writer, owed, problem)
    } catch (error) {
      if (!(error instanceof ProviderError)) throw error
      log.warn({ err: error, contact: owed.providerContactId }, 'contacts: a do-not-disturb could not be pushed; it is tried again')
      if (error.kind === 'rejected' && error.status === 404) await confirm(writer, owed, { isBlocked: true, isGone: true })
      else await putOff(writer, owed, error.message)
    }
  }
}

/** How a contact stands there now; one that is gone is as good as off. */
type Standing = { isBlocked: boolean; isGone: boolean }
type Pushed = Standing & { problem: string | null }

const standing = (contact: { isBlocked: boolean } | null): Standing => ({ isBlocked: contact?.isBlocked ?? true, isGone: contact === null })

async function switchOff({ contacts }: Ghl, { providerContactId, reason }: Owed): Promise<Pushed> {
  await contacts.block(providerContactId, reason)
  const now = standing(await contacts.get(providerContactId))
  return { ...now, problem: now.isBlocked ? null : 'GoHighLevel answered, but mail is still on.' }
}

/** Only what we had set: somebody's own word there stands, and the reading of contacts keeps it here. */
async function switchOn({ contacts }: Ghl, { providerContactId }: Owed): Promise<Pushed> {
  const before = await contacts.get(providerContactId)
  if (before === null || !before.isBlockOurs) return { ...standing(before), problem: null }
  await contacts.unblock(providerContactId)
  const now = standing(await contacts.get(providerContactId))
  return { ...now, problem: now.isBlocked && !now.isGone ? 'GoHighLevel answered, but mail is still off.' : null }
}

/**
 * Contacts for whom a suppression for ever stands, by one of their addresses or a domain above it. From the contacts to the list, each kind by its
 * keys: every entry held against every contact took seconds with thirty of them.
 */
const suppressed = sql`suppressed as materialized (
  select distinct on (f.id) f.id, f.reason from (
    select c.id, x.reason from contact c cross join lateral unnest(c.person_keys) k(name)
    join suppression x on x.person_key = k.name and x.lifted_at is null and x.until is null
    union all
    select c.id, x.reason from (select distinct lower(split_part(email, '@', 2)) as name from contact) h cross join lateral unnest(domain_and_parents(h.name)) d(name)
    join suppression x on x.domain = d.name and x.lifted_at is null and x.until is null
    join contact c on lower(split_part(c.email, '@', 2)) = h.name
  ) f order by f.id)`

/** What is owed the other way: what we had switched off, and no suppression asks for any more. Who is suppressed anew meanwhile stays off. */
async function askLifts({ sql: db }: Writer): Promise<void> {
  await db.execute(sql`
    with ${suppressed}
    update contact_block b set is_off = not b.is_off, confirmed_at = null, asked_at = business_now(), attempts = 0, not_before = null, last_error = null
    from contact c left join suppressed s on s.id = c.id where c.id = b.contact_id and c.deleted_at is null
      and ((b.is_off and s.id is null) or (not b.is_off and b.confirmed_at is null and s.id is not null))`)
}

/** What is owed: suppressed for ever here, and mail is on there. Domains are suppressed by each address below them. */
async function askBlocks({ sql: db }: Writer): Promise<void> {
  await db.execute(sql`
    with ${suppressed}
    insert into contact_block (contact_id, reason, asked_at)
    select c.id, s.reason, (select business_now()) from suppressed s join contact c on c.id = s.id
    where not c.is_do_not_disturb and c.deleted_at is null order by c.id
    on conflict (contact_id) do update set confirmed_at = null, is_off = true, reason = excluded.reason, asked_at = excluded.asked_at, attempts = 0, not_before = null
      where contact_block.confirmed_at is not null`)
}

async function confirm({ sql: db }: Writer, { contactId, isOff }: Owed, { isBlocked, isGone }: Standing): Promise<void> {
  await db.execute(sql`
    with confirmed as (
      update contact_block set confirmed_at = business_now(), last_error = null, attempts = attempts + 1 where contact_id = ${contactId} and is_off = ${isOff} returning contact_id
    )
    update contact c set is_do_not_disturb = ${isBlocked}, deleted_at = case when ${isGone} then business_now() else c.deleted_at end
    from confirmed where c.id = confirmed.contact_id`)
}

async function putOff({ sql: db }: Writer, { contactId, attempts }: Owed, error: string): Promise<void> {
  const seconds = Math.min(3_600, againSeconds * 2 ** attempts)
  await db.execute(sql`
    update contact_block set attempts = attempts + 1, last_error = ${error.slice(0, 500)}, not_before = business_now() + make_interval(secs => ${seconds})
    where contact_id = ${contactId}`)
}
