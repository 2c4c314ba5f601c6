import { ProviderError } from '../providers/http/provider-error.ts'
import type { Told } from './notice-words.ts'

export const channelNames = ['SLACK', 'SMS', 'EMAIL'] as const
export type ChannelName = (typeof channelNames)[number]

/** One message to one recipient about one or several alerts. */
export type Notice = { messageId: string; recipient: string; told: readonly Told[] }

/** A message that left, or may have left. */
export type LeftNotice = { messageId: string; recipient: string; words: string; providerId: string | null; leftAt: Date }

/**
 * What became of a message. SENT: taken by the provider; `lookAgainMs` when it will know more. NOT_SENT: certainly not, worth another try
 * after a while of real time. REFUSED: certainly not, and asking again changes nothing. UNKNOWN: nobody can say; never sent again blindly.
 */
export type Delivery =
  | { is: 'SENT'; providerId: string | null; lookAgainMs: number | null }
  | { is: 'DELIVERED' }
  | { is: 'NOT_SENT'; code: string; problem: string; waitMs: number | null }
  | { is: 'REFUSED'; code: string; problem: string }
  | { is: 'UNKNOWN'; code: string; problem: string; lookAgainMs: number | null }

/** One way to tell people. */
export type NoticeChannel = {
  name: ChannelName
  /** From which level of an alert on. */
  fromLevel: number
  recipients: readonly string[]
  /** What is missing, in words; null when it works. */
  problem: string | null
  /** The very words of a message. */
  wordsOf(told: readonly Told[]): string
  /** Called once for each message. `beforeWrite` is false when the message is nobody's to send any more. */
  deliver(notice: Notice, words: string, beforeWrite: () => boolean): Promise<Delivery>
  /** What became of a message that left, or may have; null where the provider can't be asked. */
  look: ((left: LeftNotice) => Promise<Delivery>) | null
}

/** What a failed call says of the message (invariants.md, Settle). Anything that is no provider's failure is a bug and stays one. */
export function deliveryOf(error: unknown, lookAgainMs: number | null): Delivery {
  if (!(error instanceof ProviderError)) throw error
  const problem = error.message.slice(0, 200)
  if (error.kind === 'rejected') return { is: 'REFUSED', code: 'REFUSED', problem }
  if (!error.certainlyNotSent) return { is: 'UNKNOWN', code: 'UNKNOWN_OUTCOME', problem, lookAgainMs }
  const code = { unauthorized: 'UNAUTHORIZED', rate_limited: 'RATE_LIMITED' }[String(error.kind)] ?? 'NOT_REACHED'
  return { is: 'NOT_SENT', code, problem, waitMs: error.retryAfterMs }
}
