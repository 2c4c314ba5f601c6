import type { Fact } from '../craft-facts.ts'
import type { Evidence, EvidenceIds, EvidenceKind } from '../evidence.ts'
import type { PlaceholderName, PlaceholderValue, PlaceholderValues } from '../placeholders.ts'
import { neutralised } from '../text-value.ts'

/** What one extractor found: the pieces of evidence, and the words that rest on them. */
export type Extracted = { evidence: Evidence[]; values: PlaceholderValues }

/**
 * Collects what an extractor finds, so that words never come without their evidence: each `say` names one fact and every placeholder that
 * it carries. Words that are null are left out; a fact whose words are all missing is still evidence when its sentence stands.
 */
export function finding(kind: EvidenceKind, ids: EvidenceIds) {
  const found: Extracted = { evidence: [], values: {} }
  return {
    found,
    say(field: string, fact: Fact<unknown>, sentence: string, words: Partial<Record<PlaceholderName, string | null>>): void {
      const id = ids(kind, field)
      found.evidence.push({ id, kind, text: sentence, source: neutralised(fact.provider), foundAt: fact.at })
      const values: [string, PlaceholderValue][] = []
      for (const [name, text] of Object.entries(words)) if (text) values.push([name, { text, evidenceId: id }])
      Object.assign(found.values, Object.fromEntries(values))
    },
  }
}

const MONTH = new Intl.DateTimeFormat('en-US', { month: 'long', year: 'numeric', timeZone: 'UTC' })

/** "June 2026". A month is as exact as sources are; UTC, because facts carry dates, not places. Null for an impossible date. */
export function monthOf(date: Date): string | null {
  return Number.isFinite(date.getTime()) ? MONTH.format(date) : null
}

/** Whole days from one instant to a later one; negative when it lies ahead, NaN when one is impossible. */
export function daysBetween(earlier: Date, later: Date): number {
  return Math.floor((later.getTime() - earlier.getTime()) / 86_400_000)
}
