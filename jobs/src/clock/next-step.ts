/** Where the clock stands, and what is known of what comes. */
export type Situation = {
  now: Date
  /** Where it is to arrive. */
  target: Date
  /** The next instants at which something falls due, ours and the sandbox's; null when nothing does. */
  ours: Date | null
  theirs: Date | null
  /** When all that has no instant was looked at last. */
  lookedAt: Date
}

export type Step = {
  to: Date
  /** Whether sweeps have something to do there; without it the sandbox alone does. */
  isSweeping: boolean
  /** Whether it is time to look at all that has no instant. */
  isLookout: boolean
}

/** Longest step without looking around, in milliseconds: sweeps that count in days see every day twice. */
const longestStepMs = 12 * 3_600_000
/** What falls due within this time is done in one step, in milliseconds: in life the sweeps come every minute. */
const togetherMs = 60_000

/** The next step of a clock that stops wherever something falls due, and sweeps wherever it passed something of ours. */
export function nextStep({ now, target, ours, theirs, lookedAt }: Situation): Step {
  const until = (at: Date | null): number => (at === null ? Number.POSITIVE_INFINITY : at.getTime() + togetherMs)
  const to = new Date(Math.min(target.getTime(), now.getTime() + longestStepMs, until(ours), until(theirs)))
  const isLookout = to.getTime() - lookedAt.getTime() >= longestStepMs
  const isOursDue = ours !== null && ours <= to
  return { to, isLookout, isSweeping: isLookout || isOursDue || to.getTime() !== until(theirs) }
}
