import { exclusionNameKey } from '../identity/company-name.ts'
import { domainAndParents, domainOfWebsite, parseDomain } from '../identity/domain-name.ts'
import { parseEmail } from '../identity/email-address.ts'
import { parseLinkedinProfile } from '../identity/linkedin-profile.ts'

/** Why somebody must not be written to, strongest first: the order in which a lead that is on several lists is told. */
export const EXCLUSION_CODES = ['SUPPRESSED', 'DO_NOT_CONTACT', 'CUSTOMER', 'COMPETITOR'] as const
export type ExclusionCode = (typeof EXCLUSION_CODES)[number]

/** One line of a list, as a person or a provider wrote it. */
export type ExclusionEntry = {
  code: ExclusionCode
  kind: 'email' | 'domain' | 'company' | 'linkedin'
  value: string
  reason?: string | null
}

export type ExclusionReason = { code: ExclusionCode; message: string }

/** Lists made ready for look-up by canonical key; made by `exclusionIndex`. */
export type ExclusionIndex = {
  emails: ReadonlyMap<string, ExclusionReason>
  domains: ReadonlyMap<string, ExclusionReason>
  companies: ReadonlyMap<string, ExclusionReason>
  linkedin: ReadonlyMap<string, ExclusionReason>
  /** Entries that could not be read. They protect nobody, so whoever keeps the list must be told. */
  unreadable: readonly ExclusionEntry[]
}

/** What is known of a lead before any credit is spent on it. */
export type ExclusionFacts = {
  email?: string | null
  companyDomain?: string | null
  companyName?: string | null
  linkedinUrl?: string | null
}

const WHO: Record<ExclusionCode, string> = {
  SUPPRESSED: 'suppressed',
  DO_NOT_CONTACT: 'on the do-not-contact list',
  CUSTOMER: 'a customer',
  COMPETITOR: 'a competitor',
}

/** A host name out of a list's cell: a bare domain stays as narrow as it is written, a URL gives its host without `www`. */
function listedDomain(value: string): string | null {
  const host =
    value
      .trim()
      .replace(/^[a-z]+:\/\//iu, '')
      .replace(/^@|^\*\./u, '')
      .split(/[/?#:]/u)[0] ?? ''
  const parsed = parseDomain(host.replace(/^www\./iu, ''))
  return parsed.ok ? parsed.domain : null
}

function keyOf({ kind, value }: ExclusionEntry): string | null {
  switch (kind) {
    case 'email': {
      const parsed = parseEmail(value)
      return parsed.ok ? parsed.email.personKey : null
    }
    case 'domain':
      return listedDomain(value)
    case 'company':
      return exclusionNameKey(value) || null
    case 'linkedin': {
      const parsed = parseLinkedinProfile(value, { bareSlug: true })
      return parsed.ok ? parsed.profile.key : null
    }
    default:
      return kind satisfies never
  }
}

/** Reads lists into an index. Of two entries for one key the one with the stronger code counts, whatever their order. */
export function exclusionIndex(entries: readonly ExclusionEntry[]): ExclusionIndex {
  const maps = {
    email: new Map<string, ExclusionReason>(),
    domain: new Map<string, ExclusionReason>(),
    company: new Map<string, ExclusionReason>(),
    linkedin: new Map<string, ExclusionReason>(),
  }
  const unreadable: ExclusionEntry[] = []
  for (const entry of entries) {
    const key = keyOf(entry)
    if (key === null) {
      unreadable.push(entry)
      continue
    }
    const what = { email: 'The address', domain: 'The domain', company: 'The company', linkedin: 'The LinkedIn profile' }[entry.kind]
    const message = `${what} is ${WHO[entry.code]}${entry.reason ? ` (${entry.reason})` : ''}.`
    const map = maps[entry.kind]
    map.set(key, stronger(map.get(key), { code: entry.code, message }))
  }
  return { emails: maps.email, domains: maps.domain, companies: maps.company, linkedin: maps.linkedin, unreadable }
}

function stronger(one: ExclusionReason | undefined, other: ExclusionReason): ExclusionReason {
  return one !== undefined && EXCLUSION_CODES.indexOf(one.code) <= EXCLUSION_CODES.indexOf(other.code) ? one : other
}

/**
 * Says whether a lead must be left alone, and why: by address (any `+tag`), by the domain of the address or the company (subdomains too, on
 * label borders), by company name in any spelling, by LinkedIn profile. Asked before a credit is spent. Null: nothing speaks against it.
 */
export function exclusionOf(facts: ExclusionFacts, index: ExclusionIndex): ExclusionReason | null {
  const email = parseEmail(facts.email ?? '')
  const linkedin = parseLinkedinProfile(facts.linkedinUrl ?? '')
  const domains = [
    ...(email.ok ? domainAndParents(email.email.domain) : []),
    ...[listedDomain(facts.companyDomain ?? ''), domainOfWebsite(facts.companyDomain ?? '')].flatMap((domain) =>
      domain === null ? [] : domainAndParents(domain),
    ),
  ]
  const found = [
    email.ok ? index.emails.get(email.email.personKey) : undefined,
    linkedin.ok ? index.linkedin.get(linkedin.profile.key) : undefined,
    ...domains.map((domain) => index.domains.get(domain)),
    index.companies.get(exclusionNameKey(facts.companyName ?? '')),
  ].filter((reason) => reason !== undefined)
  return found.reduce<ExclusionReason | null>((strongest, reason) => stronger(strongest ?? undefined, reason), null)
}
