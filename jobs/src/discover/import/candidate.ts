import type { EmailStatus, FactName, JsonValue } from '../../enrich/facts.ts'
import { isCompanyDomain } from '../../identity/address-lists.ts'
import { companyNameKey, exclusionNameKey } from '../../identity/company-name.ts'
import { domainOfWebsite, registrableDomain } from '../../identity/domain-name.ts'
import type { EmailAddress } from '../../identity/email-address.ts'
import { foldedWords } from '../../identity/folded-words.ts'
import { parseLinkedinProfile } from '../../identity/linkedin-profile.ts'
import type { AddressLists } from '../../identity/load-address-lists.ts'
import { type PersonName, readPersonName } from '../../identity/person-name.ts'
import type { Places } from '../../place/load-places.ts'
import { type Place, placeOf } from '../../place/time-zone.ts'
import { readEmployeeCount } from '../../segment/employee-count.ts'
import { type Seniority, seniorityOf } from '../../segment/seniority.ts'
import { cellText } from './cell-text.ts'
import { chooseEmail } from './choose-email.ts'
import type { ImportField } from './fields.ts'
import type { ColumnIndex } from './map-headers.ts'
import { type Mark, marksOf } from './marks.ts'

/** What rules over rows look things up in. `remembered` spares reading the same title or place again. */
export type ImportWorld = {
  lists: AddressLists
  places: Places
  remembered: { titles: Map<string, Seniority>; places: Map<string, Place> }
}

export function importWorld(lists: AddressLists, places: Places): ImportWorld {
  return { lists, places, remembered: { titles: new Map(), places: new Map() } }
}

/** An employer as a row names it. */
export type CandidateCompany = {
  name: string
  nameKey: string
  domain: string | null
  countryCode: string | null
  industry: string | null
  employees: { min: number; max: number | null } | null
}

/** A column that could not be used, and why. */
export type ColumnProblem = { field: ImportField; code: string; message: string }

/** One row, read: who it is about and what it says. Nothing here is decided yet. */
export type Candidate = {
  row: number
  email: EmailAddress | null
  emailStatus: EmailStatus | null
  emailProblem: ColumnProblem | null
  linkedin: { key: string; url: string } | null
  linkedinProblem: ColumnProblem | null
  name: PersonName
  title: string | null
  seniority: Seniority
  company: CandidateCompany | null
  place: Place
  city: string | null
  /** Name and employer: the same person twice in one file when nothing tells them apart. */
  personAtCompany: string | null
  /** What lists are asked for besides the person: the domains of address and employer, the employer's name. */
  domains: string[]
  companyKeys: string[]
  marks: Mark[]
  facts: Partial<Record<FactName, JsonValue>>
  /** Set when the row is none: a repeated header, a footer, nothing but empty cells. */
  malformed: ColumnProblem | null
}

/** Bounds what is remembered; a file has a few thousand titles and places. */
const MOST_REMEMBERED = 20_000

function remember<T>(memory: Map<string, T>, key: string, find: () => T): T {
  const known = memory.get(key)
  if (known !== undefined) return known
  if (memory.size >= MOST_REMEMBERED) memory.clear()
  const found = find()
  // A copy: the cell itself is a view into the piece of the file that it stood in, and would keep all of it.
  memory.set(Buffer.from(key).toString(), found)
  return found
}

function words(text: string | null): string[] {
  return (text ?? '')
    .split(/[,;|]/)
    .map((word) => word.trim())
    .filter((word) => word !== '')
    .slice(0, 100)
}

/** A mail domain names the employer when it is nobody's free mail and looks like the employer's name. */
function domainOfEmployer(email: EmailAddress | null, nameKey: string, lists: AddressLists): string | null {
  if (!email || !isCompanyDomain(email.domain, lists)) return null
  const domain = registrableDomain(email.domain)
  const label = (domain.split('.')[0] ?? '').replaceAll('-', '')
  const name = nameKey.replaceAll(' ', '')
  return name === '' || label.startsWith(name.slice(0, 4)) || name.startsWith(label.slice(0, 4)) ? domain : null
}

function malformedOf(
  cells: readonly string[],
  columns: ColumnIndex,
  headers: readonly string[],
  hasIdentity: boolean,
): ColumnProblem | null {
  const filled = cells.filter((cell) => cell.trim() !== '')
  const field = columns.email !== undefined ? 'email' : 'linkedinUrl'
  if (filled.length === 0) return { field, code: 'EMPTY_ROW', message: 'The row is empty.' }
  const repeats = cells.filter((cell, index) => cell.trim() !== '' && cell.trim() === headers[index]).length
  if (repeats >= 2 && repeats * 2 > filled.length) return { field, code: 'REPEATED_HEADER', message: 'The row repeats the header.' }
  // An address alone is a person; a sum or a footer is none.
  if (filled.length === 1 && cells.length > 3 && !hasIdentity)
    return { field, code: 'NOT_A_PERSON', message: `The row is a note, not a person: "${filled[0]?.trim().slice(0, 60)}".` }
  return null
}

/** Reads one row. Pure, tolerant: what can't be read is left out, with its reason where it would have told who this is. Never throws. */
export function readCandidate(
  { row, cells }: { row: number; cells: readonly string[] },
  columns: ColumnIndex,
  headers: readonly string[],
  world: ImportWorld,
): Candidate {
  const cell = (field: ImportField): string | undefined => {
    const index = columns[field]
    return index === undefined ? undefined : cells[index]
  }
  const text = (field: ImportField) => cellText(cell(field))
  const website = cell('companyDomain')
  const siteDomain = website ? domainOfWebsite(website) : null
  const { chosen, problem } = chooseEmail(cell, siteDomain)
  const email = chosen?.email ?? null
  const linkedin = parseLinkedinProfile(cell('linkedinUrl') ?? '')
  const name = readPersonName({ firstName: text('firstName'), lastName: text('lastName'), fullName: text('fullName') })
  const title = text('title')

  const place = (city: ImportField, state: ImportField, country: ImportField) => {
    const [cityText, stateText, countryText] = [text(city), text(state), text(country)]
    const key = `${cityText}|${stateText}|${countryText}`
    return remember(world.remembered.places, key, () => placeOf({ city: cityText, state: stateText, country: countryText }, world.places))
  }
  const own =
    columns.location !== undefined && columns.country === undefined ? place('city', 'state', 'location') : place('city', 'state', 'country')
  const firm = place('companyCity', 'companyState', 'companyCountry')
  const lives = own.countryCode === null ? firm : own

  const companyName = text('companyName')
  const nameKey = companyNameKey(companyName ?? '')
  const listKey = exclusionNameKey(companyName ?? '')
  const companyDomain = siteDomain ?? domainOfEmployer(email, nameKey, world.lists)
  const key = nameKey || companyDomain || foldedWords(companyName ?? '')
  const company: CandidateCompany | null =
    key === ''
      ? null
      : {
          name: companyName ?? key,
          nameKey: key,
          domain: companyDomain,
          countryCode: firm.countryCode ?? own.countryCode,
          industry: text('industry'),
          employees: readEmployeeCount(text('employees')),
        }
  const companyKey = companyDomain ?? (nameKey === '' ? null : nameKey)
  const hasWholeName = name.firstName !== null && name.lastName !== null
  return {
    row,
    email,
    emailStatus: chosen?.status ?? null,
    emailProblem: email ? null : problem,
    linkedin: linkedin.ok ? { key: linkedin.profile.key, url: linkedin.profile.url } : null,
    linkedinProblem:
      linkedin.ok || linkedin.code === 'EMPTY' ? null : { field: 'linkedinUrl', code: linkedin.code, message: linkedin.message },
    name,
    title,
    seniority: remember(world.remembered.titles, title ?? '', () => seniorityOf(title)),
    company,
    place: lives,
    city: text('city') ?? text('companyCity'),
    personAtCompany: hasWholeName && companyKey !== null ? `${foldedWords(name.fullName ?? '')}|${companyKey}` : null,
    domains: [...new Set([email?.domain, companyDomain].filter((domain) => typeof domain === 'string'))],
    companyKeys: listKey === '' ? [] : [listKey],
    marks: marksOf(cell),
    facts: factsOf(text, {
      email,
      status: chosen?.status ?? null,
      url: linkedin.ok ? linkedin.profile.url : null,
      name,
      companyDomain,
      place: lives,
    }),
    malformed: malformedOf(cells, columns, headers, email !== null || linkedin.ok),
  }
}

function factsOf(
  text: (field: ImportField) => string | null,
  read: {
    email: EmailAddress | null
    status: EmailStatus | null
    url: string | null
    name: PersonName
    companyDomain: string | null
    place: Place
  },
): Candidate['facts'] {
  const given: Partial<Record<FactName, JsonValue>> = {
    title: text('title'),
    seniority: text('seniority'),
    email: read.email?.address ?? null,
    emailStatus: read.email && read.status ? { address: read.email.address, status: read.status } : null,
    phone: text('phone'),
    linkedinUrl: read.url,
    firstName: read.name.firstName,
    lastName: read.name.lastName,
    companyName: text('companyName'),
    companyDomain: read.companyDomain,
    employeeCount: text('employees'),
    industry: text('industry'),
    technologies: words(text('technologies')),
    keywords: words(text('keywords')),
    city: text('city') ?? text('companyCity'),
    region: read.place.region,
    country: read.place.countryCode,
    timeZone: read.place.timeZone,
  }
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== null && !(Array.isArray(value) && value.length === 0)))
}
