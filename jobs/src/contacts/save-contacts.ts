import { newId } from '@swarm/db/new-id'
import type { Sql } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import { forgottenKeys, keysOfAddresses } from '../erasure/forgotten.ts'
import type { ContactNews } from './contact-news.ts'

type Known = { contactId: string; isDoNotDisturb: boolean; changedAt: string | null }

/** Later news of one contact over earlier ones; what says nothing leaves what was said. */
function folded(news: readonly ContactNews[]): ContactNews[] {
  const byId = new Map<string, ContactNews>()
  const inOrder = news.toSorted((a, b) => (a.changedAt?.getTime() ?? 0) - (b.changedAt?.getTime() ?? 0))
  for (const one of inOrder) {
    const before = byId.get(one.contactId)
    byId.set(one.contactId, {
      contactId: one.contactId,
      fields: one.fields ?? before?.fields ?? null,
      tags: one.tags ?? before?.tags ?? null,
      block: one.block ?? before?.block ?? null,
      stage: one.stage ?? before?.stage ?? null,
      lastActivityAt: one.lastActivityAt ?? before?.lastActivityAt ?? null,
      changedAt: one.changedAt ?? before?.changedAt ?? null,
      isDeleted: one.isDeleted,
    })
  }
  return [...byId.values()].sort((a, b) => (a.contactId < b.contactId ? -1 : 1))
}

/**
 * Writes what was heard of contacts, many at once, and links them with the leads that they are. Answers those whose mail somebody else than
 * we switched off just now: these people asked to be left alone, and the caller suppresses them in the same transaction.
 */
export async function saveContacts(tx: Sql, now: Date, heard: readonly ContactNews[]): Promise<string[]> {
  const told = folded(heard)
  const forgotten = await forgottenKeys(
    tx,
    told.flatMap(({ fields }) => keysOfAddresses(fields?.addresses ?? [])),
  )
  const news = told.filter(({ fields }) => !keysOfAddresses(fields?.addresses ?? []).some((key) => forgotten.has(key)))
  if (news.length === 0) return []
  const before = await tx.execute<Known>(sql`
    select provider_contact_id as "contactId", is_do_not_disturb as "isDoNotDisturb", changed_at as "changedAt" from contact
    where provider_contact_id = any(${sql.param(news.map(({ contactId }) => contactId))}::text[]) order by provider_contact_id for update`)
  const wasOff = new Set(before.rows.flatMap(({ contactId, isDoNotDisturb }) => (isDoNotDisturb ? [contactId] : [])))
  const changedAt = new Map(before.rows.map((row) => [row.contactId, row.changedAt === null ? null : Date.parse(row.changedAt)]))
  // Events overtake each other: an older one takes nothing back.
  const isLate = ({ contactId, changedAt: at }: ContactNews) => at !== null && at.getTime() < (changedAt.get(contactId) ?? 0)
  const rows = news
    .map((one) => (isLate(one) ? { ...one, fields: null, tags: null, block: null } : one))
    .map((one) => ({
      id: newId(now),
      provider_contact_id: one.contactId,
      has_fields: one.fields !== null,
      email: one.fields?.addresses[0] ?? null,
      person_keys: personKeysOf(one.fields?.addresses ?? []),
      first_name: one.fields?.firstName ?? null,
      last_name: one.fields?.lastName ?? null,
      company_name: one.fields?.companyName ?? null,
      tags: one.tags,
      is_off: one.block === null ? null : one.block !== 'NONE',
      has_stage: one.stage !== null,
      stage_id: one.stage?.id ?? null,
      opportunity_status: one.stage?.status ?? null,
      last_activity_at: one.lastActivityAt?.toISOString() ?? null,
      changed_at: one.changedAt?.toISOString() ?? null,
      is_deleted: one.isDeleted,
    }))
  await tx.execute(sql`
    insert into contact as c (id, provider_contact_id, email, person_keys, first_name, last_name, company_name, tags, is_do_not_disturb, stage_id,
      opportunity_status, last_activity_at, changed_at, synced_at, deleted_at)
    select r.id, r.provider_contact_id, r.email, r.person_keys, r.first_name, r.last_name, r.company_name, coalesce(r.tags, '{}'), coalesce(r.is_off, false),
      r.stage_id, r.opportunity_status, r.last_activity_at, r.changed_at, ${now.toISOString()}, case when r.is_deleted then ${now.toISOString()}::timestamptz end
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(id uuid, provider_contact_id text, has_fields boolean, email text, person_keys text[],
      first_name text, last_name text, company_name text, tags text[], is_off boolean, has_stage boolean, stage_id text, opportunity_status text,
      last_activity_at timestamptz, changed_at timestamptz, is_deleted boolean)
    order by r.provider_contact_id
    on conflict (provider_contact_id) do update set
      email = coalesce(excluded.email, c.email),
      person_keys = case when excluded.email is null then c.person_keys
        else array(select distinct k from unnest(excluded.person_keys || c.person_keys) k where excluded.email = c.email or k = any (excluded.person_keys)) end,
      first_name = coalesce(excluded.first_name, c.first_name), last_name = coalesce(excluded.last_name, c.last_name),
      company_name = coalesce(excluded.company_name, c.company_name), synced_at = excluded.synced_at, deleted_at = excluded.deleted_at,
      last_activity_at = greatest(c.last_activity_at, excluded.last_activity_at), changed_at = greatest(c.changed_at, excluded.changed_at)`)
  // What an insert can't tell from "not said".
  await tx.execute(sql`
    update contact c set tags = coalesce(r.tags, c.tags), is_do_not_disturb = coalesce(r.is_off, c.is_do_not_disturb),
      stage_id = case when r.has_stage then r.stage_id else c.stage_id end,
      opportunity_status = case when r.has_stage then r.opportunity_status else c.opportunity_status end,
      lead_id = coalesce((select l.id from lead l where l.person_key = any (c.person_keys) order by l.id limit 1),
        (select a.lead_id from lead_alias a where a.key = any (c.person_keys) order by a.lead_id limit 1), c.lead_id)
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(provider_contact_id text, tags text[], is_off boolean, has_stage boolean, stage_id text, opportunity_status text)
    where c.provider_contact_id = r.provider_contact_id`)
  return news.flatMap(({ contactId, block }) => (block === 'THEIRS' && !wasOff.has(contactId) ? [contactId] : []))
}

function personKeysOf(addresses: readonly string[]): string[] {
  return [...new Set(keysOfAddresses(addresses))]
}
