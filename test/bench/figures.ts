/** What a share of durations took at most, in milliseconds. */
export function percentile(milliseconds: readonly number[], share: number): number {
  const sorted = milliseconds.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}

/** Durations in milliseconds as a line: the middle, the slow tail, the slowest. */
export function figuresOf(name: string, milliseconds: readonly number[]): string {
  const at = (share: number) => percentile(milliseconds, share).toFixed(1)
  return `${name.padEnd(44)} p50 ${at(0.5).padStart(6)} ms   p95 ${at(0.95).padStart(6)} ms   p99 ${at(0.99).padStart(6)} ms   most ${at(1).padStart(6)} ms   (${milliseconds.length})`
}
