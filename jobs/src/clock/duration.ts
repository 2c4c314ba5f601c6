const form = /^P(?:(\d{1,3})W)?(?:(\d{1,4})D)?(?:T(?=\d)(?:(\d{1,5})H)?(?:(\d{1,6})M)?(?:(\d{1,7})S)?)?$/
const unitMs = [7 * 86_400_000, 86_400_000, 3_600_000, 60_000, 1_000] as const

/** Milliseconds of an ISO 8601 duration in weeks to seconds; null for anything else. Months and years have no fixed length, so they are none. */
export function durationMs(text: string): number | null {
  const match = form.exec(text)
  if (!match || text === 'P') return null
  return unitMs.reduce((sum, ms, at) => sum + Number(match[at + 1] ?? 0) * ms, 0)
}
