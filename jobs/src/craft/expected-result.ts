import type { Tier } from './choose-angle.ts'
import { stableShare } from './stable-share.ts'

/** What became of the first emails of one angle to one tier. */
export type AngleResult = { tier: Tier; angle: string; sent: number; answered: number }

/** Below so many first emails in all, every angle is as good as any other. */
const LEAST_SENT = 100

/**
 * Thompson sampling: for each angle one draw from what its results allow (a Beta distribution that starts even). Where little is known the
 * draws scatter, so that everything is tried; where much is known the better angle wins. The draw follows from seed, lead and angle alone.
 * Null until there is enough to learn from.
 */
export function expectedResultOf(
  results: readonly AngleResult[],
  { tier, seed, leadId }: { tier: Tier; seed: string; leadId: string },
): ((angle: string) => number) | null {
  if (results.reduce((sum, { sent }) => sum + sent, 0) < LEAST_SENT) return null
  return (angle) => {
    const known = results.find((result) => result.tier === tier && result.angle === angle)
    const answered = known?.answered ?? 0
    const silent = (known?.sent ?? 0) - answered
    return betaDraw(answered + 1, silent + 1, randomFrom(seed, leadId, angle))
  }
}

/** Numbers in (0, 1) that these parts always give in this order. */
function randomFrom(...parts: readonly string[]): () => number {
  let drawn = 0
  return () => stableShare('thompson', ...parts, String(drawn++)) + 2 ** -50
}

function betaDraw(one: number, other: number, random: () => number): number {
  const left = gammaDraw(one, random)
  return left / (left + gammaDraw(other, random))
}

/** Marsaglia and Tsang, "A simple method for generating gamma variables" (2000), for shapes of 1 and above. */
function gammaDraw(shape: number, random: () => number): number {
  const d = shape - 1 / 3
  const c = 1 / Math.sqrt(9 * d)
  for (;;) {
    const normal = Math.sqrt(-2 * Math.log(random())) * Math.cos(2 * Math.PI * random())
    const v = (1 + c * normal) ** 3
    if (v > 0 && Math.log(random()) < normal ** 2 / 2 + d - d * v + d * Math.log(v)) return d * v
  }
}
