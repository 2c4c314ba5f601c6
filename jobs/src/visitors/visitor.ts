import { z } from 'zod'
import { classifyAddress } from '../identity/address-lists.ts'
import { domainOfWebsite } from '../identity/domain-name.ts'
import { parseEmail } from '../identity/email-address.ts'
import { parseLinkedinProfile } from '../identity/linkedin-profile.ts'
import type { AddressLists } from '../identity/load-address-lists.ts'
import type { ObservedFacts } from '../providers/observation.ts'
import { readableText } from '../signals/readable-text.ts'

/** A visitor as a lead may be made of them, or why not. */
export type Visitor =
  | {
      is: 'person'
      email: string | null
      personKey: string | null
      linkedinKey: string | null
      linkedinUrl: string | null
      domains: string[]
      facts: ObservedFacts
    }
  | { is: 'ignored'; why: string }

const text = z
  .string()
  .max(4_000)
  .transform((value) => readableText(value).trim() || null)
  .nullish()
  .catch(null)

const visit = z.object({
  'LinkedIn URL': text,
  'First Name': text,
  'Last Name': text,
  Title: text,
  'Company Name': text,
  'Business Email': text,
  Website: text,
  Industry: text,
  'Employee Count': z
    .union([z.number().int(), z.string().max(100)])
    .nullish()
    .catch(null),
  City: text,
  State: text,
})

/** Its own test events, and machines that name themselves. Their sample values are not published. */
const machineName = /^(?:test|dummy|sample|example)$|\b(?:bot|crawler|spider)\b/i
const machineDomains: readonly string[] = ['rb2b.com', 'example.com']

/**
 * Reads whom RB2B saw. A private, disposable or shared mailbox says nothing of who somebody is at work: without a profile beside it such a
 * visitor is ignored, and so are tests and machines.
 */
export function readVisitor(payload: unknown, lists: AddressLists): Visitor {
  const parsed = visit.safeParse(payload)
  if (!parsed.success) return { is: 'ignored', why: 'The payload is not what RB2B documents.' }
  const { data } = parsed
  const address = parseEmail(data['Business Email'] ?? '')
  const profile = parseLinkedinProfile(data['LinkedIn URL'] ?? '')
  const website = domainOfWebsite(data.Website ?? '')
  const names = [data['First Name'], data['Last Name']].flatMap((name) => name ?? [])
  if (
    names.some((name) => machineName.test(name)) ||
    machineDomains.some((one) => one === website || (address.ok && address.email.domain === one))
  ) {
    return { is: 'ignored', why: 'A test or a machine.' }
  }
  const kind = address.ok ? classifyAddress(address.email, lists) : null
  const email = address.ok && kind !== null && !kind.isFreeMail && !kind.isDisposable && !kind.isRole ? address.email : null
  if (email === null && !profile.ok)
    return { is: 'ignored', why: address.ok ? 'A private or shared mailbox, and no profile.' : 'Nobody is named.' }
  const said = (value: string | number | null | undefined) => (value == null ? null : { value, confidence: null })
  const facts = {
    email: said(email?.address),
    linkedinUrl: said(profile.ok ? profile.profile.url : null),
    firstName: said(data['First Name']),
    lastName: said(data['Last Name']),
    title: said(data.Title),
    companyName: said(data['Company Name']),
    companyDomain: said(website),
    industry: said(data.Industry),
    employeeCount: said(data['Employee Count']),
    city: said(data.City),
    region: said(data.State),
    // It names people in the United States alone.
    country: said('US'),
  }
  return {
    is: 'person',
    email: email?.address ?? null,
    personKey: email?.personKey ?? null,
    linkedinKey: profile.ok ? profile.profile.key : null,
    linkedinUrl: profile.ok ? profile.profile.url : null,
    domains: [email?.domain, website].flatMap((one) => one ?? []),
    facts: Object.fromEntries(Object.entries(facts).filter(([, fact]) => fact !== null)),
  }
}
