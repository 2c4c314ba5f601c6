import type { Writer } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import { businessNow } from '../business-now.ts'
import { forgottenEffect, forgottenKeys, keysOfAddresses } from '../erasure/forgotten.ts'
import type { Log } from '../log.ts'
import type { ContactCursor, GhlContact } from '../providers/ghl/contacts.ts'
import type { Ghl } from '../providers/ghl.ts'
import { takeMissed } from '../signals/hook-state.ts'
import { newsOf } from './contact-news-of.ts'
import { contactMissing } from './resolve-contacts.ts'
import { saveContacts } from './save-contacts.ts'

/** The search's index lags, and clocks differ: so much is read again each time, in milliseconds. */
const overlapMs = 10 * 60_000
/** Pages in one go; the next run goes on. */
const mostPages = 50
/** How often stages and opportunities are read as a whole, in business minutes: their changes come by events. */
const stagesEveryMinutes = 60
/** Contacts that one run fetches for deliveries that wait for them. */
const mostMissing = 50

export type ContactSync = { writer: Writer; log: Log; ghl: Ghl }

/** Brings what changed at GoHighLevel since the last run into the cache, and what waits for a contact on its way. Repeatable. */
export async function syncContacts(sync: ContactSync): Promise<void> {
  await readChanges(sync)
  await readMissing(sync)
  await readStages(sync)
  await linkNewLeads(sync.writer)
}

async function readChanges(sync: ContactSync): Promise<void> {
  const { writer, ghl } = sync
  const { rows } = await writer.sql.execute<{ changedUntil: string | null }>(sql`select changed_until as "changedUntil" from contact_sync`)
  let until = rows[0]?.changedUntil ? new Date(rows[0].changedUntil) : new Date(0)
  const since = new Date(Math.max(0, until.getTime() - overlapMs))
  let cursor: ContactCursor | null = null
  for (let page = 0; page < mostPages; page++) {
    const found: { contacts: GhlContact[]; next: ContactCursor | null } = await ghl.contacts.changedSince(since, cursor)
    await keep(sync, found.contacts)
    until = new Date(Math.max(until.getTime(), ...found.contacts.map(({ updatedAt }) => (updatedAt === null ? 0 : Date.parse(updatedAt)))))
    cursor = found.next
    if (cursor === null) break
  }
  await writer.sql.execute(sql`
    insert into contact_sync ("only", changed_until) values (true, ${until.toISOString()})
    on conflict ("only") do update set changed_until = greatest(contact_sync.changed_until, excluded.changed_until)`)
}

/**
 * Keeps contacts that were read. Who switched mail off meanwhile is told of as an event would tell it, so that all follows from it once. Whoever was
 * erased is not kept, and what waited for them ends.
 */
async function keep({ writer, log }: ContactSync, read: readonly GhlContact[]): Promise<void> {
  const forgotten = await forgetContacts(writer, read)
  const contacts = read.filter(({ id }) => !forgotten.has(id))
  if (contacts.length === 0) return
  const { rows } = await writer.sql.execute<{ id: string }>(sql`
    select provider_contact_id as id from contact
    where is_do_not_disturb and provider_contact_id = any(${sql.param(contacts.map(({ id }) => id))}::text[])`)
  const wasOff = new Set(rows.map(({ id }) => id))
  const isNewlyOff = (contact: GhlContact) => contact.isBlocked && !contact.isBlockOurs && !wasOff.has(contact.id)
  await writer.transaction(async (tx) => {
    const news = contacts.map((contact) => (isNewlyOff(contact) ? { ...newsOf(contact), block: null } : newsOf(contact)))
    await saveContacts(tx, await businessNow(tx), news)
  })
  const told = contacts.filter(isNewlyOff).map((contact) => {
    const at = contact.updatedAt ?? new Date().toISOString()
    const payload = {
      type: 'ContactDndUpdate',
      id: contact.id,
      email: contact.addresses[0] ?? null,
      dndSettings: { Email: { status: 'active' } },
      webhookId: `read ${contact.id} ${at}`,
      timestamp: at,
    }
    const delivery = {
      provider: 'ghl',
      headers: { 'brought-by': 'poll' },
      body: Buffer.from(JSON.stringify(payload)),
      isAuthenticated: true,
    }
    return { at: Date.parse(at), delivery, mayComeLate: true }
  })
  await takeMissed({ writer, log }, 'ghl', told)
}

/** The contacts among these who were erased: what told of them by their id alone ends with its content, and no reply of it is kept. */
async function forgetContacts(writer: Writer, contacts: readonly GhlContact[]): Promise<ReadonlySet<string>> {
  return writer.transaction(async (tx) => {
    const keyed = contacts.map(({ id, addresses }) => ({ id, keys: keysOfAddresses(addresses) }))
    const keys = await forgottenKeys(
      tx,
      keyed.flatMap((one) => one.keys),
    )
    const ids = keyed.flatMap((one) => (one.keys.some((key) => keys.has(key)) ? [one.id] : []))
    if (ids.length > 0) {
      const waiting = sql`select d.id from delivery d where d.applied_at is null and d.provider = 'ghl' and d.error = any(${sql.param(ids.map((id) => `${contactMissing} ${id}.`))}::text[])`
      await tx.execute(sql`delete from reply where delivery_id in (${waiting})`)
      await tx.execute(sql`
        update delivery set body = null, headers = '{}', error = null, effect = ${forgottenEffect}, applied_at = business_now() where id in (${waiting})`)
    }
    return new Set(ids)
  })
}

/**
 * Deliveries that name a contact nobody knew: it is fetched, and they are handed back to the inbox. One that was read already and has no address is
 * not fetched again: its deliveries wait until it gets one or is a lead.
 */
async function readMissing(sync: ContactSync): Promise<void> {
  const { writer, ghl } = sync
  const { rows } = await writer.sql.execute<{ contactId: string }>(sql`
    select distinct w.id as "contactId" from (
      select rtrim(substr(error, ${contactMissing.length + 2}), '.') as id from delivery
      where applied_at is null and provider = 'ghl' and error like ${`${contactMissing} %`}) w
    where not exists (select from contact c where c.provider_contact_id = w.id and c.changed_at is not null) limit ${mostMissing}`)
  for (const { contactId } of rows) {
    const contact = await ghl.contacts.get(contactId)
    if (contact !== null) await keep(sync, [contact])
    const next = contact === null ? 'There is no such contact at GoHighLevel any more.' : null
    await writer.sql.execute(sql`
      update delivery set error = ${next} where applied_at is null and provider = 'ghl' and error = ${`${contactMissing} ${contactId}.`}`)
  }
}

async function readStages({ writer, ghl }: ContactSync): Promise<void> {
  const { rows } = await writer.sql.execute<{ due: boolean }>(sql`
    select coalesce(stages_read_at + make_interval(mins => ${stagesEveryMinutes}) <= business_now(), true) as due from contact_sync`)
  if (rows[0]?.due === false) return
  const stages = await ghl.opportunities.stages()
  await writer.transaction(async (tx) => {
    await tx.execute(sql`
      insert into contact_stage (id, name, pipeline_name, position)
      select id, name, "pipelineName", position from jsonb_to_recordset(${JSON.stringify(stages)}::jsonb) as s(id text, name text, "pipelineName" text, position integer)
      on conflict (id) do update set name = excluded.name, pipeline_name = excluded.pipeline_name, position = excluded.position`)
    await tx.execute(sql`update contact_sync set stages_read_at = business_now()`)
  })
  for (let page = 1; page <= mostPages; page++) {
    const { opportunities, hasMore } = await ghl.opportunities.list(page)
    await writer.sql.execute(sql`
      update contact c set stage_id = o."stageId", opportunity_status = o.status
      from jsonb_to_recordset(${JSON.stringify(opportunities)}::jsonb) as o("contactId" text, "stageId" text, status text)
      where c.provider_contact_id = o."contactId"`)
    if (!hasMore) return
  }
}

/** A lead that was found after its contact. */
async function linkNewLeads({ sql: db }: Writer): Promise<void> {
  await db.execute(sql`
    update contact c set lead_id = l.id from lead l
    where l.created_at > (select business_now()) - interval '1 day' and l.person_key is not null and c.person_keys && array[l.person_key] and c.lead_id is null`)
}
