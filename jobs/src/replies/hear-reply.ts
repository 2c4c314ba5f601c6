import type { SignalKind } from '../signals/lead-status.ts'
import { type IncomingText, type Understanding, understandReply } from './understand-reply.ts'

/** A reply as a delivery brought it, and what it was understood to be. */
export type HeardReply = Pick<IncomingText, 'text'> & {
  channel: 'EMAIL' | 'LINKEDIN'
  subject: string | null
  from: string | null
  understood: Understanding
}

/**
 * What follows from a text that came in, in signals (signals.md, "Replies"). Automatic mail is no reply; a stop counts whoever wrote it; "not
 * interested" ends it only where it is sure.
 */
export function hearReply(channel: HeardReply['channel'], incoming: IncomingText): { signals: SignalKind[]; reply: HeardReply } {
  const understood = understandReply(incoming)
  const reply = { channel, text: incoming.text, subject: incoming.subject ?? null, from: incoming.from ?? null, understood }
  return { signals: signalsOf(channel, understood), reply }
}

type Read = Pick<Understanding, 'class' | 'isAutomatic' | 'bounce' | 'stop' | 'needsPerson'>

export function signalsOf(channel: HeardReply['channel'], { class: read, isAutomatic, bounce, stop, needsPerson }: Read): SignalKind[] {
  if (bounce !== null) return [bounce === 'hard' ? 'EMAIL_BOUNCED' : 'EMAIL_SOFT_BOUNCED']
  const kind = isAutomatic
    ? read === 'OTHER'
      ? 'AUTOMATIC_REPLY'
      : 'OUT_OF_OFFICE'
    : channel === 'EMAIL'
      ? 'EMAIL_REPLIED'
      : 'LINKEDIN_REPLIED'
  if (stop === 'yes') return [kind, 'UNSUBSCRIBED']
  return read === 'NOT_INTERESTED' && !needsPerson ? [kind, 'NOT_INTERESTED'] : [kind]
}
