/** How many days of its wait a follow-up loses each time that it was frozen and its time passed. */
const daysLostInVain = 3
const dayMs = 86_400_000

type Waiting = { channel: string; dueAt: string | null; timesInVain: number }

/**
 * Candidates in the order in which they get what there is to give: email before LinkedIn, then who has waited longest. Whoever was frozen in
 * vain falls back by some days for each time, so that those whose approval never comes in time can't keep the others out; they come to the
 * front again as they go on waiting. What has no due day keeps its place behind those that have one.
 */
export function inFairOrder<Candidate extends Waiting>(candidates: readonly Candidate[]): Candidate[] {
  const since = ({ dueAt, timesInVain }: Candidate) =>
    dueAt === null ? Number.POSITIVE_INFINITY : Date.parse(dueAt) + timesInVain * daysLostInVain * dayMs
  return candidates.toSorted((a, b) => {
    if (a.channel !== b.channel) return a.channel < b.channel ? -1 : 1
    const [one, other] = [since(a), since(b)]
    // Two without a due day: infinity less infinity is no number.
    return one === other ? 0 : one - other
  })
}
