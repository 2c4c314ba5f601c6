import type { Sql } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import type { FactName, JsonValue } from '../../enrich/facts.ts'
import { factsOf } from '../../enrich/load-facts.ts'
import { foldedWords } from '../../identity/folded-words.ts'
import type { Candidate, CandidateCompany } from './candidate.ts'

/** A lead as it stands, with what an import compares. `isNew` ones were made by the batch that is being decided. */
export type KnownLead = {
  id: string
  version: number
  isNew: boolean
  status: string
  /** Why it is disqualified. */
  statusCause: string | null
  email: string | null
  personKey: string | null
  emailStatus: string | null
  linkedinKey: string | null
  linkedinUrl: string | null
  firstName: string | null
  lastName: string | null
  fullName: string | null
  title: string | null
  seniority: string
  companyName: string | null
  companyDomain: string | null
  companyNameKey: string | null
  city: string | null
  region: string | null
  countryCode: string | null
  timeZone: string | null
  /** What imports said of it last; null when none has. */
  csvFacts: Partial<Record<FactName, JsonValue>> | null
  /** A provider that is believed more than a file has spoken too. */
  hasOtherSources: boolean
  /** Addresses and profiles that it had before. */
  aliases: string[]
}

export type FoundBy = 'email' | 'linkedin' | 'alias' | 'other' | 'name'
export type Found = { lead: KnownLead | null; by: FoundBy; other: KnownLead | null }
export type KnownLeads = {
  find(candidate: Candidate): Found
  add(lead: KnownLead): void
  /** Further addresses of a row by which nobody is known yet. */
  unknownOf(candidate: Candidate): string[]
  /** Everything that a row names its person by and nobody is known by yet. */
  unknownNamesOf(candidate: Candidate): string[]
  /** Who is known by a further address of a row. */
  under(candidate: Candidate): KnownLead[]
}

/** What an update writes. `aliases`: the address that the lead had until now, and further ones of theirs. */
export type LeadChange = {
  lead: KnownLead
  company: CandidateCompany | null
  aliases: string[]
  hasMoved: boolean
  words: string[]
}

type LeadRow = Omit<KnownLead, 'isNew' | 'csvFacts' | 'hasOtherSources' | 'aliases'> & {
  observations: Record<string, unknown> | null
  aliases: string[] | null
}

const nameAtCompany = (fullName: string | null, company: string | null) =>
  fullName && company ? `${foldedWords(fullName)}|${company}` : null

/** Loads the leads that a batch of rows may be about, in one statement: by address, by profile, by what they had before, by name at a company. */
export async function loadKnownLeads(tx: Sql, candidates: readonly Candidate[]): Promise<KnownLeads> {
  const persons = [
    ...new Set(
      candidates.flatMap(({ email, otherEmails }) => [...(email ? [email] : []), ...otherEmails].map(({ personKey }) => personKey)),
    ),
  ]
  const profiles = [...new Set(candidates.flatMap(({ linkedin }) => linkedin?.key ?? []))]
  // A name tells somebody only where a profile does not: with one on both sides a namesake is another person, and is not asked for.
  const named = candidates.flatMap(({ name, company, linkedin, personAtCompany }) =>
    name.fullName && company && personAtCompany !== null
      ? [{ name: name.fullName.toLowerCase(), domain: company.domain, key: company.nameKey, profile: linkedin !== null }]
      : [],
  )
  const { rows } = await tx.execute<LeadRow>(sql`
    with wanted as (
      select id from lead where person_key = any(${sql.param(persons)}::text[])
      union select id from lead where linkedin_key = any(${sql.param(profiles)}::text[])
      union select lead_id from lead_alias where key = any(${sql.param([...persons, ...profiles])}::text[])
      union select l.id from jsonb_to_recordset(${JSON.stringify(named)}::jsonb) as n(name text, domain text, key text, profile boolean)
        join company c on c.domain = n.domain or (n.domain is null and c.name_key = n.key)
        cross join lateral (
          select k.id from lead k where k.company_id = c.id and k.sort_name = n.name and not (n.profile and k.linkedin_key is not null)
          order by k.id limit 1) l
    )
    select l.id, l.version, l.status, l.status_cause as "statusCause", l.email, l.person_key as "personKey", l.email_status as "emailStatus", l.linkedin_key as "linkedinKey",
      l.linkedin_url as "linkedinUrl", l.first_name as "firstName", l.last_name as "lastName", l.full_name as "fullName", l.title, l.seniority,
      l.company_name as "companyName", c.domain as "companyDomain", c.name_key as "companyNameKey", l.city, l.region,
      l.country_code as "countryCode", l.time_zone as "timeZone",
      (select jsonb_object_agg(o.provider, o.facts) from lead_observation o where o.lead_id = l.id) as observations,
      (select array_agg(a.key) from lead_alias a where a.lead_id = l.id) as aliases
    from wanted join lead l using (id) left join company c on c.id = l.company_id`)
  const known = knownLeads()
  for (const { observations, aliases, ...row } of rows) {
    const { csv, ...others } = observations ?? {}
    const csvFacts = csv === undefined ? null : Object.fromEntries(factsOf(csv, 'csv', new Date(0)).map(({ name, value }) => [name, value]))
    known.add({ ...row, isNew: false, csvFacts, hasOtherSources: Object.keys(others).length > 0, aliases: aliases ?? [] })
  }
  return known
}

/** Whether both names are known and have no word in common: a nickname, an initial or a new surname leaves one that they share. */
export function areOfTwoPeople(one: string | null, other: string | null): boolean {
  if (one === null || other === null) return false
  const words = new Set(foldedWords(one).split(' '))
  return !foldedWords(other)
    .split(' ')
    .some((word) => words.has(word))
}

/** Leads by everything that tells who somebody is. */
export function knownLeads(): KnownLeads {
  const byPerson = new Map<string, KnownLead>()
  const byLinkedin = new Map<string, KnownLead>()
  const byAlias = new Map<string, KnownLead>()
  const byName = new Map<string, KnownLead>()
  const under = ({ otherEmails, linkedin, name }: Candidate) =>
    otherEmails
      .flatMap(({ personKey }) => byPerson.get(personKey) ?? byAlias.get(personKey) ?? [])
      // Two profiles are two people, and so are two names: a mailbox of a team stands in the rows of all of them.
      .filter((lead) => lead.linkedinKey === null || linkedin === null || lead.linkedinKey === linkedin.key)
      .filter((lead) => !areOfTwoPeople(lead.fullName, name.fullName))
  return {
    under,
    add(lead) {
      if (lead.personKey) byPerson.set(lead.personKey, lead)
      if (lead.linkedinKey) byLinkedin.set(lead.linkedinKey, lead)
      for (const alias of lead.aliases) byAlias.set(alias, lead)
      const name = nameAtCompany(lead.fullName, lead.companyDomain ?? lead.companyNameKey)
      if (name) byName.set(name, lead)
    },
    unknownOf: ({ otherEmails }) =>
      otherEmails.flatMap(({ personKey }) => (byPerson.has(personKey) || byAlias.has(personKey) ? [] : [personKey])),
    unknownNamesOf: ({ email, linkedin, otherEmails }) =>
      [email?.personKey, linkedin?.key, ...otherEmails.map(({ personKey }) => personKey)].flatMap((key) =>
        key === undefined || byPerson.has(key) || byLinkedin.has(key) || byAlias.has(key) ? [] : [key],
      ),
    find(candidate) {
      const { email, linkedin, personAtCompany } = candidate
      const person = email ? byPerson.get(email.personKey) : undefined
      const profile = linkedin ? byLinkedin.get(linkedin.key) : undefined
      if (person) return { lead: person, by: 'email', other: profile && profile !== person ? profile : null }
      const former = (email ? byAlias.get(email.personKey) : undefined) ?? (linkedin && !profile ? byAlias.get(linkedin.key) : undefined)
      if (former) return { lead: former, by: 'alias', other: profile && profile !== former ? profile : null }
      if (profile) return { lead: profile, by: 'linkedin', other: null }
      const [other] = under(candidate)
      if (other) return { lead: other, by: 'other', other: null }
      const namesake = personAtCompany === null ? undefined : byName.get(personAtCompany)
      if (namesake && (namesake.linkedinKey === null || linkedin === null)) return { lead: namesake, by: 'name', other: null }
      return { lead: null, by: 'email', other: null }
    },
  }
}
