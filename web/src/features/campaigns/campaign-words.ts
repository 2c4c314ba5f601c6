import { formatCount, formatPercent } from '../../lib/formats.ts'
import type { VerdictKind } from '../../ui/chip.tsx'
import type { Account, Campaign } from './campaign-documents.ts'

export const motionWords = { OUTBOUND: 'Outbound', CADENCE: 'Cadence', REVIVAL: 'Revival', NURTURE: 'Nurture' } as const

/** Whether an account is fit to send, in one word. */
export function healthVerdict({ platform, paused, health }: Pick<Account, 'platform' | 'paused' | 'health'>): [VerdictKind, string] {
  if (health.verdict === 'FAIL') return ['bad', paused ? 'Unhealthy, paused' : 'Unhealthy']
  if (paused) return ['warn', 'Paused']
  // A profile has no records to look up.
  if (platform === 'HEYREACH') return ['ok', 'In use']
  return health.verdict === 'PASS' ? ['ok', 'Healthy'] : ['unknown', 'Not checked yet']
}

const recordKinds: Record<'PASS' | 'FAIL' | 'UNKNOWN', [VerdictKind, string]> = {
  PASS: ['ok', 'right'],
  FAIL: ['bad', 'wrong'],
  UNKNOWN: ['unknown', 'unknown'],
}

/** One record's answer; never looked up is unknown too. */
export const recordVerdict = (record: { verdict: 'PASS' | 'FAIL' | 'UNKNOWN' } | null): [VerdictKind, string] =>
  recordKinds[record?.verdict ?? 'UNKNOWN']

/** A share with the counts it is of; unknown is a word, never 0. */
export function rateWords(rate: number | null, count: number | null, of: number): string {
  if (count === null) return 'unknown'
  return rate === null ? 'no sends yet' : `${formatPercent(rate)} · ${formatCount(count)} of ${formatCount(of)}`
}

/** `Week 2 of 4, score 92`. */
export function warmupWords({
  platform,
  warmupWeek,
  warmupWeeks,
  warmupScore,
}: Pick<Account, 'platform' | 'warmupWeek' | 'warmupWeeks' | 'warmupScore'>): string {
  const score = warmupScore === null ? '' : `score ${formatCount(warmupScore)}`
  if (platform === 'GHL' || platform === 'HEYREACH') return score || 'none needed'
  const week = warmupWeek === null ? 'Done' : `Week ${formatCount(warmupWeek)} of ${formatCount(warmupWeeks)}`
  return score ? `${week}, ${score}` : week
}

/** Before the first send nobody can tell whether opens are tracked. */
export function opensWords({ opens, sends }: { opens: number | null; sends: number }): string {
  if (opens !== null) return formatCount(opens)
  return sends === 0 ? '–' : 'not tracked'
}

const states: Record<Campaign['state'], [VerdictKind, string]> = {
  PLANNED: ['skipped', 'Planned'],
  DRAFTED: ['inFlight', 'Being made'],
  FILLED: ['inFlight', 'Filled'],
  ACTIVATING: ['inFlight', 'Being activated'],
  ACTIVE: ['ok', 'Active'],
  PAUSED: ['warn', 'Paused'],
  REMOVED: ['skipped', 'Removed'],
}

export const stateVerdict = (state: Campaign['state']): [VerdictKind, string] => states[state]
