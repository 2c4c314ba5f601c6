import { type LeadStatus, nextStatus, type SignalKind } from './lead-status.ts'

export type FoldedSignal = { kind: SignalKind; at: Date; key: string; moves: boolean }
export type StatusMove = { from: LeadStatus; to: LeadStatus; signal: SignalKind }

/** The moves that signals make of one lead, in the order in which they happened. Signals that must not move anything (machine opens) are passed over. */
export function foldSignals(status: LeadStatus, signals: readonly FoldedSignal[]): StatusMove[] {
  const inOrder = signals
    .filter(({ moves }) => moves)
    .toSorted((a, b) => a.at.getTime() - b.at.getTime() || a.kind.localeCompare(b.kind) || a.key.localeCompare(b.key))
  const made: StatusMove[] = []
  let from = status
  for (const { kind } of inOrder) {
    const to = nextStatus(from, kind)
    if (to === from) continue
    made.push({ from, to, signal: kind })
    from = to
  }
  return made
}
