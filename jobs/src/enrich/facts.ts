import type { emailStatus } from '@swarm/db/schema/lead'

/** What we can know about a lead and its company. */
export const FACT_NAMES = [
  'title',
  'seniority',
  'email',
  'emailStatus',
  'phone',
  'linkedinUrl',
  'firstName',
  'lastName',
  'companyName',
  'companyDomain',
  'employeeCount',
  'industry',
  'technologies',
  'city',
  'region',
  'country',
  'timeZone',
  'keywords',
  'hiring',
  'funding',
  'roleSince',
  'companyNews',
] as const
export type FactName = (typeof FACT_NAMES)[number]

export type JsonValue = string | number | boolean | null | readonly JsonValue[] | { readonly [key: string]: JsonValue }

/** Who said what, when, and how sure it is. The value is kept as the provider gave it; rules read it tolerantly. */
export type Fact = {
  name: FactName
  value: JsonValue
  /** `manual`, `apollo`, `bettercontact`, `clay`, `rb2b`, `csv`, `zerobounce`, … */
  provider: string
  /** 0 to 1; null when the provider gives none. */
  confidence: number | null
  /** When the provider said it, ISO 8601 in UTC. */
  at: string
}

/** The one fact per name that counts now. */
export type ResolvedFacts = { readonly [Name in FactName]?: Fact }

export const EMAIL_STATUSES = ['VERIFIED', 'LIKELY', 'CATCH_ALL', 'UNKNOWN', 'INVALID'] as const satisfies Readonly<
  typeof emailStatus.enumValues
>
export type EmailStatus = (typeof EMAIL_STATUSES)[number]

/** The strings of a fact that is a text or a list of texts ("a, b" counts as two); empty for anything else. */
export function textsOf(fact: Fact | undefined): string[] {
  const value = fact?.value
  const list = Array.isArray(value) ? value : [value]
  return list
    .flatMap((item) => (typeof item === 'string' ? item.split(/[,;]/) : []))
    .map((item) => item.trim())
    .filter((item) => item !== '')
}

/** The text of a fact, or null when it is none. */
export function textOf(fact: Fact | undefined): string | null {
  return typeof fact?.value === 'string' ? fact.value : null
}

/** The email status of a fact, given as a word or as `{ address, status }`; null for any other value. */
export function emailStatusOf(fact: Fact | undefined): EmailStatus | null {
  const value = fact?.value
  const word = typeof value === 'object' && value !== null && 'status' in value ? value.status : value
  return EMAIL_STATUSES.find((status) => status === word) ?? null
}
