import type { Sql } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import { exclusionNameKey } from '../identity/company-name.ts'
import { type Listing, listings } from './add-suppressions.ts'

export type ExclusionKind = 'CUSTOMER' | 'COMPETITOR' | 'DO_NOT_CONTACT'

/** A customer, competitor, or somebody or something listed by hand; at least one of domain, person, profile, name. Keys are canonical. */
export type NewExclusion = {
  kind: ExclusionKind
  domain?: string | null
  email?: string | null
  personKey?: string | null
  linkedinUrl?: string | null
  linkedinKey?: string | null
  /** A company's name as it is written; matched in any spelling. */
  name?: string | null
  note?: string | null
  source: string
}

/** Excludes many at once: one statement with leads, drafts, audit and notices (db/functions/exclude.sql). */
export async function addExclusions(tx: Sql, actorName: string, entries: readonly NewExclusion[]): Promise<Listing[]> {
  const keys = entries.map(({ name }) => exclusionNameKey(name ?? ''))
  const companies = await companiesNamed(tx, keys)
  const given = entries.map((entry, index) => ({
    kind: entry.kind,
    domain: entry.domain ?? null,
    email: entry.email ?? null,
    person_key: entry.personKey ?? null,
    linkedin_url: entry.linkedinUrl ?? null,
    linkedin_key: entry.linkedinKey ?? null,
    name: entry.name ?? null,
    name_key: keys[index] || null,
    note: entry.note ?? null,
    source: entry.source,
    company_ids: companies.get(keys[index] ?? '') ?? [],
  }))
  const { rows } = await tx.execute<{ entry: number; id: string; is_new: boolean }>(
    sql`select entry, id, is_new from exclude(${JSON.stringify(given)}::jsonb, ${actorName})`,
  )
  return listings(entries.length, rows)
}

/** No name goes on with it: names that begin with a key stand before the key and this. */
const lastCharacter = '\u{10ffff}'

/** Known companies by the wide key that lists match names with; the database narrows them down by an index, the rule decides. */
async function companiesNamed(tx: Sql, keys: readonly string[]): Promise<Map<string, string[]>> {
  const asked = [...new Set(keys)].filter((key) => key !== '')
  const found = new Map<string, string[]>()
  if (asked.length === 0) return found
  const { rows } = await tx.execute<{ id: string; name: string }>(sql`
    select distinct c.id, c.name from unnest(${sql.param(asked)}::text[]) k
    join company c on replace(c.name_key, ' ', '') ~>=~ k and replace(c.name_key, ' ', '') ~<~ (k || ${lastCharacter})`)
  for (const { id, name } of rows) {
    const key = exclusionNameKey(name)
    if (asked.includes(key)) found.set(key, [...(found.get(key) ?? []), id])
  }
  return found
}
