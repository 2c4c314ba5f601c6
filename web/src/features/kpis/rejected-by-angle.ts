type Rejected = { by: string; name: string; rejected: number; tag: string; count: number; example: string }
export type AngleWeek = Omit<Rejected, 'by'> & { week: string }
export type AngleRejections = { angle: string; rejected: number; tags: { tag: string; count: number }[]; other: number }

/** The angles of every digest whose week reaches into a window that begins at `from` (UTC days: the edge of a week is the organisation's). */
export function angleWeeks(digests: readonly { week: string; rejected: readonly Rejected[] }[], from: string): AngleWeek[] {
  const first = Date.parse(from)
  return digests
    .filter(({ week }) => Date.parse(week) + 7 * 86_400_000 > first)
    .flatMap(({ week, rejected }) => rejected.flatMap(({ by, ...rest }) => (by === 'ANGLE' ? [{ week, ...rest }] : [])))
}

/** Weeks put together by angle, most rejected first. A week knows its most frequent tag alone; what else it had is `other`. */
export function byAngle(weeks: readonly AngleWeek[]): AngleRejections[] {
  const angles = Map.groupBy(weeks, ({ name }) => name)
  return [...angles]
    .map(([angle, rows]) => {
      const rejected = rows.reduce((sum, row) => sum + row.rejected, 0)
      const tags = [...Map.groupBy(rows, ({ tag }) => tag)]
        .map(([tag, of]) => ({ tag, count: of.reduce((sum, { count }) => sum + count, 0) }))
        .sort((a, b) => b.count - a.count)
      return { angle, rejected, tags, other: rejected - tags.reduce((sum, { count }) => sum + count, 0) }
    })
    .sort((a, b) => b.rejected - a.rejected || a.angle.localeCompare(b.angle))
}
