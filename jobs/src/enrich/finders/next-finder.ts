import type { Reason } from '../../reason.ts'
import type { IcpProfile } from '../../segment/icp-profile.ts'
import { NO_INTENT, scoreLead } from '../../segment/score.ts'
import type { EnrichmentSettings } from '../../settings/enrichment.ts'
import { atBest, REQUIRED } from '../apollo-need.ts'
import { emailStatusOf, type FactName, type ResolvedFacts, textOf } from '../facts.ts'

/** Who is asked after Apollo, in this order, and answers later (pipeline.md, 2). */
export const finders = ['bettercontact', 'clay'] as const
export type Finder = (typeof finders)[number]

const names: Record<Finder, string> = { bettercontact: 'BetterContact', clay: 'Clay' }
/** What each may know besides an address. */
const knows: Record<Finder, readonly FactName[]> = { bettercontact: [], clay: REQUIRED }

/** The last question about this lead to one of them. */
export type LastQuestion = {
  state: 'WAITING' | 'ASKED' | 'ANSWERED' | 'EMPTY' | 'EXPIRED' | 'REFUSED'
  /** When it was answered, else asked, else made. */
  at: Date
  /** Why it was refused, if it was. */
  code?: string | null
  message: string | null
}

export type NextFinder =
  /** This one is to be asked. */
  | { is: 'ask'; finder: Finder }
  /** This one was asked and may still answer. */
  | { is: 'wait'; finder: Finder }
  /** Nobody is asked any more; why each was passed over. */
  | { is: 'done'; passed: Reason[] }

const DAY_MS = 86_400_000
/** A refusal counts for this pass of the waterfall; the next one asks again. */
export const REFUSAL_MS = 3_600_000
/** Who could not be asked for so long is not waited for. */
const NOT_ASKED_MS = 180_000

/**
 * Who is asked next about a lead that Apollo has nothing more to say of, for an address first of all: without one it can hardly be written to.
 * `closed`: why a finder can't be asked at all now; `last`: what was asked before.
 */
export function nextFinder(
  lead: { email: string | null; linkedinUrl: string | null },
  facts: ResolvedFacts,
  last: { readonly [Name in Finder]?: LastQuestion },
  closed: { readonly [Name in Finder]?: Reason },
  rules: { profile: IcpProfile; settings: EnrichmentSettings; now: Date },
): NextFinder {
  const passed: Reason[] = []
  for (const finder of finders) {
    const before = last[finder]
    if (before !== undefined && isUnderWay(before, rules.now)) return { is: 'wait', finder }
    const reason = passedOver(finder, lead, facts, before, closed[finder], rules)
    if (reason === null) return { is: 'ask', finder }
    passed.push(reason)
  }
  return { is: 'done', passed }
}

/** A visitor's question may wait for credits for weeks: a run does not. */
function isUnderWay({ state, at }: LastQuestion, now: Date): boolean {
  return state === 'ASKED' || (state === 'WAITING' && now.getTime() - at.getTime() < NOT_ASKED_MS)
}

/** Why this finder is not asked; null: it is. */
function passedOver(
  finder: Finder,
  lead: { email: string | null; linkedinUrl: string | null },
  facts: ResolvedFacts,
  before: LastQuestion | undefined,
  closed: Reason | undefined,
  { profile, settings, now }: { profile: IcpProfile; settings: EnrichmentSettings; now: Date },
): Reason | null {
  const name = names[finder]
  const because = (code: string, message: string): Reason => ({ code, message })
  const lacksAddress = (lead.email ?? textOf(facts.email)) === null || emailStatusOf(facts.emailStatus) === 'INVALID'
  const missing = knows[finder].filter((fact) => facts[fact] === undefined)
  if (!lacksAddress && missing.length === 0) return because('ENOUGH_KNOWN', `${name} has nothing to add.`)
  if (closed !== undefined) return closed
  if (before !== undefined) {
    const age = now.getTime() - before.at.getTime()
    if (before.state === 'ANSWERED' && age < settings.freshDays * DAY_MS) return because('CACHED', `${name} was asked lately.`)
    if (before.state === 'EMPTY' && age < settings.missDays * DAY_MS) return because('MISS_CACHED', `${name} found nothing lately.`)
    if (before.state === 'EXPIRED' && age < settings.missDays * DAY_MS) return because('NO_ANSWER', `${name} did not answer in time.`)
    if (before.state === 'WAITING') return because('UNAVAILABLE', `${name} could not be asked yet.`)
    if (before.state === 'REFUSED' && age < REFUSAL_MS)
      return because(wasOutage(before) ? 'UNAVAILABLE' : 'REFUSED', before.message ?? `${name} did not take the question.`)
  }
  if (!canBeAsked(lead, facts)) return because('NOTHING_TO_ASK_BY', `There is too little to ask ${name} by.`)
  if (scoreLead(atBest(facts, missing), profile, NO_INTENT).tier === null)
    return because('CAN_NOT_FIT', `Whatever ${name} knows, the lead would not fit.`)
  return null
}

/** It failed, or could not be asked in time: that says nothing about the person. */
const wasOutage = ({ code }: LastQuestion): boolean => code === 'UNAVAILABLE' || code === 'NOT_ASKED'

/** A name at a company, or a profile alone (providers/bettercontact.md, 2). */
function canBeAsked(lead: { linkedinUrl: string | null }, facts: ResolvedFacts): boolean {
  const has = (name: FactName) => (textOf(facts[name])?.trim() ?? '') !== ''
  return lead.linkedinUrl !== null || (has('firstName') && has('lastName') && (has('companyName') || has('companyDomain')))
}
