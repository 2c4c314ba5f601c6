/** When a figure is a red flag (signals.md, KPIs). Shares are from 0 to 1. */
export type RedFlagRule =
  /** Worse than `share`, once `from` were counted: of fewer a share says nothing (design.md mutes them below 5). */
  | { kind: 'share'; worse: 'below' | 'above'; share: number; from: number }
  /** Nothing at all after so many. */
  | { kind: 'none'; from: number }
  /** At least `share` of `from` or more; of fewer: at least `count`. */
  | { kind: 'spike'; share: number; from: number; count: number }

export function isRedFlag(rule: RedFlagRule | null, hits: number, counted: number): boolean {
  if (rule === null || counted === 0) return false
  switch (rule.kind) {
    case 'share':
      return counted >= rule.from && (rule.worse === 'below' ? hits / counted < rule.share : hits / counted > rule.share)
    case 'none':
      return hits === 0 && counted >= rule.from
    case 'spike':
      return counted >= rule.from ? hits / counted >= rule.share : hits >= rule.count
    default:
      return rule satisfies never
  }
}

const percent = (share: number): string => `${share * 100} %`

/** The rule for a person. */
export function redFlagWords(rule: RedFlagRule | null): string | null {
  if (rule === null) return null
  switch (rule.kind) {
    case 'share':
      return `${rule.worse} ${percent(rule.share)}, from ${rule.from}`
    case 'none':
      return `none after ${rule.from}`
    case 'spike':
      return `${percent(rule.share)} or more, from ${rule.from}; below that ${rule.count}`
    default:
      return rule satisfies never
  }
}

/** Between which shares a figure of enough rows is a red flag, for drawing; null where it takes more than a share to say so. */
export function redFlagZone(rule: RedFlagRule | null): { low: number; high: number } | null {
  if (rule === null || rule.kind === 'none') return null
  return rule.kind === 'share' && rule.worse === 'below' ? { low: 0, high: rule.share } : { low: rule.share, high: 1 }
}
