/** An email in the order of who has waited longest: the organisation's day on which it goes, or, where it can't go yet, could go at the earliest. */
export type InLine = { key: string; day: string; goes: boolean }

/**
 * Who is not frozen for a later day although there is room on it, because somebody who has waited longer needs that room: one whose window comes
 * too late for this batch, or whose own day is full. Without it those whose morning comes first, in whatever zone, would take every day's allowance
 * the day before. Nobody steps back for today: what is left of it can't be kept. `limit` emails a day, of which `usedOn` are taken.
 */
export function whoStepsBack(line: readonly InLine[], today: string, limit: number, usedOn: (day: string) => number): Set<string> {
  const taken = new Map<string, number>()
  const back = new Set<string>()
  for (const { key, day, goes } of line) {
    const places = (taken.get(day) ?? 0) + usedOn(day)
    if (goes && day > today && places >= limit) back.add(key)
    else if (places < limit) taken.set(day, (taken.get(day) ?? 0) + 1)
  }
  return back
}
