import { type Listed, type ListHits, type ListKeys, listedBecause } from '../../suppression/list-hits.ts'
import type { Candidate } from './candidate.ts'
import type { ImportField } from './fields.ts'
import { type FileMemory, metEarlier } from './file-memory.ts'
import { areOfTwoPeople, type Found, type KnownLead, type KnownLeads, type LeadChange } from './known-leads.ts'
import { leadChange } from './lead-change.ts'
import { excludingMarks, MARK_MESSAGES, type Mark } from './marks.ts'

export type OutcomeKind = 'CREATED' | 'UPDATED' | 'DUPLICATE' | 'EXCLUDED' | 'INVALID'

/** What becomes of one row, and what is to be written for it. */
export type Decision = {
  row: number
  outcome: OutcomeKind
  field: ImportField | null
  code: string | null
  reason: string | null
  /** The lead that the row is about, where there is one. */
  known: KnownLead | null
  change: LeadChange | null
  /** A mark that keeps the person out from now on. */
  mark: Mark | null
  /** The row names the address of one lead together with the profile of another. */
  isOfTwo: boolean
}

/** What a row is looked up by on the lists: who it is about, and then each further address of theirs by itself. */
export function listKeysOf({ email, linkedin, otherEmails, domains, companyKeys }: Candidate): ListKeys[] {
  const own = { personKey: email?.personKey ?? null, linkedinKey: linkedin?.key ?? null, domains, companyKeys }
  return [own, ...otherEmails.map(({ personKey }) => ({ personKey, linkedinKey: null, domains: [], companyKeys: [] }))]
}

/** Why a row's person must be left alone: whoever asked under another of their addresses, too; that mail bounces there says nothing of this one. */
function listedOf(candidate: Candidate, hits: ListHits): Listed | null {
  const [own, ...others] = listKeysOf(candidate).map((keys) => listedBecause(keys, hits))
  return own ?? others.find((listed) => listed != null && !listed.isOfMailbox) ?? null
}

/** What a row says whose two leads can't be merged by themselves. */
export const TWO_LEADS = 'The address belongs to one lead and the LinkedIn profile to another. Whether they are one person is yours to say.'

/**
 * What a row says whose address is a further one of somebody with another name; null where it is not. Which of the two it belongs to nobody here
 * knows, so it is left to who has it, and a person is told that the other did not come in.
 */
function ofSomebodyElse({ lead, by }: Found, { email, name }: Candidate): string | null {
  if (by !== 'alias' || lead === null || email === null || !lead.aliases.includes(email.personKey)) return null
  if (!areOfTwoPeople(lead.fullName, name.fullName)) return null
  return `This address is kept as a further one of ${lead.fullName}. If they are two people, import this one by another address or by their LinkedIn profile.`
}

/**
 * What becomes of a row, in this order: no row at all; a suppressed person, told before anything else; met earlier in this file; on a list or
 * marked by its own columns; nobody to be told from; known, with or without something new; new. `hits` are the lists as they stood before this
 * import, so that what it adds itself never makes a second sight of somebody look excluded rather than met before.
 */
export function decideRow(candidate: Candidate, hits: ListHits, known: KnownLeads, file: FileMemory): Decision {
  const { row, email, linkedin, marks } = candidate
  const decided = (
    outcome: OutcomeKind,
    field: ImportField | null,
    code: string | null,
    reason: string | null,
    more: Partial<Decision> = {},
  ): Decision => {
    return { row, outcome, field, code, reason, known: null, change: null, mark: null, isOfTwo: false, ...more }
  }
  if (candidate.malformed) return decided('INVALID', candidate.malformed.field, candidate.malformed.code, candidate.malformed.message)

  const listed = listedOf(candidate, hits)
  const whose: ImportField = email ? 'email' : 'linkedinUrl'
  const found = known.find(candidate)
  if (listed?.code === 'SUPPRESSED' && listed.by !== 'domain')
    return decided('EXCLUDED', listed.by === 'person' ? 'email' : 'linkedinUrl', listed.code, listed.message, { known: found.lead })

  const earlier = metEarlier(file, candidate)
  const elses = ofSomebodyElse(found, candidate)
  if (earlier && !earlier.isElsewhere && elses !== null)
    return decided('DUPLICATE', 'email', 'ADDRESS_OF_ANOTHER', elses, { known: found.lead })
  if (earlier && !earlier.isElsewhere) return decided('DUPLICATE', earlier.field, 'MET_EARLIER', earlier.message, { known: found.lead })

  if (listed) {
    const field: ImportField = listed.by === 'company' ? 'companyName' : listed.by === 'domain' ? 'companyDomain' : whose
    return decided('EXCLUDED', field, listed.code, listed.message, { known: found.lead })
  }
  const [strongest] = marks
  if (strongest && excludingMarks.has(strongest.kind)) {
    return decided('EXCLUDED', strongest.field, strongest.kind, MARK_MESSAGES[strongest.kind], { known: found.lead, mark: strongest })
  }
  if (earlier?.isKeptOut) return decided('EXCLUDED', 'linkedinUrl', 'DO_NOT_CONTACT', earlier.message, { known: found.lead })

  if (!email && !linkedin) {
    const problem = candidate.emailProblem ?? candidate.linkedinProblem
    if (problem) return decided('INVALID', problem.field, problem.code, problem.message)
    return decided(
      'INVALID',
      whose === 'linkedinUrl' ? 'email' : whose,
      'NO_IDENTITY',
      'There is neither an email address nor a LinkedIn profile.',
    )
  }
  if (found.other && found.lead) {
    const isContradicted = found.lead.linkedinKey !== null || found.other.personKey !== null
    if (isContradicted) return decided('DUPLICATE', 'linkedinUrl', 'TWO_LEADS', TWO_LEADS, { known: found.lead, isOfTwo: true })
    // The profile is the other's until they are one.
    const change = leadChange(found.lead, { ...candidate, linkedin: null }, found.by, known.unknownOf(candidate))
    return decided(
      'UPDATED',
      'linkedinUrl',
      'MERGED',
      'The address was one lead and the LinkedIn profile another: they are one person now.',
      {
        known: found.lead,
        change: change.kind === 'CHANGED' ? change.change : null,
        isOfTwo: true,
      },
    )
  }
  if (!found.lead) {
    const unused = candidate.emailProblem
    return decided('CREATED', unused?.field ?? null, unused?.code ?? null, unused ? `Known by LinkedIn alone: ${unused.message}` : null)
  }
  if (elses !== null) return decided('DUPLICATE', 'email', 'ADDRESS_OF_ANOTHER', elses, { known: found.lead })
  const change = leadChange(found.lead, candidate, found.by, known.unknownOf(candidate))
  if (change.kind === 'NOTHING_NEW') return decided('DUPLICATE', whose, change.code, change.message, { known: found.lead })
  return decided('UPDATED', null, change.code, change.message, { known: found.lead, change: change.change })
}
