import { parseEmail } from '../identity/email-address.ts'
import { isPlaceholder } from '../identity/invisible-text.ts'
import type { Fact, JsonValue, ResolvedFacts } from './facts.ts'

/**
 * How far a provider is believed when it gives no confidence of its own, 0 to 1: a person first, then who checked, then who collected,
 * then a spreadsheet of unknown age. Unlisted ones count as the last.
 */
export const PROVIDER_CONFIDENCE: Readonly<Record<string, number>> = {
  manual: 1,
  zerobounce: 0.95,
  apollo: 0.85,
  bettercontact: 0.8,
  clay: 0.75,
  heyreach: 0.7,
  rb2b: 0.65,
  csv: 0.5,
}
const UNLISTED_CONFIDENCE = 0.4

/** How strong an observation is, 0 to 1. A confidence out of range or not a number is taken for none. */
export function strengthOf(fact: Fact): number {
  const { confidence } = fact
  if (confidence !== null && confidence >= 0 && confidence <= 1) return confidence
  return Object.hasOwn(PROVIDER_CONFIDENCE, fact.provider)
    ? (PROVIDER_CONFIDENCE[fact.provider] ?? UNLISTED_CONFIDENCE)
    : UNLISTED_CONFIDENCE
}

function saysNothing(value: JsonValue): boolean {
  if (value === null) return true
  if (typeof value === 'string') return isPlaceholder(value)
  if (typeof value === 'number') return !Number.isFinite(value)
  return Array.isArray(value) && value.length === 0
}

/** JSON with sorted keys: what equal values have in common. */
function canonicalJson(value: JsonValue): string {
  return JSON.stringify(value, (_, inner: unknown) => {
    if (typeof inner !== 'object' || inner === null || Array.isArray(inner)) return inner
    return Object.fromEntries(Object.entries(inner).sort(([one], [other]) => (one < other ? -1 : 1)))
  })
}

function instantOf(fact: Fact): number {
  const instant = Date.parse(fact.at)
  return Number.isNaN(instant) ? Number.NEGATIVE_INFINITY : instant
}

/** Above zero when `one` counts more. A total order over different observations, so that their order of arrival never matters. */
function compareFacts(one: Fact, other: Fact): number {
  const [left, right] = [
    `${one.provider} ${canonicalJson(one.value)} ${one.at} ${one.confidence}`,
    `${other.provider} ${canonicalJson(other.value)} ${other.at} ${other.confidence}`,
  ]
  const [oneAt, otherAt] = [instantOf(one), instantOf(other)]
  return strengthOf(one) - strengthOf(other) || (oneAt === otherAt ? 0 : oneAt - otherAt) || (left < right ? -1 : left > right ? 1 : 0)
}

function addressOf(value: JsonValue | undefined): string | null {
  const parsed = typeof value === 'string' ? parseEmail(value) : null
  return parsed?.ok ? parsed.email.address : null
}

/**
 * A status belongs to the address it was said of. It names that address (`{ address, status }`), or its provider has given this very address,
 * or has given none at all. A verified old address must not make a new one look verified.
 */
function isStatusOf(status: Fact, email: Fact | undefined, observations: readonly Fact[]): boolean {
  const address = addressOf(email?.value)
  const { value } = status
  if (typeof value === 'object' && value !== null && 'address' in value) return addressOf(value.address) === address
  const given = observations.filter((fact) => fact.name === 'email' && fact.provider === status.provider && !saysNothing(fact.value))
  return given.length === 0 || given.some((fact) => addressOf(fact.value) === address)
}

/**
 * Out of everything ever observed the one fact per name that counts: the strongest, of equally strong ones the newest. The order of the
 * observations never matters. Those that say nothing are left out, and so is an email status of another address than the one that counts.
 */
export function resolveFacts(observations: readonly Fact[]): ResolvedFacts {
  const resolved: { -readonly [Name in keyof ResolvedFacts]: ResolvedFacts[Name] } = {}
  const take = (fact: Fact): void => {
    const known = resolved[fact.name]
    if (known === undefined || compareFacts(fact, known) > 0) resolved[fact.name] = fact
  }
  const telling = observations.filter((fact) => !saysNothing(fact.value))
  for (const fact of telling) if (fact.name !== 'emailStatus') take(fact)
  for (const fact of telling) if (fact.name === 'emailStatus' && isStatusOf(fact, resolved.email, telling)) take(fact)
  return resolved
}
