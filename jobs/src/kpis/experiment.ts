import { logBeta } from './log-gamma.ts'

/** What one of the two texts did: how many were counted, and how many of them were answered. */
export type Arm = { hits: number; counted: number }

export type Verdict = 'KEEP_RUNNING' | 'A_IS_BETTER' | 'B_IS_BETTER'

/** B less A, as a share from -1 to 1, and between which differences the truth lies however often somebody looks. */
export type Comparison = { difference: number | null; low: number; high: number; verdict: Verdict }

/** How often at most an experiment without a difference may ever be called: once in twenty, over all looks together. */
const falseAlarms = 0.05

/**
 * What a share of answers may look like before anything is known, as a beta distribution: its mean is the target of the reply rate, 8 %. A
 * wrong one costs sends until the verdict and never makes it false.
 */
const prior = { a: 1, b: 11.5 } as const

/** The likelihood of both arms, each mixed over all shares it may have: how well "two shares" explains what was seen. */
const logMixture = ({ hits, counted }: Arm): number => logBeta(prior.a + hits, prior.b + counted - hits) - logBeta(prior.a, prior.b)

const logShare = (times: number, share: number): number => (times === 0 ? 0 : times * Math.log(Math.max(share, 0)))

const golden = (Math.sqrt(5) - 1) / 2
/** Narrows an interval to a billionth of it. */
const steps = 45

/** The highest likelihood of what was seen where B's share is A's plus `difference`. It has one peak: a golden section finds it. */
function logLikelihoodGiven(difference: number, a: Arm, b: Arm): number {
  const at = (share: number) =>
    logShare(a.hits, share) +
    logShare(a.counted - a.hits, 1 - share) +
    logShare(b.hits, share + difference) +
    logShare(b.counted - b.hits, 1 - share - difference)
  let low = Math.max(0, -difference)
  let high = Math.min(1, 1 - difference)
  for (let step = 0; step < steps; step++) {
    const reach = golden * (high - low)
    if (at(high - reach) < at(low + reach)) low = high - reach
    else high = low + reach
  }
  return Math.max(at(low), at(high), at((low + high) / 2))
}

/** Whether the data speaks so strongly against a difference (see compareArms) that it is given up. */
const isGivenUp = (logRatio: number): boolean => logRatio >= Math.log(1 / falseAlarms)

/** Which of the two is better, as soon as that is certain enough: looking as often as one likes is no mistake (see compareArms). */
export function verdictOf(a: Arm, b: Arm): Verdict {
  const both = { hits: a.hits + b.hits, counted: a.counted + b.counted }
  if (a.counted === 0 || b.counted === 0) return 'KEEP_RUNNING'
  const share = both.hits / both.counted
  const likelihoodIfEqual = logShare(both.hits, share) + logShare(both.counted - both.hits, 1 - share)
  if (!isGivenUp(logMixture(a) + logMixture(b) - likelihoodIfEqual)) return 'KEEP_RUNNING'
  return b.hits / b.counted > a.hits / a.counted ? 'B_IS_BETTER' : 'A_IS_BETTER'
}

/**
 * Compares A and B so that looking at it as often as one likes is no mistake. Of each difference that could be, it asks how much better "two
 * shares, any" explains what was seen than the best pair of shares with just that difference. Were that difference the truth, this ratio would
 * be no more than a fair bet's gain, and a fair bet ever reaches twentyfold in at most one case of twenty (Ville): a difference for which it has
 * is given up. What is left is the interval; without 0 in it one of them is better (mixture likelihood ratio: Robbins 1970; against the best
 * of many hypotheses: Wasserman, Ramdas, Balakrishnan 2020). Exact for small numbers, and for arms that grow unevenly.
 */
export function compareArms(a: Arm, b: Arm): Comparison {
  if (a.counted === 0 || b.counted === 0) return { difference: null, low: -1, high: 1, verdict: 'KEEP_RUNNING' }
  const mixture = logMixture(a) + logMixture(b)
  const difference = b.hits / b.counted - a.hits / a.counted
  /** The last difference towards `end` that is not given up. The ratio grows on either side of what was seen. */
  const borderTowards = (end: number): number => {
    const holds = (candidate: number) => !isGivenUp(mixture - logLikelihoodGiven(candidate, a, b))
    if (holds(end)) return end
    let inside = difference
    let outside = end
    for (let step = 0; step < steps; step++) {
      const middle = (inside + outside) / 2
      if (holds(middle)) inside = middle
      else outside = middle
    }
    return outside
  }
  return { difference, low: borderTowards(-1), high: borderTowards(1), verdict: verdictOf(a, b) }
}
