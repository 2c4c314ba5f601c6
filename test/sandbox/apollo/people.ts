import { readCsv } from '../csv.ts'
import { type Draw, drawFor } from '../random.ts'
import { type Company, loadCompanies } from './companies.ts'
import { COUNTRY_SHARES, citiesOf, NAME_COUNTRIES, type Place } from './places.ts'
import { drawJob, type Seniority } from './titles.ts'

/** What stands in place of an address that the plan has not unlocked. */
const LOCKED_EMAIL = 'email_not_unlocked@domain.example'
/** The instant that the invented careers end at; the sample data's "today". */
const SAMPLE_TODAY = Date.UTC(2026, 10, 2)
const DAY_MS = 86_400_000
/** Companies of the kind and size that sources look for get this many times more people than others. */
const WANTED_WEIGHT = 9

/** Quality of addresses, in 100 people. */
const EMAIL_KINDS = [
  ['verified', 66],
  ['unverified', 9],
  ['extrapolated', 8],
  ['likely to engage', 4],
  ['locked', 4],
  ['unavailable', 9],
] as const

interface PastJob {
  company: Company
  title: string
  /** `YYYY-MM-DD`. */
  startDate: string
  endDate: string | null
}

export interface Person {
  /** 24 hexadecimal digits. */
  id: string
  firstName: string
  lastName: string
  /** null: Apollo has none. */
  title: string | null
  seniority: Seniority | null
  department: string
  company: Company
  place: Place
  email: string | null
  emailStatus: 'verified' | 'unverified' | 'extrapolated' | 'likely to engage' | 'unavailable' | null
  extrapolatedConfidence: number | null
  personalEmail: string | null
  /** `http://www.linkedin.com/in/…`, or null. */
  linkedinUrl: string | null
  /** Newest first; the first one is the current job. */
  jobs: PastJob[]
  /** Search shows them, enrichment finds nobody: 3 in 100. */
  isMiss: boolean
  refreshedAt: string
}

export interface Population {
  companies: Company[]
  people: Person[]
  byId: Map<string, Person>
  byEmail: Map<string, Person>
  bySlug: Map<string, Person>
  companyByDomain: Map<string, Company>
}

/** The same seed and size give the same people, to the letter. */
export function createPopulation(seed: number, size: number): Population {
  const companies = loadCompanies(seed)
  const names = loadNames()
  const employers = groupEmployers(companies)
  const people: Person[] = []
  const byEmail = new Map<string, Person>()
  const bySlug = new Map<string, Person>()
  for (let index = 0; index < size; index++) {
    const person = createPerson(drawFor(seed, `person ${index}`), names, employers, companies)
    const isOwn = person.email !== null && person.email !== LOCKED_EMAIL
    // A second Maria Garcia at one company has another address.
    if (isOwn && byEmail.has(person.email ?? '')) person.email = person.email?.replace('@', `${index}@`) ?? null
    people.push(person)
    if (isOwn && person.email !== null) byEmail.set(person.email, person)
    if (person.linkedinUrl) bySlug.set(person.linkedinUrl.slice(person.linkedinUrl.lastIndexOf('/') + 1), person)
  }
  return {
    companies,
    people,
    byId: new Map(people.map((person) => [person.id, person])),
    byEmail,
    bySlug,
    companyByDomain: new Map(companies.map((company) => [company.domain, company])),
  }
}

interface Names {
  given: Map<string, string[]>
  family: Map<string, string[]>
}

function createPerson(draw: Draw, names: Names, employers: Employers, companies: Company[]): Person {
  const country = draw.weighted('country', COUNTRY_SHARES)
  const company = employerIn(country, draw, employers)
  const name = drawName(country, draw, names)
  const job = drawJob(draw)
  const hasNoTitle = draw.chance('no title', 0.02)
  const title = hasNoTitle ? null : noisy(job.title, draw)
  const slug = `${latin(name.first)}-${latin(name.last)}-syn${draw.hex('slug', 6)}`
  return {
    id: `6${draw.hex('id', 23)}`,
    ...shownName(name, draw),
    title,
    seniority: hasNoTitle ? null : job.seniority,
    department: job.department,
    company,
    place: placeIn(country, company, draw),
    ...emailOf(name, company, draw),
    personalEmail:
      country === 'United States' && draw.chance('personal', 0.1) ? `${latin(name.first)}.${latin(name.last)}@gmail-test.example` : null,
    linkedinUrl: draw.chance('no linkedin', 0.05) ? null : `http://www.linkedin.com/in/${slug}`,
    jobs: careerOf(title ?? job.title, company, companies, draw),
    isMiss: draw.chance('miss', 0.03),
    refreshedAt: isoOffset(SAMPLE_TODAY - draw.whole('refreshed', 1, 120) * DAY_MS),
  }
}

interface Employers {
  byCountry: Map<string, readonly (readonly [Company, number])[]>
  all: readonly (readonly [Company, number])[]
}

function groupEmployers(companies: Company[]): Employers {
  const all = companies.map((company) => [company, isWanted(company) ? WANTED_WEIGHT : 1] as const)
  const byCountry = new Map<string, (readonly [Company, number])[]>()
  for (const entry of all) {
    const country = entry[0].country ?? ''
    const known = byCountry.get(country)
    if (known) known.push(entry)
    else byCountry.set(country, [entry])
  }
  return { byCountry, all }
}

function isWanted(company: Company): boolean {
  return company.category !== '' && company.employees !== null && company.employees >= 51 && company.employees <= 500
}

/** Mostly a company of the same country, sometimes the branch of a foreign one. */
function employerIn(country: string, draw: Draw, employers: Employers): Company {
  const local = employers.byCountry.get(country)
  return draw.weighted('company', local && draw.chance('local', 0.88) ? local : employers.all)
}

function placeIn(country: string, company: Company, draw: Draw): Place {
  if (draw.chance('no place', 0.03)) return { city: null, state: null, country: draw.chance('no country', 0.5) ? null : country }
  if (company.country === country && company.city && company.state && draw.chance('at the office', 0.6)) {
    return { city: company.city, state: company.state, country }
  }
  const cities = citiesOf(country)
  if (cities.length === 0) return { city: null, state: null, country }
  const [city, state] = draw.pick('city', cities)
  return { city, state, country }
}

function loadNames(): Names {
  const names: Names = { given: new Map(), family: new Map() }
  for (const { kind, country = '', romanized = '' } of readCsv('names.csv')) {
    const lists = kind === 'given' ? names.given : names.family
    lists.set(country, [...(lists.get(country) ?? []), romanized])
  }
  return names
}

function drawName(country: string, draw: Draw, names: Names): { first: string; last: string } {
  const origin = draw.weighted('origin', NAME_COUNTRIES[country] ?? [['GB', 1]])
  const first = names.given.get(origin) ?? names.given.get('GB') ?? []
  const last = names.family.get(origin) ?? names.family.get('GB') ?? []
  return { first: draw.pick('first', first), last: draw.pick('last', last) }
}

function shownName({ first, last }: { first: string; last: string }, draw: Draw): { firstName: string; lastName: string } {
  const form = draw.unit('name form')
  if (form < 0.015) return { firstName: first.toUpperCase(), lastName: last.toUpperCase() }
  if (form < 0.025) return { firstName: first.toLowerCase(), lastName: last.toLowerCase() }
  if (form < 0.045) return { firstName: first, lastName: `${last}, ${draw.pick('suffix', ['MBA', 'PhD', 'CPA', 'SHRM-CP'])}` }
  if (form < 0.05) return { firstName: `${first.slice(0, 1)}.`, lastName: last }
  return { firstName: first, lastName: last }
}

function noisy(title: string, draw: Draw): string {
  const form = draw.unit('title form')
  if (form < 0.01) return title.toUpperCase()
  if (form < 0.02) return `${title} | Speaker | Advisor`
  if (form < 0.025) return `${title} (she/her)`
  return title
}

function emailOf(
  name: { first: string; last: string },
  company: Company,
  draw: Draw,
): Pick<Person, 'email' | 'emailStatus' | 'extrapolatedConfidence'> {
  const address = addressOf(name, company, draw)
  const kind = draw.weighted('email kind', EMAIL_KINDS)
  switch (kind) {
    case 'locked':
      return { email: LOCKED_EMAIL, emailStatus: null, extrapolatedConfidence: null }
    case 'unavailable':
      return { email: null, emailStatus: draw.chance('said so', 0.5) ? 'unavailable' : null, extrapolatedConfidence: null }
    case 'extrapolated':
      return { email: address, emailStatus: kind, extrapolatedConfidence: draw.whole('confidence', 30, 95) / 100 }
    default:
      return { email: address, emailStatus: kind, extrapolatedConfidence: null }
  }
}

function addressOf({ first, last }: { first: string; last: string }, company: Company, draw: Draw): string {
  const given = latin(first).replaceAll('-', '')
  const family = latin(last).replaceAll('-', '')
  const odd = draw.unit('odd address')
  if (odd < 0.01) return `${draw.pick('role', ['info', 'sales', 'hello', 'office'])}@${company.domain}`
  if (odd < 0.02)
    return `${given}.${family}@${draw.pick('free mail', ['gmail-test.example', 'outlook-test.example', 'mailinator-test.example'])}`
  // One company, one pattern, as it is in real life.
  const pattern = drawFor(0, `pattern ${company.domain}`).pick('pattern', ['first.last', 'first.last', 'flast', 'first'])
  if (pattern === 'flast') return `${given.slice(0, 1)}${family}@${company.domain}`
  return pattern === 'first' ? `${given}@${company.domain}` : `${given}.${family}@${company.domain}`
}

function careerOf(title: string, company: Company, companies: Company[], draw: Draw): PastJob[] {
  // Some have just changed jobs: that is a reason to write to them.
  const months = draw.chance('changed jobs', 0.08) ? draw.whole('new months', 1, 3) : draw.whole('months', 8, 130)
  let until = SAMPLE_TODAY - months * 30 * DAY_MS
  const jobs: PastJob[] = [{ company, title, startDate: day(until), endDate: null }]
  const before = draw.whole('past jobs', 0, 3)
  for (let index = 0; index < before; index++) {
    const past = drawJob({
      ...draw,
      pick: (name, list) => draw.pick(`${name} ${index}`, list),
      weighted: (name, list) => draw.weighted(`${name} ${index}`, list),
    })
    const start = until - draw.whole(`stay ${index}`, 10, 70) * 30 * DAY_MS
    jobs.push({ company: draw.pick(`past company ${index}`, companies), title: past.title, startDate: day(start), endDate: day(until) })
    until = start
  }
  return jobs
}

/** Lower-case ASCII letters and inner hyphens only. */
export function latin(name: string): string {
  return (
    name
      .normalize('NFD')
      .replaceAll('ß', 'ss')
      .toLowerCase()
      .replace(/[øö]/g, 'o')
      .replace(/ł/g, 'l')
      .replace(/[^a-z]+/g, (gap) => (/[\s-]/.test(gap) ? '-' : ''))
      .replace(/^-+|-+$/g, '') || 'x'
  )
}

function day(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10)
}

/** As Apollo writes instants. */
function isoOffset(ms: number): string {
  return new Date(ms).toISOString().replace('Z', '+00:00')
}
