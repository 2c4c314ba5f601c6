import type { ResolvedFacts } from '../enrich/facts.ts'
import { foldedWords } from '../identity/folded-words.ts'
import { employeeCountText } from './employee-count.ts'
import { type LeadFit, readFit } from './fit.ts'
import type { IcpProfile } from './icp-profile.ts'
import type { Seniority } from './seniority.ts'
import { type Tier, tierOf } from './tier.ts'

/** One line of the explanation. `points` has one decimal at most; `max` is null where a part has no limit of its own. */
export type ScoreReason = { part: ScorePart; points: number; max: number | null; message: string }
export type ScorePart = 'title' | 'size' | 'industry' | 'readiness' | 'intent' | 'multiplier' | 'rounding' | 'cap'

/** What signals are worth, worked out by the signals stage: points from 0 to the profile's maximum, and what they rest on. */
export type Intent = { points: number; messages: readonly string[] }
export const NO_INTENT: Intent = { points: 0, messages: [] }

/** What signals have made of a lead's intent; the signals stage keeps the number, 0 to 20. */
export function intentOf(points: number): Intent {
  return points > 0 ? { points: Math.round(points * 10) / 10, messages: ['recent signals'] } : NO_INTENT
}

export type ScoreResult = {
  /** 0 to 100, whole. */
  score: number
  tier: Tier | null
  seniority: Seniority
  /** Title, size and industry, before the multiplier. */
  base: number
  multiplier: number
  /** Everything, before rounding and the cap. */
  total: number
  /** Their points add up to `score`. */
  reasons: readonly ScoreReason[]
}

const HIGHEST_SCORE = 100

/** A reason in integer tenths of a point, so that sums are exact and the same on every machine. */
type Line = { part: ScorePart; tenths: number; maxTenths: number | null; message: string }

function tenthsOf(points: number): number {
  return Math.round(points * 10)
}

function signed(tenths: number): string {
  return `${tenths < 0 ? '-' : '+'}${Math.abs(tenths) / 10}`
}

/** "VP-level title: +22"; where nothing was gained also of how much: "Size unknown: +0 of 20". */
function line(part: ScorePart, what: string, tenths: number, maxTenths: number | null): Line {
  const ofMax = tenths === 0 && maxTenths !== null ? ` of ${maxTenths / 10}` : ''
  return { part, tenths, maxTenths, message: `${what}: ${signed(tenths)}${ofMax}` }
}

/** The sum of reasons, exact: what a score must equal. */
export function sumOfPoints(reasons: readonly ScoreReason[]): number {
  return reasons.reduce((sum, { points }) => sum + tenthsOf(points), 0) / 10
}

const LEVEL_NAMES: Record<Seniority, string> = {
  OWNER: 'Owner',
  FOUNDER: 'Founder',
  C_SUITE: 'C-level',
  PARTNER: 'Partner-level',
  VP: 'VP-level',
  HEAD: 'Head-level',
  DIRECTOR: 'Director-level',
  MANAGER: 'Manager-level',
  SENIOR: 'Senior-level',
  ENTRY: 'Entry-level',
  INTERN: 'Intern-level',
  UNKNOWN: 'Unknown',
}

/** The level of a lead: from its title, and where that says nothing from the provider's own word ("C suite"), if the profile trusts it. */
function levelOf(fit: LeadFit, profile: IcpProfile): Seniority {
  return fit.seniority !== 'UNKNOWN' || !profile.title.trustsProviderLevel ? fit.seniority : fit.providerSeniority
}

/** The level of a lead by its facts. */
export function leadSeniority(facts: ResolvedFacts, profile: IcpProfile): Seniority {
  return levelOf(readFit(facts), profile)
}

type Listed = { line: Line; list: 1 | 2 | null }

function titleLine(seniority: Seniority, { title }: IcpProfile): Listed {
  const max = Math.max(...title.rows.map((row) => tenthsOf(row.points)))
  const row = title.rows.find(({ seniorities }) => seniorities.some((one) => one === seniority))
  if (!row) return { line: line('title', 'Title unknown', tenthsOf(title.unknown), max), list: null }
  return { line: line('title', `${LEVEL_NAMES[seniority]} title`, tenthsOf(row.points), max), list: row.list }
}

function sizeLine({ employees: count }: LeadFit, { size }: IcpProfile): Line {
  const max = Math.max(tenthsOf(size.other), ...size.bands.map((band) => tenthsOf(band.points)))
  if (!count) return line('size', 'Size unknown', tenthsOf(size.unknown), max)
  const bandAt = (people: number): IcpProfile['size']['bands'][number] | undefined =>
    size.bands.find((band) => people >= band.min && people <= band.max)
  const pointsAt = (people: number): number => bandAt(people)?.points ?? size.other
  // Points change only where a band begins or has just ended.
  const bounds = size.bands.flatMap((band) => [band.min, band.max + 1])
  const isCrossing =
    count.min !== count.max &&
    bounds.some((bound) => bound > count.min && (count.max === null || bound <= count.max) && pointsAt(bound) !== pointsAt(count.min))
  if (isCrossing) return line('size', `Size unknown (${employeeCountText(count)} employees crosses a bound)`, tenthsOf(size.unknown), max)
  return line('size', `${employeeCountText(bandAt(count.min) ?? count)} employees`, tenthsOf(pointsAt(count.min)), max)
}

function industryLine({ industry: reading }: LeadFit, { industry }: IcpProfile): Listed {
  const max = Math.max(...[industry.tier1.points, industry.tier2.points, industry.other].map(tenthsOf))
  if (!reading.known) return { line: line('industry', 'Industry unknown', tenthsOf(industry.unknown), max), list: null }
  const named = (reading.named ?? '').slice(0, 60)
  if (reading.groups.some((group) => industry.tier1.groups.includes(group))) {
    return { line: line('industry', `Industry on the first list (${named})`, tenthsOf(industry.tier1.points), max), list: 1 }
  }
  if (reading.groups.some((group) => industry.tier2.groups.includes(group))) {
    return { line: line('industry', `Industry on the second list (${named})`, tenthsOf(industry.tier2.points), max), list: 2 }
  }
  return { line: line('industry', `Industry on no list (${named})`, tenthsOf(industry.other), max), list: null }
}

/** A profile's tools in folded words; worked out once for each profile, since many leads are scored against one. */
const readyNames = new WeakMap<IcpProfile, ReadonlySet<string>>()
function readyNamesOf(profile: IcpProfile): ReadonlySet<string> {
  const known = readyNames.get(profile) ?? new Set(profile.readiness.technologies.names.map(foldedWords))
  readyNames.set(profile, known)
  return known
}

function readinessLines(fit: LeadFit, profile: IcpProfile): Line[] {
  const { readiness } = profile
  const ready = readyNamesOf(profile)
  const found = fit.technologies.filter((name) => ready.has(name))
  const technologyMax = tenthsOf(readiness.technologies.max)
  const technologies = Math.min(technologyMax, found.length * tenthsOf(readiness.technologies.each))
  const whatTools =
    found.length === 0 ? 'No technology that shows AI readiness' : `Technologies that show AI readiness (${found.slice(0, 5).join(', ')})`
  const given = (what: string, isGiven: boolean, points: number): Line =>
    line(
      'readiness',
      isGiven ? what : `No ${what.charAt(0).toLowerCase()}${what.slice(1)}`,
      isGiven ? tenthsOf(points) : 0,
      tenthsOf(points),
    )
  return [
    line('readiness', whatTools, technologies, technologyMax),
    given('Verified email', fit.hasVerifiedEmail, readiness.verifiedEmail),
    // Written so that "No …" reads well: a proper name keeps its capital.
    fit.hasLinkedin
      ? line('readiness', 'LinkedIn URL', tenthsOf(readiness.linkedinUrl), tenthsOf(readiness.linkedinUrl))
      : line('readiness', 'No LinkedIn URL', 0, tenthsOf(readiness.linkedinUrl)),
    given('Location', fit.hasPlace, readiness.location),
  ]
}

function intentLine(intent: Intent, profile: IcpProfile): Line {
  const max = tenthsOf(profile.intent.max)
  const tenths = Number.isFinite(intent.points) ? Math.min(max, Math.max(0, tenthsOf(intent.points))) : 0
  return line('intent', tenths === 0 ? 'No sign of intent' : `Intent (${intent.messages.slice(0, 5).join(', ') || 'signals'})`, tenths, max)
}

/** Scores a lead by its facts: reads them, then `scoreFit`. */
export function scoreLead(facts: ResolvedFacts, profile: IcpProfile, intent: Intent = NO_INTENT): ScoreResult {
  return scoreFit(readFit(facts), profile, intent)
}

/**
 * Scores what was read of a lead against a profile and explains every point. A pure function of its arguments in integer arithmetic: the same
 * input gives the same result to the bit, today or in a year.
 */
export function scoreFit(fit: LeadFit, profile: IcpProfile, intent: Intent = NO_INTENT): ScoreResult {
  const seniority = levelOf(fit, profile)
  const title = titleLine(seniority, profile)
  const size = sizeLine(fit, profile)
  const industry = industryLine(fit, profile)
  const base = title.line.tenths + size.tenths + industry.line.tenths

  const multiplier =
    title.list === 1 && industry.list === 1 ? profile.multiplier.bothTier1 : title.list && industry.list ? profile.multiplier.bothListed : 1
  const why =
    multiplier === 1
      ? 'title and industry are not both on a list'
      : title.list === 1 && industry.list === 1
        ? 'title and industry are both on their first lists'
        : 'title and industry are both on a list'
  // Hundredths of the factor times tenths of points: whole numbers until the half is rounded up.
  const added = Math.floor((base * (Math.round(multiplier * 100) - 100) + 50) / 100)

  const lines: Line[] = [
    title.line,
    size,
    industry.line,
    ...readinessLines(fit, profile),
    intentLine(intent, profile),
    line('multiplier', `Multiplier ×${multiplier} (${why})`, added, null),
  ]
  const total = lines.reduce((sum, { tenths }) => sum + tenths, 0)
  const rounded = Math.floor((total + 5) / 10) * 10
  const capped = Math.min(HIGHEST_SCORE * 10, rounded)
  if (rounded !== total) lines.push(line('rounding', 'Rounded to a whole number', rounded - total, null))
  if (capped !== rounded) lines.push(line('cap', `No score is above ${HIGHEST_SCORE}`, capped - rounded, null))

  const score = capped / 10
  return {
    score,
    tier: tierOf(score, seniority, profile),
    seniority,
    base: base / 10,
    multiplier,
    total: total / 10,
    reasons: lines.map(({ part, tenths, maxTenths, message }) => ({
      part,
      points: tenths / 10,
      max: maxTenths === null ? null : maxTenths / 10,
      message,
    })),
  }
}
