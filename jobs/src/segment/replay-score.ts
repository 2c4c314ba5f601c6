import { readFit } from './fit.ts'
import type { IcpProfile } from './icp-profile.ts'
import type { DecisionFacts } from './save-scores.ts'
import { type ScoreResult, scoreFit } from './score.ts'

/** A decision as it is kept: what it saw, and what came out. */
export type ScoreDecision = { facts: DecisionFacts; result: unknown }

export type ScoreReplay = {
  /** Every point, reason and word is what it was. */
  isSame: boolean
  /** What scoring gives now, 0 to 100. */
  score: number
  /** False where the facts would be read otherwise today, such as a title in a language that was learned since. The decision stands as it was read then. */
  isReadTheSame: boolean
}

/** Scores what a decision saw by the profile of its version again, and compares everything with what came out then. */
export function replayScore({ facts, result }: ScoreDecision, profile: IcpProfile): ScoreReplay {
  const read = facts.resolved ? readFit(facts.resolved) : null
  const seen = facts.fit ?? read
  if (seen === null) throw new Error('a score decision without facts')
  const again: ScoreResult = scoreFit(seen, profile, facts.intent)
  return {
    isSame: canonical(again) === canonical(result),
    score: again.score,
    isReadTheSame: read === null || facts.fit === undefined || canonical(read) === canonical(facts.fit),
  }
}

/** JSON with sorted keys: the database keeps no order of its own. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) => {
    if (typeof inner !== 'object' || inner === null || Array.isArray(inner)) return inner
    return Object.fromEntries(Object.entries(inner).toSorted(([one], [other]) => (one < other ? -1 : 1)))
  })
}
