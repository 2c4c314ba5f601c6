import { createHash } from 'node:crypto'
import { evidenceKey } from '../craft/evidence.ts'
import { InvalidInputError } from '../errors.ts'
import { classifyAddress } from '../identity/address-lists.ts'
import { parseEmail } from '../identity/email-address.ts'
import { isPlaceholder } from '../identity/invisible-text.ts'
import { parseLinkedinProfile } from '../identity/linkedin-profile.ts'
import { isRejectionTag } from '../review/rejection-tags.ts'
import { type LeadCase, leadCaseSchema } from './lead-case.ts'
import type { StoredDecision } from './load-stored-decision.ts'
import { findLeaks, type InventedNames, inventNames, mapTexts, type RealNames, renaming } from './pseudonyms.ts'
import { type LeadDecision, type ReplayLists, replayLead } from './replay-lead.ts'

export type RecordedCase = {
  document: LeadCase
  /** What the rules of today decide otherwise than was decided then; empty where they agree. */
  differences: string[]
}

/** So many ids are tried until chance falls as it did: with four angles to choose from a few are enough. */
const mostTries = 500

/** A made-up id, the same for the same key. UUID version 8. */
function inventedId(key: string): string {
  const hash = createHash('sha256').update(key).digest('hex')
  return `${hash.slice(0, 8)}-${hash.slice(8, 12)}-8${hash.slice(13, 16)}-8${hash.slice(17, 20)}-${hash.slice(20, 32)}`
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
 * A golden case out of a stored decision, without anything that points at the person or the company: names, addresses, links and texts are
 * replaced by invented ones under `.example`, a telephone number and news are left out. Throws InvalidInputError where something personal
 * would be left, and for a draft that a case can't tell of.
 */
export function recordCase(stored: StoredDecision, name: string, lists: ReplayLists): RecordedCase {
  const { draft, facts, result } = stored
  if (draft && (draft.step !== 1 || draft.motion !== 'OUTBOUND'))
    throw new InvalidInputError('Only a first touch can be recorded: later texts rest on what was sent before.', ['draft'])
  const names = inventNames(stored.leadId)
  const real: RealNames = {
    firstName: stored.firstName,
    lastName: stored.lastName,
    company: textIn(facts.resolved.companyName),
    domain: textIn(facts.resolved.companyDomain),
    city: textIn(facts.resolved.city),
  }
  const rename = renaming(real, names)
  const document = leadCaseSchema.parse({
    kind: 'lead',
    name,
    note: 'Recorded from a stored decision; people and companies are invented.',
    given: {
      asOf: (draft?.createdAt ?? stored.decidedAt).toISOString(),
      lead: {
        firstName: stored.firstName === null ? null : inFormOf(stored.firstName, names.firstName),
        lastName: stored.lastName === null ? null : inFormOf(stored.lastName, names.lastName),
        countryCode: stored.countryCode,
        intent: facts.intent.points,
      },
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
      icp: stored.profile ?? {},
    },
    expected: {
      verdict: result.tier === null ? 'SCORE_TOO_LOW' : 'FIT',
      score: result.score,
      tier: result.tier,
      draft:
        draft === null
          ? undefined
          : {
              angle: [draft.angle],
              blockedBy:
                draft.status === 'BLOCKED' ? draft.guardNotes.map(({ code }) => code).filter((code) => code.startsWith('GUARD-')) : [],
              failedChecks: draft.isEdited
                ? []
                : draft.compliance.filter(({ applies, passed }) => applies && !passed).map((check) => check.name),
            },
    },
  })
  const found = chanceAsThen(document, stored.leadId, lists)
  const leaks = findLeaks(JSON.stringify(found.document), real)
  if (leaks.length > 0)
    throw new InvalidInputError(`Not recorded: something personal would be left (${leaks.slice(0, 3).join(', ')}).`, ['facts'])
  return found
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

/** The case under the first invented id with which it comes out as it did; else under the first one, with what differs. */
function chanceAsThen(document: LeadCase, key: string, lists: ReplayLists): RecordedCase {
  let first: RecordedCase | null = null
  for (let tried = 0; tried < mostTries; tried++) {
    const id = inventedId(`${key} ${tried}`)
    const tryOut: LeadCase = { ...document, given: { ...document.given, lead: { ...document.given.lead, id } } }
    const differences = differencesOf(tryOut, replayLead(tryOut.given, lists))
    const recorded = { document: tryOut, differences }
    if (differences.length === 0) return recorded
    first ??= recorded
    // Only the choice of the angle is chance.
    if (!differences.every((what) => what.startsWith('angle'))) return recorded
  }
  if (first === null) throw new Error('no id was tried')
  return first
}

function differencesOf({ expected }: LeadCase, decided: LeadDecision): string[] {
  const said = (what: string, then: unknown, now: unknown): string[] =>
    JSON.stringify(then) === JSON.stringify(now) ? [] : [`${what}: then ${JSON.stringify(then)}, now ${JSON.stringify(now)}`]
  const { draft } = expected
  return [
    ...said('verdict', expected.verdict, decided.verdict),
    ...said('score', expected.score, decided.score),
    ...said('tier', expected.tier, decided.tier),
    // A decision that was recorded without its draft says nothing of one.
    ...(draft == null
      ? []
      : [
          ...(decided.draft !== null && draft.angle.includes(decided.draft.angle)
            ? []
            : said('angle', draft.angle, decided.draft?.angle ?? null)),
          ...said('guards', draft.blockedBy, decided.draft?.blockedBy ?? draft.blockedBy),
          ...said('checks', draft.failedChecks, decided.draft?.failedChecks ?? draft.failedChecks),
        ]),
  ]
}
