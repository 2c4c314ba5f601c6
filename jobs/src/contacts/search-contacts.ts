import type { Sql } from '@swarm/db/write'
import { type SQL, sql } from 'drizzle-orm'

export type ContactSearch = {
  tag?: string
  /** Name of a pipeline's stage. */
  stage?: string
  /** Nothing was heard of or said to them since then. */
  silentSince?: Date
  /** Beginnings of words of the name, company or address. */
  words?: string
}

export type FoundContact = {
  id: string
  providerContactId: string
  email: string | null
  leadId: string | null
  tags: string[]
  stage: string | null
  isDoNotDisturb: boolean
  lastActivityAt: Date | null
}

/** Where the next page begins. */
export type ContactPlace = { lastActivityAt: Date; id: string }

/** Contacts of the CRM as the cache has them, silent longest first; a page costs the same wherever it begins. Who is gone there is left out. */
export async function searchContacts(
  db: Sql,
  { tag, stage, silentSince, words }: ContactSearch,
  first: number,
  after: ContactPlace | null = null,
): Promise<FoundContact[]> {
  const filters: SQL[] = [sql`c.deleted_at is null`]
  if (tag !== undefined) filters.push(sql`c.tags @> array[${tag}]`)
  if (stage !== undefined) filters.push(sql`c.stage_id in (select id from contact_stage where name = ${stage})`)
  if (silentSince !== undefined) filters.push(sql`c.last_activity_at < ${silentSince.toISOString()}::timestamptz`)
  const prefixes = (words ?? '').match(/[\p{L}\p{N}]+/gu) ?? []
  if (prefixes.length > 0) {
    filters.push(sql`c.search @@ to_tsquery('simple', array_to_string(array(
      select search_words(w) || ':*' from unnest(${sql.param(prefixes)}::text[]) w), ' & '))`)
  }
  if (after !== null)
    filters.push(sql`(c.last_activity_at, c.id) > (${after.lastActivityAt.toISOString()}::timestamptz, ${after.id}::uuid)`)
  const { rows } = await db.execute<Omit<FoundContact, 'lastActivityAt'> & { lastActivityAt: string | null }>(sql`
    select c.id, c.provider_contact_id as "providerContactId", c.email, c.lead_id as "leadId", c.tags, s.name as stage,
      c.is_do_not_disturb as "isDoNotDisturb", c.last_activity_at as "lastActivityAt"
    from contact c left join contact_stage s on s.id = c.stage_id
    where ${sql.join(filters, sql` and `)} order by c.last_activity_at, c.id limit ${first}`)
  return rows.map((row) => ({ ...row, lastActivityAt: row.lastActivityAt === null ? null : new Date(row.lastActivityAt) }))
}
