import type { Sql } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import { domainAndParents } from '../identity/domain-name.ts'
import { EXCLUSION_CODES, type ExclusionCode } from '../segment/exclusion.ts'

/** What somebody is looked up by on the lists; all canonical. */
export type ListKeys = { personKey: string | null; linkedinKey: string | null; domains: readonly string[]; companyKeys: readonly string[] }
export type ListedBy = 'person' | 'linkedin' | 'domain' | 'company'
/** `isOfMailbox`: it says something of this address alone, and nothing of the person's others. */
export type Listed = { code: ExclusionCode; message: string; by: ListedBy; isOfMailbox: boolean }
/** Entries of the lists that some of the people asked about stand on, by the key that they are listed under. */
export type ListHits = Record<ListedBy, ReadonlyMap<string, Listed>>

const WHAT: Record<ListedBy, string> = {
  person: 'The address',
  linkedin: 'The LinkedIn profile',
  domain: 'The domain',
  company: 'The company',
}
const WHO: Record<ExclusionCode, string> = {
  SUPPRESSED: 'suppressed',
  DO_NOT_CONTACT: 'on the do-not-contact list',
  CUSTOMER: 'a customer',
  COMPETITOR: 'a competitor',
}

const stronger = (one: Listed | undefined, other: Listed): Listed =>
  one && EXCLUSION_CODES.indexOf(one.code) <= EXCLUSION_CODES.indexOf(other.code) ? one : other

/**
 * Looks many people up on suppressions and exclusions at once, one statement whatever their number. Entries that `exceptSource` added don't
 * count: an import asks what was known before it.
 */
export async function loadListHits(tx: Sql, asked: readonly ListKeys[], exceptSource: string | null = null): Promise<ListHits> {
  const persons = new Set(asked.flatMap(({ personKey }) => personKey ?? []))
  const profiles = new Set(asked.flatMap(({ linkedinKey }) => linkedinKey ?? []))
  const domains = new Set(asked.flatMap((keys) => keys.domains.flatMap(domainAndParents)))
  const companies = new Set(asked.flatMap(({ companyKeys }) => companyKeys))
  const keys = (values: ReadonlySet<string>) => sql`materialized (select unnest(${sql.param([...values])}::text[]) as key)`
  // Each key by an index, whatever the length of the lists: `= any` would compare every entry of a short list with every key.
  const { rows } = await tx.execute<{ by: ListedBy; key: string; code: ExclusionCode; note: string | null; isOfMailbox: boolean }>(sql`
    with person as ${keys(persons)}, profile as ${keys(profiles)}, domain as ${keys(domains)}, company as ${keys(companies)},
    suppressed as not materialized (
      select * from suppression where lifted_at is null and (until is null or until > (select business_now())) and source is distinct from ${exceptSource}
    ), excluded as not materialized (select * from exclusion where removed_at is null and source is distinct from ${exceptSource})
    select 'person' as by, key, 'SUPPRESSED' as code, reason as note, is_of_mailbox(reason) as "isOfMailbox" from person join suppressed on person_key = key
    union all select 'linkedin', key, 'SUPPRESSED', reason, false from profile join suppressed on linkedin_key = key
    union all select 'person', key, 'SUPPRESSED', 'erased: never again', false from person where exists (select from erasure) and is_erased(key)
    union all select 'linkedin', key, 'SUPPRESSED', 'erased: never again', false from profile where exists (select from erasure) and is_erased(key)
    union all select 'domain', key, 'SUPPRESSED', reason, false from domain d join suppressed s on s.domain = d.key
    union all select 'person', key, kind::text, note, false from person join excluded on person_key = key
    union all select 'linkedin', key, kind::text, note, false from profile join excluded on linkedin_key = key
    union all select 'domain', key, kind::text, note, false from domain d join excluded e on e.domain = d.key
    union all select 'company', key, kind::text, note, false from company join excluded on name_key = key`)
  const hits = {
    person: new Map<string, Listed>(),
    linkedin: new Map<string, Listed>(),
    domain: new Map<string, Listed>(),
    company: new Map<string, Listed>(),
  }
  for (const { by, key, code, note, isOfMailbox } of rows) {
    hits[by].set(
      key,
      stronger(hits[by].get(key), { code, by, isOfMailbox, message: `${WHAT[by]} is ${WHO[code]}${note ? ` (${note})` : ''}.` }),
    )
  }
  return hits
}

/** Why somebody must be left alone, the strongest reason first; null when no list names them. Domains match on label borders. */
export function listedBecause({ personKey, linkedinKey, domains, companyKeys }: ListKeys, hits: ListHits): Listed | null {
  const found = [
    personKey === null ? undefined : hits.person.get(personKey),
    linkedinKey === null ? undefined : hits.linkedin.get(linkedinKey),
    ...domains.flatMap((domain) => domainAndParents(domain).map((part) => hits.domain.get(part))),
    ...companyKeys.map((key) => hits.company.get(key)),
  ].filter((listed) => listed !== undefined)
  return found.reduce<Listed | null>((strongest, listed) => stronger(strongest ?? undefined, listed), null)
}
