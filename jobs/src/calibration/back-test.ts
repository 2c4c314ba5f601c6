/** Leads of a later time, ordered by what earlier ones taught, in ten parts. */
export type BackTest = {
  /** Leads that the model was fitted on, and later ones that it was tried on. */
  fittedOn: number
  triedOn: number
  /** The share of the later leads that answered well. */
  rate: number
  deciles: Decile[]
}

export type Decile = {
  /** 1 is the tenth that the model thinks best of. */
  decile: number
  leads: number
  positives: number
  /** How many positive answers the model expected. */
  expected: number
  /** Share of positive answers over that of all later leads: above 1 is better than chance; null where none of them answered. */
  lift: number | null
  /** The same for the tenth that today's score thinks best of. */
  liftByScore: number | null
}

/** The share of cases, the earliest, that a model is fitted on. */
const fittedShare = 0.7
const tenths = 10

/**
 * Fits on the earlier cases and tries on the later ones: would what was known then have told who answers? Cases are in the order of time. Null
 * where the later ones are too few to be cut in ten.
 */
export function backTestOf(
  points: readonly (readonly number[])[],
  outcomes: readonly boolean[],
  scores: readonly number[],
  learn: (points: readonly (readonly number[])[], outcomes: readonly boolean[]) => (row: readonly number[]) => number,
): BackTest | null {
  const cut = Math.floor(points.length * fittedShare)
  const later = points.slice(cut)
  if (later.length < tenths * 2) return null
  const chance = learn(points.slice(0, cut), outcomes.slice(0, cut))
  const tried = later.map((row, at) => ({ at, chance: chance(row), score: scores[cut + at] ?? 0, isPositive: outcomes[cut + at] === true }))
  const all = tried.filter(({ isPositive }) => isPositive).length
  const rate = all / tried.length
  // Equals keep the order of time, so that the cut is the same every time.
  const byModel = tried.toSorted((one, other) => other.chance - one.chance || one.at - other.at)
  const byScore = tried.toSorted((one, other) => other.score - one.score || one.at - other.at)
  const part = <T>(list: readonly T[], nth: number): T[] =>
    list.slice(Math.floor((nth * list.length) / tenths), Math.floor(((nth + 1) * list.length) / tenths))
  const liftOf = (those: readonly { isPositive: boolean }[]): number | null =>
    rate === 0 ? null : those.filter(({ isPositive }) => isPositive).length / those.length / rate
  const deciles = Array.from({ length: tenths }, (_, nth): Decile => {
    const those = part(byModel, nth)
    return {
      decile: nth + 1,
      leads: those.length,
      positives: those.filter(({ isPositive }) => isPositive).length,
      expected: those.reduce((sum, one) => sum + one.chance, 0),
      lift: liftOf(those),
      liftByScore: liftOf(part(byScore, nth)),
    }
  })
  return { fittedOn: cut, triedOn: later.length, rate, deciles }
}
