/** What is known of a silent lead when it is weighed. */
export type RevivalFacts = {
  /** The lead's score, 0 to 100; null where nobody scored it. */
  fit: number | null
  /** Opens by people, clicks; of all time. */
  opens: number
  clicks: number
  isConnected: boolean
  hasAnswered: boolean
  /** Visits to the site since our last email. */
  visitsSince: number
  /** What has changed at the lead or its company since our last email. */
  changes: readonly Change[]
}

export type Change = 'HIRING' | 'FUNDING' | 'NEW_ROLE'

/** Points, and what they are for in words. */
export type ScoreReason = { code: string; points: number; message: string }

/** Most points of each part; together 100. */
const most = { engagement: 40, fit: 30, change: 30 }

const changePoints: Record<Change, { points: number; message: string }> = {
  FUNDING: { points: 15, message: 'Raised money since our last email' },
  NEW_ROLE: { points: 15, message: 'Has a new role since our last email' },
  HIRING: { points: 10, message: 'Is hiring, as was found since our last email' },
}

/** The reasons with those past the part's limit cut down, so that they add up to what counts. */
function within(limit: number, reasons: readonly ScoreReason[]): ScoreReason[] {
  let left = limit
  return reasons.flatMap((reason) => {
    const points = Math.min(reason.points, left)
    left -= points
    return points > 0 ? [{ ...reason, points }] : []
  })
}

/**
 * How much speaks for taking a silent lead up again, 0 to 100: past engagement up to 40, fit up to 30, what has changed since up to 30. The
 * reasons add up to the score. The weights are ours; the specification names the three parts alone.
 */
export function revivalScore(facts: RevivalFacts): { score: number; reasons: ScoreReason[] } {
  const { opens, clicks, visitsSince, isConnected, hasAnswered } = facts
  const times = (count: number) => (count === 1 ? 'once' : `${count} times`)
  const engagement = within(most.engagement, [
    ...(hasAnswered ? [{ code: 'ANSWERED', points: 25, message: 'Has answered before' }] : []),
    ...(clicks > 0 ? [{ code: 'CLICKED', points: Math.min(15, clicks * 10), message: `Clicked ${times(clicks)}` }] : []),
    ...(isConnected ? [{ code: 'CONNECTED', points: 10, message: 'Is connected on LinkedIn' }] : []),
    ...(opens > 0 ? [{ code: 'OPENED', points: Math.min(15, opens * 5), message: `Opened ${times(opens)}` }] : []),
  ])
  const fitPoints = Math.round(((facts.fit ?? 0) / 100) * most.fit)
  const fit = fitPoints > 0 ? [{ code: 'FIT', points: fitPoints, message: `Fits with a score of ${facts.fit}` }] : []
  const change = within(most.change, [
    ...(['FUNDING', 'NEW_ROLE', 'HIRING'] as const)
      .filter((one) => facts.changes.includes(one))
      .map((one) => ({ code: one, ...changePoints[one] })),
    ...(visitsSince > 0
      ? [{ code: 'VISITED', points: Math.min(15, visitsSince * 5), message: `Visited the site ${times(visitsSince)} since our last email` }]
      : []),
  ])
  const reasons = [...engagement, ...fit, ...change]
  return { score: reasons.reduce((sum, { points }) => sum + points, 0), reasons }
}
