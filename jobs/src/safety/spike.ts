import { isRedFlag, type RedFlagRule } from '../kpis/red-flags.ts'

/** Mails of one motion that were sent, and what came back of them. Complaints that no source tells are unknown, never 0. */
export type Counted = { sent: number; bounced: number; unsubscribed: number; complained: number | null }

export type Spike = { cause: 'bounce_rate' | 'unsubscribe_rate' | 'complaint_rate'; reason: string; hits: number; sent: number }

type SpikeRule = { cause: Spike['cause']; counts: Exclude<keyof Counted, 'sent'>; words: string; most: string; rule: RedFlagRule }

/** Shares from 0 to 1 (signals.md, Alerts). A share of few says little: below 20 two bounces pause, below that nothing else does. */
const rules: readonly SpikeRule[] = [
  { cause: 'bounce_rate', counts: 'bounced', words: 'bounced', most: '5 %', rule: { kind: 'spike', share: 0.05, from: 20, count: 2 } },
  {
    cause: 'unsubscribe_rate',
    counts: 'unsubscribed',
    words: 'were answered with an unsubscribe',
    most: '5 %',
    rule: { kind: 'spike', share: 0.05, from: 20, count: Number.POSITIVE_INFINITY },
  },
  // One of 300 is too many, so one of fewer is as well.
  {
    cause: 'complaint_rate',
    counts: 'complained',
    words: 'were reported as spam',
    most: '0.3 %',
    rule: { kind: 'spike', share: 0.003, from: 1, count: 1 },
  },
]

/** The first spike that pauses the motion (a stop condition), or null. */
export function spikeOf(counted: Counted): Spike | null {
  for (const { cause, counts, words, most, rule } of rules) {
    const hits = counted[counts]
    if (hits !== null && isRedFlag(rule, hits, counted.sent)) {
      return { cause, hits, sent: counted.sent, reason: `${hits} of ${counted.sent} mails ${words}; ${most} is too many.` }
    }
  }
  return null
}
