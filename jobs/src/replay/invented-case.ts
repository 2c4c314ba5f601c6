import { evidenceKey } from '../craft/evidence.ts'
import { InvalidInputError } from '../errors.ts'
import { classifyAddress } from '../identity/address-lists.ts'
import { parseEmail } from '../identity/email-address.ts'
import { isPlaceholder } from '../identity/invisible-text.ts'
import { parseLinkedinProfile } from '../identity/linkedin-profile.ts'
import { isRejectionTag } from '../review/rejection-tags.ts'
import type { ReplayLists } from './case-facts.ts'
import type { LeadCase } from './lead-case.ts'
import type { StoredDecision } from './load-stored-decision.ts'
import { findLeaks, type InventedNames, inventNames, mapTexts, type RealNames, renaming } from './pseudonyms.ts'

/** A stored decision under invented names: what every kind of case says of the lead, and what puts the names into a text. */
export type InventedCase = {
  rename(text: string): string
  firstName: string | null
  lastName: string | null
  known: Pick<LeadCase['given'], 'facts' | 'rejections' | 'organisation' | 'websiteVisits' | 'emailOpens'>
  /** Throws InvalidInputError where something personal would be left in a document. */
  refuseLeaks(document: object): void
}

/** An address that stands for one: what the lists say of it stays so, whose it is does not. */
function inventedAddress(given: string, names: InventedNames, { addresses }: ReplayLists): string {
  const parsed = parseEmail(given)
  // Not an address: what makes it none is kept, the letters are not.
  if (!parsed.ok) return given.replace(/[\p{L}\p{N}]+/gu, 'x')
  const { isRole, isDisposable, isFreeMail } = classifyAddress(parsed.email, addresses)
  const local = isRole ? parsed.email.localPart : `${names.firstName}.${names.lastName}`.toLowerCase()
  const domain = isDisposable ? 'mailinator-test.example' : isFreeMail ? 'gmail-test.example' : names.domain
  return `${local}@${domain}`
}

/**
 * What is known of a lead without anything that points at the person or the company: names, addresses, links and texts are replaced by invented
 * ones under `.example`, a telephone number and news are left out.
 */
export function inventCase(stored: StoredDecision, lists: ReplayLists): InventedCase {
  const { facts } = stored
  const names = inventNames(stored.leadId)
  const real: RealNames = {
    firstName: stored.firstName,
    lastName: stored.lastName,
    company: textIn(facts.resolved.companyName),
    domain: textIn(facts.resolved.companyDomain),
    city: textIn(facts.resolved.city),
  }
  const rename = renaming(real, names)
  return {
    rename,
    firstName: stored.firstName === null ? null : inFormOf(stored.firstName, names.firstName),
    lastName: stored.lastName === null ? null : inFormOf(stored.lastName, names.lastName),
    known: {
      facts: inventedFacts(facts.resolved, names, rename, lists),
      websiteVisits: stored.websiteVisits || null,
      emailOpens: stored.emailOpens || null,
      rejections: stored.rejections.flatMap(({ at, tag, evidence, opener, subject, body, angle }) =>
        isRejectionTag(tag)
          ? [
              {
                rejectedAt: at.toISOString(),
                tag,
                reason: 'What the reviewer wrote is not kept.',
                angle,
                opener: rename(opener),
                subject: subject === null ? null : rename(subject),
                body: rename(body),
                evidenceKeys: evidence.map(({ kind, text }) => evidenceKey({ kind, text: rename(text) })),
              },
            ]
          : [],
      ),
      organisation: stored.regionRules === null ? {} : { regionRules: stored.regionRules },
    },
    refuseLeaks(document) {
      const leaks = findLeaks(JSON.stringify(document), real)
      if (leaks.length > 0)
        throw new InvalidInputError(`Not recorded: something personal would be left (${leaks.slice(0, 3).join(', ')}).`, ['facts'])
    },
  }
}

const textIn = (fact: { value: unknown } | undefined): string | null =>
  typeof fact?.value === 'string' && !isPlaceholder(fact.value) ? fact.value : null

/** An invented name in the form of the given one: a placeholder stays one, capitals stay capitals. */
function inFormOf(given: string, invented: string): string {
  if (isPlaceholder(given)) return given
  return given.length > 1 && given === given.toUpperCase() && given !== given.toLowerCase() ? invented.toUpperCase() : invented
}

function inventedFacts(
  facts: StoredDecision['facts']['resolved'],
  names: InventedNames,
  rename: (text: string) => string,
  lists: ReplayLists,
): LeadCase['given']['facts'] {
  const email = typeof facts.email?.value === 'string' ? inventedAddress(facts.email.value, names, lists) : null
  return Object.fromEntries(
    Object.entries(facts).flatMap(([name, fact]) => {
      if (fact === undefined || name === 'phone' || name === 'companyNews') return []
      const { value } = fact
      if (name === 'email') return email === null ? [] : [[name, { ...fact, value: email }]]
      // The address stands in the status too; only what was found of it counts.
      if (name === 'emailStatus' && typeof value === 'object' && value !== null && 'status' in value)
        return [[name, { ...fact, value: value.status ?? null }]]
      if (name === 'linkedinUrl' && typeof value === 'string') {
        const isProfile = parseLinkedinProfile(value, { bareSlug: true }).ok
        const slug = `${names.firstName}-${names.lastName}-example`.toLowerCase()
        return [[name, { ...fact, value: isProfile ? `https://www.linkedin.com/in/${slug}` : 'no profile' }]]
      }
      if (name === 'firstName' && typeof value === 'string') return [[name, { ...fact, value: inFormOf(value, names.firstName) }]]
      if (name === 'lastName' && typeof value === 'string') return [[name, { ...fact, value: inFormOf(value, names.lastName) }]]
      if (name === 'companyDomain' && typeof value === 'string' && !isPlaceholder(value)) return [[name, { ...fact, value: names.domain }]]
      return [[name, { ...fact, value: mapTexts(value, rename) }]]
    }),
  )
}
