import { FACT_NAMES, type Fact, type FactName, type JsonValue, type ResolvedFacts } from '../enrich/facts.ts'
import { readEmployeeCount } from './employee-count.ts'
import { type IcpProfile, ranksAsVp } from './icp-profile.ts'
import { type IndustryGroup, industryGroupsOf } from './industry.ts'
import { type Intent, leadSeniority, NO_INTENT, type ScorePart, type ScoreReason, type ScoreResult, scoreLead } from './score.ts'
import type { Seniority } from './seniority.ts'
import { TIERS, type Tier } from './tier.ts'

/** One or more changes that, together and confirmed by scoring, move a lead to another tier. Shaped as a score reason. */
export type Lift = ScoreReason & {
  /** What the score would be, 0 to 100. */
  score: number
  /** Where the lead would stand; null: disqualified. */
  tier: Tier | null
  parts: readonly ScorePart[]
}

/** A change that could be tried: facts to set (null: to take away) or intent. */
type Change = { part: ScorePart; what: string; facts: Partial<Record<FactName, JsonValue>>; intent?: number; isHypothetical: boolean }

const TITLE_OF: Partial<Record<Seniority, string>> = {
  C_SUITE: 'Chief Executive Officer',
  VP: 'Vice President',
  HEAD: 'Head of Department',
  DIRECTOR: 'Director',
  MANAGER: 'Manager',
}
const TITLE_WORDS: Partial<Record<Seniority, string>> = {
  C_SUITE: 'a C-level title',
  VP: 'a VP-level title',
  HEAD: 'a head-level title',
  DIRECTOR: 'a director-level title',
  MANAGER: 'a manager-level title',
}
const LEVELS: readonly Seniority[] = ['MANAGER', 'DIRECTOR', 'HEAD', 'VP', 'C_SUITE']
/** A name for each group that means it by itself. */
const INDUSTRY_OF: Record<IndustryGroup, string> = {
  agency: 'marketing & advertising',
  staffing: 'staffing & recruiting',
  consulting: 'management consulting',
  ecommerce: 'e-commerce',
  law: 'law practice',
  accounting: 'accounting',
  b2b_software: 'computer software',
  real_estate: 'real estate',
  financial_services: 'financial services',
}
/** Changes tried together at most: more than three is no advice. */
const MOST_CHANGES = 3
const MOST_LIFTS = 5
/** The address of a lead that has none, for trying what a verified one would do; never stored. */
const SOME_ADDRESS = 'someone@company.example'

function withChanges(facts: ResolvedFacts, changes: readonly Change[]): ResolvedFacts {
  const changed: { -readonly [Name in FactName]?: Fact } = { ...facts }
  for (const name of FACT_NAMES) {
    const value = changes.find((change) => name in change.facts)?.facts[name]
    if (value === undefined) continue
    if (value === null) delete changed[name]
    else changed[name] = { name, value, provider: 'what-if', confidence: null, at: facts[name]?.at ?? '1970-01-01T00:00:00.000Z' }
  }
  return changed
}

/** Everything worth trying upwards: what could be found out, what could happen, and (marked) what would have to be another company. */
function upwardChanges(facts: ResolvedFacts, profile: IcpProfile, intent: Intent, now: ScoreResult): Change[] {
  const known = industryGroupsOf({ industries: [facts.industry?.value].flat().filter((name) => typeof name === 'string') }).known
  const isSizeKnown = readEmployeeCount(facts.employeeCount?.value) !== null
  const isTitleKnown = leadSeniority(facts, profile) !== 'UNKNOWN'
  const technologies = [facts.technologies?.value].flat().filter((name) => typeof name === 'string')
  const tools = profile.readiness.technologies.names.slice(
    0,
    Math.ceil(profile.readiness.technologies.max / Math.max(1, profile.readiness.technologies.each)),
  )
  // Besides some usual amounts exactly what each tier is short of.
  const short = Object.values(profile.tiers).map((least) => intent.points + least - now.score)
  const signs = [...new Set([2, 5, 10, ...short].map((step) => Math.min(profile.intent.max, Math.round(step * 10) / 10)))]
    .filter((step) => step > intent.points)
    .toSorted((one, other) => one - other)
  return [
    {
      part: 'readiness',
      what: 'a verified email',
      facts: { email: facts.email?.value ?? SOME_ADDRESS, emailStatus: 'VERIFIED' },
      isHypothetical: false,
    },
    { part: 'readiness', what: 'a LinkedIn URL', facts: { linkedinUrl: 'https://www.linkedin.com/in/someone' }, isHypothetical: false },
    { part: 'readiness', what: 'a location', facts: { country: 'United States' }, isHypothetical: false },
    ...tools.map((_, index): Change => {
      const added = tools.slice(0, index + 1)
      return {
        part: 'readiness',
        what: added.length === 1 ? 'a technology that shows AI readiness' : `${added.length} technologies that show AI readiness`,
        facts: { technologies: [...technologies, ...added] },
        isHypothetical: false,
      }
    }),
    ...signs.map(
      (step): Change => ({
        part: 'intent',
        what: `signs of intent worth ${step} ${step === 1 ? 'point' : 'points'}`,
        facts: {},
        intent: step,
        isHypothetical: false,
      }),
    ),
    ...profile.size.bands.map(
      ({ min, max }): Change => ({
        part: 'size',
        what: `${min} to ${max} employees`,
        facts: { employeeCount: { min, max } },
        isHypothetical: isSizeKnown,
      }),
    ),
    ...[...profile.industry.tier1.groups.slice(0, 1), ...profile.industry.tier2.groups.slice(0, 1)].map((group): Change => {
      const isFirst = profile.industry.tier1.groups.includes(group)
      return {
        part: 'industry',
        what: `an industry on the ${isFirst ? 'first' : 'second'} list`,
        facts: { industry: INDUSTRY_OF[group] },
        isHypothetical: known,
      }
    }),
    ...LEVELS.map(
      (level): Change => ({
        part: 'title',
        what: TITLE_WORDS[level] ?? level,
        facts: { title: TITLE_OF[level] ?? level },
        isHypothetical: isTitleKnown,
      }),
    ),
  ]
}

const withoutIntent: Change = { part: 'intent', what: 'without the signs of intent', facts: {}, intent: 0, isHypothetical: false }

/** Everything worth trying downwards: what could turn out to be missing or wrong. */
function downwardChanges(facts: ResolvedFacts, intent: Intent): Change[] {
  const lost = (part: ScorePart, what: string, names: readonly FactName[]): Change[] =>
    names.some((name) => facts[name] !== undefined)
      ? [{ part, what, facts: Object.fromEntries(names.map((name) => [name, null])), isHypothetical: false }]
      : []
  return [
    ...lost('readiness', 'without a verified email', ['emailStatus']),
    ...lost('readiness', 'without the LinkedIn URL', ['linkedinUrl']),
    ...lost('readiness', 'without a location', ['country', 'region', 'city']),
    ...lost('readiness', 'without the technologies', ['technologies']),
    ...(intent.points > 0 ? [withoutIntent] : []),
    ...lost('size', 'with the size unknown', ['employeeCount']),
    ...lost('industry', 'with the industry unknown', ['industry']),
    ...lost('title', 'with the title unknown', ['title', 'seniority']),
  ]
}

function combinations(changes: readonly Change[], size: number): Change[][] {
  if (size === 0) return [[]]
  return changes.flatMap((first, index) =>
    combinations(
      changes.slice(index + 1).filter((other) => !touchesSame(first, other)),
      size - 1,
    ).map((rest) => [first, ...rest]),
  )
}

function touchesSame(one: Change, other: Change): boolean {
  if (one.intent !== undefined && other.intent !== undefined) return true
  return Object.keys(one.facts).some((name) => name in other.facts)
}

function rankOf(tier: Tier | null): number {
  return tier === null ? 0 : TIERS.length - TIERS.indexOf(tier)
}

/** Tries changes, fewest first, and keeps those whose scored result stands where `isWanted` says. */
function confirmed(
  facts: ResolvedFacts,
  profile: IcpProfile,
  intent: Intent,
  now: ScoreResult,
  changes: readonly Change[],
  isWanted: (rank: number) => boolean,
): Lift[] {
  // A change that moves nothing by itself is left out first: it keeps the number of combinations small.
  const moving = changes.filter((change) => {
    const changed = scoreLead(withChanges(facts, [change]), profile, intentAfter(intent, [change]))
    return changed.total !== now.total || ranksAsVp(changed.seniority, profile) !== ranksAsVp(now.seniority, profile)
  })
  for (let size = 1; size <= MOST_CHANGES; size++) {
    const lifts = combinations(moving, size).flatMap((set) => {
      const result = scoreLead(withChanges(facts, set), profile, intentAfter(intent, set))
      return isWanted(rankOf(result.tier)) ? [{ set, result }] : []
    })
    if (lifts.length === 0) continue
    const hypothetical = (set: readonly Change[]): number => set.filter((change) => change.isHypothetical).length
    return lifts
      .sort(
        (one, other) =>
          hypothetical(one.set) - hypothetical(other.set) ||
          Math.abs(one.result.total - now.total) - Math.abs(other.result.total - now.total),
      )
      .filter(({ set }, place, all) => all.findIndex((other) => subjectOf(other.set) === subjectOf(set)) === place)
      .slice(0, MOST_LIFTS)
      .map(({ set, result }) => asLift(set, result, now))
  }
  return []
}

/** What a set of changes is about: of several about the same only the smallest is advice. */
function subjectOf(set: readonly Change[]): string {
  return set
    .flatMap(({ facts, intent }) => [...Object.keys(facts), ...(intent === undefined ? [] : ['intent'])])
    .toSorted()
    .join(' ')
}

function intentAfter(intent: Intent, changes: readonly Change[]): Intent {
  const given = changes.find((change) => change.intent !== undefined)?.intent
  return given === undefined ? intent : { points: given, messages: intent.messages }
}

function asLift(set: readonly Change[], result: ScoreResult, now: ScoreResult): Lift {
  const points = result.score - now.score
  const what = set.map((change) => change.what).join(' and ')
  const message = `${what}: ${points < 0 ? '-' : '+'}${Math.abs(points)}, ${result.tier === null ? 'disqualified' : result.tier}`
  const parts = [...new Set(set.map((change) => change.part))]
  return { part: parts[0] ?? 'readiness', points, max: null, message, score: result.score, tier: result.tier, parts }
}

/**
 * The smallest changes that would lift this lead to the next tier: fewest facts first, then what could be found out before what would have to
 * be different, then the least gain. Each is confirmed by scoring the changed facts, so a capped score promises nothing. Empty at the top.
 */
export function liftsOf(facts: ResolvedFacts, profile: IcpProfile, intent: Intent = NO_INTENT): Lift[] {
  const now = scoreLead(facts, profile, intent)
  const rank = rankOf(now.tier)
  return rank === TIERS.length
    ? []
    : confirmed(facts, profile, intent, now, upwardChanges(facts, profile, intent, now), (reached) => reached > rank)
}

/** The smallest losses that would drop this lead to a lower tier, confirmed in the same way. Empty for a disqualified lead. */
export function dropsOf(facts: ResolvedFacts, profile: IcpProfile, intent: Intent = NO_INTENT): Lift[] {
  const now = scoreLead(facts, profile, intent)
  const rank = rankOf(now.tier)
  return rank === 0 ? [] : confirmed(facts, profile, intent, now, downwardChanges(facts, intent), (reached) => reached < rank)
}
