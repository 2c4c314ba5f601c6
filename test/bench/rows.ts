/** What a row of the benchmark measured: ours and the reference of the same run, in the same unit. */
export type BenchRow = {
  row: string
  unit: string
  /** One figure for each round, interleaved with the reference's. */
  ours: readonly number[]
  /** Empty where there is nothing to hold it against. */
  reference: readonly number[]
  /** Least ours/reference that is good, or most where less is better; null where the row is about figures of its own, which stand in `also`. */
  goal: number | null
  isLessBetter?: boolean
  /** Whatever else the row promises: what, how much, and whether that is good. */
  also?: readonly { what: string; value: string; isGood: boolean }[]
  /** What it cost: processor time and memory for each lead, webhook, page, subscriber. */
  cost?: readonly { what: string; value: string }[]
}

/** A row as its line of JSON tells it. */
export type PrintedRow = {
  row: string
  unit: string
  ours: number | null
  reference: number | null
  ratio: number | null
  goal: number | null
  isLessBetter: boolean
  isGood: boolean
  doubt: string | null
  also: readonly { what: string; value: string; isGood: boolean }[]
}

/** Rounds that lie further apart than this, in parts of the middle, say little. */
const widest = 0.5

/** The middle of some figures. */
export const middle = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
export const written = (value: number | null): string =>
  value === null || Number.isNaN(value) ? '-' : value >= 100 ? Math.round(value).toLocaleString('en') : value.toFixed(2)

/** Why the figures should not be believed; null when they may. Each round is held against the reference's round beside it. */
function doubtOf(ours: readonly number[], reference: readonly number[], goal: number | null): string | null {
  if (ours.length < 2) return null
  const ratios = reference.length === ours.length ? ours.map((value, at) => value / (reference[at] ?? Number.NaN)) : []
  const [least, most] = [Math.min(...ratios), Math.max(...ratios)]
  if (goal !== null && ratios.length > 0 && least < goal && goal < most)
    return `too wide to trust: the rounds' ratios reach from ${least.toFixed(2)} to ${most.toFixed(2)}, on both sides of the goal`
  const looked = ratios.length > 0 ? ratios : ours
  const range = (Math.max(...looked) - Math.min(...looked)) / middle(looked)
  return range > widest ? `too wide to trust: the rounds differ by ${Math.round(range * 100)} % of the middle` : null
}

/** One line of JSON for machines, then the same for people. Answers whether every goal is met. */
export function printRow({ row, unit, ours, reference, goal, isLessBetter = false, also = [], cost = [] }: BenchRow): boolean {
  const ratio = reference.length > 0 ? middle(ours) / middle(reference) : null
  const isRatioGood = goal === null || (ratio !== null && (isLessBetter ? ratio <= goal : ratio >= goal))
  const isGood = isRatioGood && also.every((one) => one.isGood)
  const doubt = doubtOf(ours, reference, goal)
  const printed: PrintedRow = {
    row,
    unit,
    ours: ours.length > 0 ? middle(ours) : null,
    reference: reference.length > 0 ? middle(reference) : null,
    ratio,
    goal,
    isLessBetter,
    isGood,
    doubt,
    also,
  }
  process.stdout.write(`${JSON.stringify({ ...printed, rounds: { ours, reference }, cost })}\n`)
  const line = (name: string, values: readonly number[]) =>
    values.length === 0
      ? ''
      : `  ${name.padEnd(12)} ${written(middle(values)).padStart(10)} ${unit}   rounds ${values.map(written).join(', ')}\n`
  process.stdout.write(line('ours', ours) + line('reference', reference))
  if (ratio !== null) {
    const verdict = goal === null ? '' : `   goal ${isLessBetter ? '≤' : '≥'} ${goal.toFixed(2)}: ${isRatioGood ? 'met' : 'MISSED'}`
    process.stdout.write(`  ${'ratio'.padEnd(12)} ${ratio.toFixed(2).padStart(10)}${verdict}\n`)
  }
  if (doubt !== null) process.stdout.write(`  ${doubt}\n`)
  for (const { what, value, isGood: isMet } of also) process.stdout.write(`  ${what}: ${value}: ${isMet ? 'met' : 'MISSED'}\n`)
  for (const { what, value } of cost) process.stdout.write(`  ${what}: ${value}\n`)
  return isGood
}
