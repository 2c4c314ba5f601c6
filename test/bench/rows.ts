/** What a row of the benchmark measured: ours and the reference of the same run, in the same unit. */
export type BenchRow = {
  row: string
  unit: string
  /** One figure for each round, interleaved with the reference's. */
  ours: readonly number[]
  reference: readonly number[]
  /** Least ours/reference that is good; null where the row is about figures of its own, which stand in `also`. */
  goal: number | null
  /** Whatever else the row promises: what, how much, and whether that is good. */
  also?: readonly { what: string; value: string; isGood: boolean }[]
}

/** The middle of some figures. */
export const middle = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
const written = (value: number) => (value >= 100 ? Math.round(value).toLocaleString('en') : value.toFixed(2))

/** One line of JSON for machines, then the same for people. Answers whether every goal is met. */
export function printRow({ row, unit, ours, reference, goal, also = [] }: BenchRow): boolean {
  const ratio = middle(ours) / middle(reference)
  const isGood = (goal === null || ratio >= goal) && also.every((one) => one.isGood)
  process.stdout.write(
    `${JSON.stringify({ row, unit, ours: middle(ours), reference: middle(reference), ratio, goal, rounds: { ours, reference }, also, isGood })}\n`,
  )
  const line = (name: string, values: readonly number[]) =>
    `  ${name.padEnd(12)} ${written(middle(values)).padStart(10)} ${unit}   rounds ${values.map(written).join(', ')}\n`
  process.stdout.write(line('ours', ours) + line('reference', reference))
  const verdict = goal === null ? '' : `   goal ${goal}: ${ratio >= goal ? 'met' : 'MISSED'}`
  process.stdout.write(`  ${'ratio'.padEnd(12)} ${ratio.toFixed(2).padStart(10)}${verdict}\n`)
  for (const { what, value, isGood: isMet } of also) process.stdout.write(`  ${what}: ${value}: ${isMet ? 'met' : 'MISSED'}\n`)
  return isGood
}
