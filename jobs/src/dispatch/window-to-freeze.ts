import { nextSendWindow, type SendWindow, type WindowRules } from './send-window.ts'

/** What is known of a batch before a person has seen it: when they approve it at the latest, and when it expires. */
export type Reach = { approvedBy: Date; expiresAt: Date }

/**
 * The window that a send is frozen for: the first one that is still open when its batch is approved at the latest. One that was frozen in vain
 * before gets the last one that opens before the batch expires, so that it leaves even where people come at other hours than they say.
 * `reach` null: somebody is at the gate now. Null where no window is known.
 */
export function windowToFreeze(
  earliest: Date,
  recipient: { zone: string | null; countryCode: string | null },
  rules: WindowRules,
  reach: Reach | null,
  timesInVain: number,
): SendWindow | null {
  if (reach === null) return nextSendWindow(earliest, recipient, rules)
  let window = nextSendWindow(new Date(Math.max(earliest.getTime(), reach.approvedBy.getTime())), recipient, rules)
  while (window !== null && timesInVain > 0) {
    const next = nextSendWindow(window.to, recipient, rules)
    if (next === null || next.from >= reach.expiresAt) break
    window = next
  }
  // Approved sooner, it leaves as soon as its window opens.
  return window && { ...window, scheduledAt: new Date(Math.max(window.from.getTime(), earliest.getTime())) }
}
