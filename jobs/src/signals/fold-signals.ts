import { type LeadStatus, nextStatus, type SignalKind } from './lead-status.ts'

export type FoldedSignal = { kind: SignalKind; at: Date; key: string; moves: boolean }
export type StatusMove = { from: LeadStatus; to: LeadStatus; signal: SignalKind }

/** A touch of ours: only a later one takes a lead up again whose LinkedIn campaign is through. */
const touches: readonly SignalKind[] = ['EMAIL_SENT', 'LINKEDIN_REQUESTED', 'LINKEDIN_MESSAGED']

/**
 * The moves that signals make of one lead, in the order in which they happened. Signals that must not move anything (machine opens) are passed
 * over. `exhaustedAt` is when LinkedIn told that its campaign is through, where the lead stands there: what comes late may have gone out before.
 */
export function foldSignals(status: LeadStatus, signals: readonly FoldedSignal[], exhaustedAt: Date | null): StatusMove[] {
  const inOrder = signals
    .filter(({ moves }) => moves)
    .toSorted((a, b) => a.at.getTime() - b.at.getTime() || a.kind.localeCompare(b.kind) || a.key.localeCompare(b.key))
  const made: StatusMove[] = []
  let from = status
  for (const { kind, at } of inOrder) {
    if (from === 'LINKEDIN_EXHAUSTED' && exhaustedAt !== null && at < exhaustedAt && touches.includes(kind)) continue
    const to = nextStatus(from, kind)
    if (to === from) continue
    made.push({ from, to, signal: kind })
    from = to
  }
  return made
}
