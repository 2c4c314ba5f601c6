import { type EmailStatus, FACT_NAMES, type FactName, type JsonValue } from '../../enrich/facts.ts'
import { classifyAddress, isCompanyDomain } from '../../identity/address-lists.ts'
import { companyNameKey, exclusionNameKey } from '../../identity/company-name.ts'
import { domainOfWebsite, registrableDomain } from '../../identity/domain-name.ts'
import type { EmailAddress } from '../../identity/email-address.ts'
import { foldedWords } from '../../identity/folded-words.ts'
import { parseLinkedinProfile } from '../../identity/linkedin-profile.ts'
import type { AddressLists } from '../../identity/load-address-lists.ts'
import { longestName } from '../../identity/longest-name.ts'
import { type PersonName, readPersonName } from '../../identity/person-name.ts'
import type { Places } from '../../place/load-places.ts'
import { type Place, placeOf } from '../../place/time-zone.ts'
import { readEmployeeCount } from '../../segment/employee-count.ts'
import { type Seniority, seniorityOf } from '../../segment/seniority.ts'
import { cellText } from './cell-text.ts'
import { chooseEmail } from './choose-email.ts'
import type { ImportField } from './fields.ts'
import type { ColumnIndex, HeaderLine } from './map-headers.ts'
import { type Mark, marksOf } from './marks.ts'

/** What rules over rows look things up in. `known` spares reading the same place again. */
export type ImportWorld = { lists: AddressLists; places: Places; known: Map<string, Place> }

export function importWorld(lists: AddressLists, places: Places): ImportWorld {
  return { lists, places, known: new Map() }
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
  /** Further addresses of the same person; never a mailbox that others share. */
  otherEmails: EmailAddress[]
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

/** Bounds what is remembered; a file has a few thousand places. */
const MOST_PLACES = 20_000

function placeIn({ known, places }: ImportWorld, city: string | null, state: string | null, country: string | null): Place {
  const key = `${city}|${state}|${country}`
  const before = known.get(key)
  if (before) return before
  if (known.size >= MOST_PLACES) known.clear()
  const place = placeOf({ city, state, country }, places)
  known.set(key, place)
  return place
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
  const field = columns.email !== undefined ? 'email' : 'linkedinUrl'
  let filled = 0
  let repeats = 0
  let first = ''
  // One pass over all the cells of every row of a file.
  for (const [index, cell] of cells.entries()) {
    const text = cell.trim()
    if (text === '') continue
    if (filled === 0) first = text
    filled += 1
    if (text === headers[index]) repeats += 1
  }
  if (filled === 0) return { field, code: 'EMPTY_ROW', message: 'The row is empty.' }
  if (repeats >= 2 && repeats * 2 > filled) return { field, code: 'REPEATED_HEADER', message: 'The row repeats the header.' }
  // An address alone is a person; a sum or a footer is none.
  if (filled === 1 && cells.length > 3 && !hasIdentity)
    return { field, code: 'NOT_A_PERSON', message: `The row is a note, not a person: "${first.slice(0, 60)}".` }
  return null
}

/** Reads one row. Pure, tolerant: what can't be read is left out, with its reason where it would have told who this is. Never throws. */
export function readCandidate(
  { row, cells }: { row: number; cells: readonly string[] },
  { columns, headers, marks }: Pick<HeaderLine, 'columns' | 'headers' | 'marks'>,
  world: ImportWorld,
): Candidate {
  const cell = (field: ImportField): string | undefined => {
    const index = columns[field]
    return index === undefined ? undefined : cells[index]
  }
  const text = (field: ImportField) => cellText(cell(field), longestName)
  const website = cell('companyDomain')
  const siteDomain = website ? domainOfWebsite(website) : null
  const { chosen, problem, others } = chooseEmail(cell, siteDomain)
  const email = chosen?.email ?? null
  const linkedin = parseLinkedinProfile(cell('linkedinUrl') ?? '')
  const name = readPersonName({ firstName: text('firstName'), lastName: text('lastName'), fullName: text('fullName') })
  const title = text('title')

  const city = text('city')
  const companyCity = text('companyCity')
  const country = columns.location !== undefined && columns.country === undefined ? 'location' : 'country'
  const own = placeIn(world, city, text('state'), text(country))
  const firm = placeIn(world, companyCity, text('companyState'), text('companyCountry'))
  const lives = own.countryCode === null ? firm : own

  const companyName = text('companyName')
  const nameKey = companyNameKey(companyName ?? '')
  const listKey = exclusionNameKey(companyName ?? '')
  const companyDomain = siteDomain ?? domainOfEmployer(email, nameKey, world.lists)
  const key = nameKey || companyDomain || foldedWords(companyName ?? '')
  const industry = text('industry')
  const employees = text('employees')
  const company: CandidateCompany | null =
    key === ''
      ? null
      : {
          name: companyName ?? key,
          nameKey: key,
          domain: companyDomain,
          countryCode: firm.countryCode ?? own.countryCode,
          industry,
          employees: readEmployeeCount(employees),
        }
  const companyKey = companyDomain ?? (nameKey === '' ? null : nameKey)
  const hasWholeName = name.firstName !== null && name.lastName !== null
  return {
    row,
    email,
    emailStatus: chosen?.status ?? null,
    emailProblem: email ? null : problem,
    otherEmails: others.filter((other) => !classifyAddress(other, world.lists).isRole),
    linkedin: linkedin.ok ? { key: linkedin.profile.key, url: linkedin.profile.url } : null,
    linkedinProblem:
      linkedin.ok || linkedin.code === 'EMPTY' ? null : { field: 'linkedinUrl', code: linkedin.code, message: linkedin.message },
    name,
    title,
    seniority: seniorityOf(title),
    company,
    place: lives,
    city: city ?? companyCity,
    personAtCompany: hasWholeName && companyKey !== null ? `${foldedWords(name.fullName ?? '')}|${companyKey}` : null,
    domains: [...new Set([email?.domain, companyDomain].filter((domain) => typeof domain === 'string'))],
    companyKeys: listKey === '' ? [] : [listKey],
    marks: marksOf(marks, cells),
    facts: saying({
      title,
      seniority: text('seniority'),
      email: email?.address ?? null,
      // A file that does not say takes nothing back.
      emailStatus: chosen && chosen.status !== 'UNKNOWN' ? { address: chosen.email.address, status: chosen.status } : null,
      phone: text('phone'),
      linkedinUrl: linkedin.ok ? linkedin.profile.url : null,
      firstName: name.firstName,
      lastName: name.lastName,
      companyName,
      companyDomain,
      employeeCount: employees,
      industry,
      technologies: words(cellText(cell('technologies'))),
      keywords: words(cellText(cell('keywords'))),
      city: city ?? companyCity,
      region: lives.region,
      country: lives.countryCode,
      timeZone: lives.timeZone,
    }),
    malformed: malformedOf(cells, columns, headers, email !== null || linkedin.ok),
  }
}

/** The facts that say something. */
function saying(given: Candidate['facts']): Candidate['facts'] {
  const said: Candidate['facts'] = {}
  for (const name of FACT_NAMES) {
    const value = given[name]
    if (value !== undefined && value !== null && !(Array.isArray(value) && value.length === 0)) said[name] = value
  }
  return said
}
