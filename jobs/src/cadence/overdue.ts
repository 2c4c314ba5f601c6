/** A stretch in which the cadence could not work: a stop, an outage, the time since a restored backup. */
export type Gap = { from: Date; to: Date }

/**
 * Whether a step is overdue by more than its grace because of a gap. One that waited for a ceiling, a window or an approval goes later, in
 * order; one that a stop or an outage held back for longer than its grace is never sent in a burst.
 */
export function isOverdueByGap(dueAt: Date, gap: Gap, graceMs: number): boolean {
  return gap.to.getTime() - Math.max(gap.from.getTime(), dueAt.getTime()) > graceMs
}
