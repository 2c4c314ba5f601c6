import { type LeadStatus, nextStatus, type SignalKind } from './lead-status.ts'

/** Where a lead comes by being silent, or by our own step after that. */
const resting: readonly LeadStatus[] = [
  'GHOSTED',
  'STALLED',
  'ENGAGED_NOT_REPLIED',
  'LINKEDIN_EXHAUSTED',
  'REVIVAL_CANDIDATE',
  'REVIVAL_QUEUED',
]
export const isResting = (status: LeadStatus): boolean => resting.includes(status)

export type FoldedSignal = { kind: SignalKind; at: Date; key: string; moves: boolean }
export type StatusMove = { from: LeadStatus; to: LeadStatus; signal: SignalKind }

/** A touch of ours: only a later one takes a lead up again that time, or LinkedIn, has laid aside. */
const touches: readonly SignalKind[] = ['EMAIL_SENT', 'LINKEDIN_REQUESTED', 'LINKEDIN_MESSAGED']

/**
 * The moves that signals make of one lead, in the order in which they happened. Signals that must not move anything (machine opens) are passed
 * over. `restingSince` is when the lead came to where it stands, if it was laid aside: a touch that is told of late went out before that, and
 * heard in time it would have changed nothing of it.
 */
export function foldSignals(status: LeadStatus, signals: readonly FoldedSignal[], restingSince: Date | null): StatusMove[] {
  const inOrder = signals
    .filter(({ moves }) => moves)
    .toSorted((a, b) => a.at.getTime() - b.at.getTime() || a.kind.localeCompare(b.kind) || a.key.localeCompare(b.key))
  const made: StatusMove[] = []
  let from = status
  for (const { kind, at } of inOrder) {
    if (isResting(from) && restingSince !== null && at < restingSince && touches.includes(kind)) continue
    const to = nextStatus(from, kind)
    if (to === from) continue
    made.push({ from, to, signal: kind })
    from = to
  }
  return made
}
