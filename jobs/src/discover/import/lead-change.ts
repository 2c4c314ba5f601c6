import type { JsonValue } from '../../enrich/facts.ts'
import type { Candidate } from './candidate.ts'
import type { FoundBy, KnownLead, LeadChange } from './known-leads.ts'

/** A status that a file gives a lead. */
export type SaidStatus = 'REPLIED' | 'NOT_INTERESTED'

export type ChangeVerdict =
  | { kind: 'NOTHING_NEW'; code: string; message: string }
  | { kind: 'CHANGED'; code: string; message: string; change: LeadChange }

/** Statuses from which "replied" in a file moves a lead: nothing of ours has gone out yet. */
const BEFORE_OUTREACH = new Set(['PENDING', 'APPROVED', 'REJECTED'])
/** Whoever answered us, or is gone for good, is known better than a file knows them. */
const KNOWN_BETTER = new Set(['REPLIED', 'LINKEDIN_REPLIED', 'MEETING_BOOKED', 'BOUNCED', 'UNSUBSCRIBED'])

/**
 * What a row's marks make of a lead as it stands. A "not interested" also counts for whom we have written to without an answer, who would get the
 * next step, and for whom the score or a list keeps out today, who would be back when that changes.
 */
export function statusSaid({ status, statusCause }: Pick<KnownLead, 'status' | 'statusCause'>, { marks }: Candidate): SaidStatus | null {
  const says = (mark: SaidStatus) => marks.some(({ kind }) => kind === mark)
  if (says('NOT_INTERESTED') && !KNOWN_BETTER.has(status) && statusCause !== 'not_interested') return 'NOT_INTERESTED'
  return says('REPLIED') && BEFORE_OUTREACH.has(status) ? 'REPLIED' : null
}

function same(one: JsonValue | undefined, other: JsonValue | undefined): boolean {
  return JSON.stringify(one) === JSON.stringify(other) || canonical(one) === canonical(other)
}

function canonical(value: JsonValue | undefined): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  )
}

const isElsewhere = (lead: KnownLead, { company }: Candidate): boolean => {
  if (!company) return false
  if (lead.companyDomain !== null && company.domain !== null) return lead.companyDomain !== company.domain
  return lead.companyNameKey !== null && lead.companyNameKey !== company.nameKey
}

/**
 * What a row changes about a lead that is known already. A file is the weakest source: where another provider has spoken it only fills what is
 * empty. A row says nothing new when all that it says was said by an import before. `further`: addresses of theirs by which nobody is known yet. An address that the lead had before is an old row.
 */
export function leadChange(lead: KnownLead, candidate: Candidate, by: FoundBy, further: readonly string[]): ChangeVerdict {
  const { email, linkedin } = candidate
  const nothing = (code: string, message: string): ChangeVerdict => ({ kind: 'NOTHING_NEW', code, message })
  if (by === 'alias') return nothing('EARLIER_IDENTITY', 'Known under another address by now.')
  if (by === 'other') return nothing('OTHER_ADDRESS', 'Known by a further address of this row.')
  if (by === 'name')
    return nothing('SAME_NAME', 'Somebody of this name at this company is known, and no LinkedIn profile tells them apart.')
  const isOtherAddress = email !== null && lead.personKey !== null && lead.personKey !== email.personKey
  const hasMoved = isOtherAddress && isElsewhere(lead, candidate)
  if (isOtherAddress && (!hasMoved || lead.hasOtherSources))
    return nothing('OTHER_ADDRESS', 'Known by this LinkedIn profile under another address.')

  const status = statusSaid(lead, candidate)
  const said = lead.csvFacts ?? {}
  const news = Object.entries(candidate.facts).filter(([name, value]) => !same(said[name as keyof typeof said], value))
  if (news.length === 0 && further.length === 0 && status === null && !(linkedin && lead.linkedinKey === null))
    return nothing('KNOWN', 'Known, with nothing new.')

  const take = <T>(now: T | null, given: T | null): T | null => (given !== null && (now === null || !lead.hasOtherSources) ? given : now)
  const hasEmployer = lead.companyDomain !== null || lead.companyNameKey !== null
  const employer = hasMoved || !hasEmployer ? candidate.company : null
  const changed: KnownLead = {
    ...lead,
    email: hasMoved || lead.email === null ? (email?.address ?? lead.email) : lead.email,
    personKey: hasMoved || lead.personKey === null ? (email?.personKey ?? lead.personKey) : lead.personKey,
    emailStatus:
      email && (hasMoved || lead.email === null || (!lead.hasOtherSources && candidate.emailStatus !== 'UNKNOWN'))
        ? candidate.emailStatus
        : lead.emailStatus,
    // A profile is who somebody is: another one in a file never replaces it.
    linkedinKey: lead.linkedinKey ?? linkedin?.key ?? null,
    linkedinUrl: lead.linkedinUrl ?? linkedin?.url ?? null,
    firstName: take(lead.firstName, candidate.name.firstName),
    lastName: take(lead.lastName, candidate.name.lastName),
    fullName: take(lead.fullName, candidate.name.fullName),
    title: take(lead.title, candidate.title),
    seniority: candidate.title !== null && (lead.title === null || !lead.hasOtherSources) ? candidate.seniority : lead.seniority,
    companyDomain: employer ? employer.domain : lead.companyDomain,
    companyNameKey: employer ? employer.nameKey : lead.companyNameKey,
    companyName: take(lead.companyName, candidate.company?.name ?? null),
    city: take(lead.city, candidate.city),
    region: take(lead.region, candidate.place.region),
    countryCode: take(lead.countryCode, candidate.place.countryCode),
    timeZone: take(lead.timeZone, candidate.place.timeZone),
    csvFacts: { ...said, ...candidate.facts },
  }
  const aliases = [...(hasMoved && lead.personKey !== null ? [lead.personKey] : []), ...further]
  const words = [...news.map(([name]) => name), ...(further.length > 0 ? ['another address'] : [])]
  const message = hasMoved
    ? 'The same LinkedIn profile under another address at another company: the lead has moved.'
    : `New: ${words.join(', ') || 'status'}.`
  return {
    kind: 'CHANGED',
    code: hasMoved ? 'MOVED' : 'NEW_FACTS',
    message,
    change: { lead: changed, company: employer, aliases, hasMoved, words },
  }
}
