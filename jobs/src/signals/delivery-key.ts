import { createHash } from 'node:crypto'
import { z } from 'zod'
import { backendEventKey } from './backend-events.ts'
import { digestOf } from './delivery-digest.ts'
import { enrichmentKey } from './enrichment-events.ts'
import { ghlEventKey } from './ghl-events.ts'
import { heyreachKey } from './heyreach-events.ts'
import { isHookTest } from './hook-test.ts'
import { personPayload } from './instantly-events.ts'
import { rb2bKey } from './rb2b-events.ts'

const told = z.object({
  event_type: z.string(),
  timestamp: z.string(),
  lead_email: z.string().nullish(),
  campaign_id: z.string().nullish(),
  email_account: z.string().nullish(),
  email_id: z.string().nullish(),
  reply_text: z.string().nullish(),
  reply_text_snippet: z.string().nullish(),
})

const replyTypes = ['reply_received', 'auto_reply_received'] as const
const endTypes = ['email_bounced', 'lead_unsubscribed'] as const

// Both as they must be to be applied: a spoilt copy is an event of its own, and does not keep the good one out.
/** A reply is the mail that it is, heard by the webhook or read from the mailbox; `email_id` is that mail's id in both (documented as UUID). */
const toldReply = personPayload.extend({ event_type: z.enum(replyTypes), email_id: z.guid() })

/** A campaign ends once for somebody by itself, heard by the webhook or read from the lead, which knows neither mail nor exact time of it. */
const toldEnd = personPayload.extend({ event_type: z.enum(endTypes), campaign_id: z.string().max(200) })

/**
 * What makes two deliveries the same event (I7). Instantly gives no event id, so a reply is its mail, a bounce or
 * opt-out is its lead and campaign, and all else is what the event says: type, lead, campaign, time and text; other fields may differ between a delivery and its copy in Instantly's own list. A payload without those is its whole content,
 * however it was serialised; bytes that are no JSON are themselves. `eventType` is that of the address it came to, where that decides it.
 */
export function deliveryKey(provider: string, payload: unknown, body: Buffer, eventType: string | null = null): string {
  const whose = provider === 'heyreach' ? `${provider} ${eventType}` : provider
  // Each test is one of its own: it holds what nobody can know before.
  if (isHookTest(payload)) return digestOf([provider, payload.swarm_test])
  const ofEnrichment = enrichmentKey(provider, payload) ?? (provider === 'rb2b' ? rb2bKey(payload) : null)
  if (ofEnrichment !== null) return ofEnrichment
  const ofHeyreach = provider === 'heyreach' ? heyreachKey(payload, eventType) : null
  if (ofHeyreach !== null) return ofHeyreach
  const ofBackend = backendEventKey(provider, payload)
  if (ofBackend !== null) return digestOf([provider, ...ofBackend])
  const ofGhl = provider === 'ghl' ? ghlEventKey(payload) : null
  if (ofGhl !== null) return digestOf([provider, ...ofGhl])
  // By its type first: most are neither, and what zod writes about a misfit costs as much as all the rest of a key.
  const type =
    provider === 'instantly' && typeof payload === 'object' && payload !== null && 'event_type' in payload ? payload.event_type : null
  const reply = replyTypes.some((one) => one === type) ? toldReply.safeParse(payload) : null
  if (reply?.success) return digestOf([provider, 'reply', reply.data.email_id.toLowerCase()])
  const end = endTypes.some((one) => one === type) ? toldEnd.safeParse(payload) : null
  if (end?.success) return digestOf([provider, end.data.event_type, end.data.lead_email.toLowerCase(), end.data.campaign_id])
  const event = told.safeParse(payload)
  if (event.success) {
    const { data } = event
    const text = data.reply_text ?? data.reply_text_snippet ?? null
    return digestOf([
      provider,
      data.event_type,
      data.lead_email?.toLowerCase() ?? data.email_account ?? null,
      data.campaign_id ?? null,
      data.email_id ?? null,
      data.timestamp,
      text,
    ])
  }
  const bytes = () => createHash('sha256').update(whose).update('\n').update(body).digest('hex')
  if (payload === undefined) return bytes()
  try {
    return digestOf([whose, sorted(payload)])
  } catch (error) {
    // A million nested brackets are JSON too, and deeper than any stack.
    if (error instanceof RangeError) return bytes()
    throw error
  }
}

/** The same value with sorted keys. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (value === null || typeof value !== 'object') return value
  return Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, inner]) => [name, sorted(inner)])
}
