import { relateDomains } from '../../identity/domain-name.ts'
import type { Candidate } from './candidate.ts'
import type { ImportField } from './fields.ts'

/** One sight of somebody in a file: where, under which address and at which employer. */
type Sight = {
  row: number
  personKey: string | null
  linkedinKey: string | null
  domain: string | null
  nameKey: string | null
  isKeptOut: boolean
}

/**
 * Whom a file has named so far. Grows by a few hundred bytes for each person, so that 50,000 rows stay some 30 MB; rebuilt from the file when
 * an import goes on after a crash.
 */
export type FileMemory = {
  byPerson: Map<string, Sight>
  /** By the further addresses of a row. */
  byOther: Map<string, Sight>
  byLinkedin: Map<string, Sight>
  byNameAndCompany: Map<string, Sight>
}

export function emptyFileMemory(): FileMemory {
  return { byPerson: new Map(), byOther: new Map(), byLinkedin: new Map(), byNameAndCompany: new Map() }
}

export type MetEarlier = {
  field: ImportField
  message: string
  /** The same LinkedIn profile under another address at another employer: the person has moved. */
  isElsewhere: boolean
  /** That earlier row said not to contact this person. */
  isKeptOut: boolean
}

function isElsewhere(sight: Sight, { email, company }: Candidate): boolean {
  if (sight.personKey === null || email === null || sight.personKey === email.personKey || company === null) return false
  if (sight.domain !== null && company.domain !== null) return relateDomains(sight.domain, company.domain) === 'different'
  return sight.nameKey !== null && sight.nameKey !== company.nameKey
}

/** Whether the file named this person in an earlier row: by address, by LinkedIn profile, or by name and employer when no profile tells them apart. */
export function metEarlier(file: FileMemory, candidate: Candidate): MetEarlier | null {
  const before = (sight: Sight | undefined) => (sight && sight.row < candidate.row ? sight : null)
  const person = before(candidate.email ? file.byPerson.get(candidate.email.personKey) : undefined)
  if (person)
    return { field: 'email', message: `The same address as in row ${person.row}.`, isElsewhere: false, isKeptOut: person.isKeptOut }
  const profile = before(candidate.linkedin ? file.byLinkedin.get(candidate.linkedin.key) : undefined)
  if (profile) {
    const moved = isElsewhere(profile, candidate)
    return {
      field: 'linkedinUrl',
      message: `The same LinkedIn profile as in row ${profile.row}${moved ? ', at another company' : ''}.`,
      isElsewhere: moved,
      isKeptOut: profile.isKeptOut,
    }
  }
  // Two rows that only share a further address may be two people.
  const other = [
    before(candidate.email ? file.byOther.get(candidate.email.personKey) : undefined),
    ...candidate.otherEmails.map(({ personKey }) => before(file.byPerson.get(personKey))),
  ].find((sight) => sight !== null && (sight.linkedinKey === null || candidate.linkedin === null))
  if (other) return { field: 'email', message: `An address of row ${other.row}.`, isElsewhere: false, isKeptOut: other.isKeptOut }
  const namesake = before(candidate.personAtCompany === null ? undefined : file.byNameAndCompany.get(candidate.personAtCompany))
  if (namesake && (namesake.linkedinKey === null || candidate.linkedin === null)) {
    return {
      field: 'companyName',
      message: `The same name at the same company as in row ${namesake.row}, and no LinkedIn profile tells them apart.`,
      isElsewhere: false,
      isKeptOut: namesake.isKeptOut,
    }
  }
  return null
}

/** Remembers a row. The first sight stays; of a person who moved the later employer counts from then on. */
export function rememberRow(file: FileMemory, candidate: Candidate): void {
  if (candidate.malformed) return
  const sight: Sight = {
    row: candidate.row,
    personKey: candidate.email?.personKey ?? null,
    linkedinKey: candidate.linkedin?.key ?? null,
    domain: candidate.company?.domain ?? null,
    nameKey: candidate.company?.nameKey ?? null,
    isKeptOut: candidate.marks.some(({ kind }) => kind === 'DO_NOT_CONTACT'),
  }
  const keep = (map: Map<string, Sight>, key: string | null) => {
    if (key !== null && !map.has(key)) map.set(key, sight)
  }
  keep(file.byPerson, sight.personKey)
  for (const { personKey } of candidate.otherEmails) keep(file.byOther, personKey)
  keep(file.byLinkedin, sight.linkedinKey)
  keep(file.byNameAndCompany, candidate.personAtCompany)
}
