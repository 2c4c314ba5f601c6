import { z } from 'zod'
import { hearReply } from '../replies/hear-reply.ts'
import { digestOf } from './delivery-digest.ts'
import { type HeyreachPayload, readHeyreachPayload } from './heyreach-payload.ts'
import type { SignalKind } from './lead-status.ts'
import type { PersonEvent, ProviderEvent } from './provider-event.ts'

/** What somebody wrote back: applied at once, whoever brought it, because it stops us. */
const replies: readonly string[] = ['message_reply_received', 'every_message_reply_received', 'inmail_reply_received']

/** What would count as success. Nothing is signed, so a hook's word for it only makes the poll look sooner. */
const unconfirmed: readonly string[] = ['connection_request_sent', 'connection_request_accepted', 'message_sent', 'campaign_completed']

/** Kept on the timeline, and nothing follows from it. */
const noted: Record<string, string> = {
  inmail_sent: 'an InMail went out',
  follow_sent: 'their profile was followed',
  liked_post: 'a post of theirs was liked',
  viewed_profile: 'their profile was viewed',
  lead_tag_updated: 'their tags were changed',
}

/** Brought by our own poll alone: what HeyReach shows of a campaign's lead when it is asked. */
export const progressType = 'lead_progress'
const progressSignals: Record<string, SignalKind> = {
  requested: 'LINKEDIN_REQUESTED',
  connected: 'LINKEDIN_CONNECTED',
  messaged: 'LINKEDIN_MESSAGED',
  exhausted: 'LINKEDIN_EXHAUSTED',
}
export type ProgressFact = 'requested' | 'connected' | 'messaged' | 'exhausted'
const factSchema = z.object({ fact: z.enum(['requested', 'connected', 'messaged', 'exhausted']) })

/** Every kind that the code understands. */
export const heyreachEventTypes: readonly string[] = [...replies, ...unconfirmed, ...Object.keys(noted), progressType]

/** A delivery without a time happened when it was heard of: nothing is later than that. */
const notSaid = new Date(8_640_000_000_000_000)

/** What one delivery says. `type` is that of the address it came to, not what the payload calls itself. Never throws. */
export function readHeyreachEvent(payload: unknown, type: string | null): ProviderEvent {
  const kind = type?.toLowerCase() ?? ''
  if (!heyreachEventTypes.includes(kind)) return { is: 'unknown', type: kind === '' ? 'none' : kind }
  const read = readHeyreachPayload(payload)
  if (!read.ok) return { is: 'malformed', problem: read.problem }
  if (unconfirmed.includes(kind)) return { is: 'noted', effect: 'Nothing proves who said it: the poll confirms it.' }
  if (read.payload.linkedinKey === null) return { is: 'malformed', problem: 'lead.profile_url: names no profile at LinkedIn' }
  if (replies.includes(kind)) return replyEvent(read.payload)
  const fact = factSchema.safeParse(payload)
  const signal = kind === progressType ? (fact.success ? progressSignals[fact.data.fact] : undefined) : 'LINKEDIN_NOTED'
  return signal === undefined ? { is: 'malformed', problem: 'fact: is none of ours' } : person(read.payload, [signal], noted[kind] ?? null)
}

/** A day that was read with its own year, whenever that was written. */
const ofItsOwnYear = (day: string | null): string | null => (day !== null && day >= '2000' ? day : null)

/** Their words decide here as in an email: whoever asks to stop is left alone on every channel. */
function replyEvent(payload: HeyreachPayload): ProviderEvent {
  const text = payload.reply?.text ?? ''
  const at = payload.reply?.at ?? payload.at
  const { signals, reply } = hearReply('LINKEDIN', { text, at: at ?? new Date(0) })
  const { understood } = reply
  // Without a time nobody can say which Monday "next Monday" is, nor of which year "2 December": seen from the first of all days it would be long over.
  const days = at === null ? { returnsOn: ofItsOwnYear(understood.returnsOn), notBefore: ofItsOwnYear(understood.notBefore) } : {}
  return { ...person({ ...payload, at }, signals, text), reply: { ...reply, understood: { ...understood, ...days } } }
}

function person(payload: HeyreachPayload, signals: SignalKind[], text: string | null): { is: 'person' } & PersonEvent {
  return {
    is: 'person',
    signals,
    at: payload.at ?? notSaid,
    address: null,
    linkedinKey: payload.linkedinKey,
    known: null,
    campaignId: payload.campaignId,
    account: payload.accountId,
    emailId: null,
    text,
  }
}

/**
 * What makes two deliveries one event. A reply is its conversation and message time: it comes under two kinds, and by the poll. Progress is
 * once for each person and campaign. The rest is what it says; `correlation_id` may change from one try to the next, and is zero in tests.
 * Null: nothing tells it apart but its content.
 */
export function heyreachKey(payload: unknown, type: string | null): string | null {
  const kind = type?.toLowerCase() ?? ''
  const read = readHeyreachPayload(payload)
  if (!read.ok) return null
  const { linkedinKey, campaignId, accountId, conversationId, at, reply } = read.payload
  if (replies.includes(kind) && conversationId !== null && reply?.at)
    return digestOf(['heyreach', 'reply', conversationId, reply.at.toISOString()])
  const fact = factSchema.safeParse(payload)
  if (kind === progressType && fact.success) return digestOf(['heyreach', 'progress', campaignId, linkedinKey, fact.data.fact])
  if (linkedinKey === null || at === null) return null
  return digestOf(['heyreach', kind, linkedinKey, campaignId, accountId, at.toISOString()])
}
