import { z } from 'zod'
import { hearReply } from '../replies/hear-reply.ts'
import { htmlText } from './html-text.ts'
import type { SignalKind } from './lead-status.ts'
import type { ProviderEvent } from './provider-event.ts'
import { readableText } from './readable-text.ts'

const words = z.string().transform(readableText).nullish()

/** What every payload has; lead data of the workspace is merged in beside it and is never read. */
const envelope = z.object({ event_type: z.string().min(1).max(200) })

/** What every event of a person must have to be applied. */
export const personPayload = z.object({
  timestamp: z.iso.datetime({ offset: true }).transform((text) => new Date(text)),
  lead_email: z.string().min(3).max(400),
  campaign_id: z.string().max(200).nullish(),
  email_account: z.string().max(400).nullish(),
  email_id: z.string().max(200).nullish(),
})

const replyPayload = personPayload.extend({
  reply_text: words,
  reply_text_snippet: words,
  reply_html: words,
  reply_subject: words,
  /** Not documented; taken where it comes. */
  from_address_email: words,
  headers: z.record(z.string(), z.string()).nullish().catch(null),
})
const accountPayload = z.object({ email_account: z.string().max(400).nullish(), message: words, error: words })

/** Event names of payloads (providers/instantly.md, 8). `link_clicked` is subscribed to as `email_link_clicked`; either is understood. */
const signalOf: Record<string, SignalKind> = {
  email_sent: 'EMAIL_SENT',
  email_opened: 'EMAIL_OPENED',
  link_clicked: 'LINK_CLICKED',
  email_link_clicked: 'LINK_CLICKED',
  email_bounced: 'EMAIL_BOUNCED',
  lead_unsubscribed: 'UNSUBSCRIBED',
}

/** Labels that Instantly's own classifier or a person there puts on a lead: kept, never obeyed; our classification decides. */
const labels: Record<string, string> = {
  lead_neutral: 'neutral',
  lead_interested: 'interested',
  lead_not_interested: 'not interested',
  lead_meeting_booked: 'meeting booked',
  lead_meeting_completed: 'meeting completed',
  lead_closed: 'closed',
  lead_out_of_office: 'out of office',
  lead_wrong_person: 'wrong person',
  lead_no_show: 'no show',
}

/** Of those labels, in the words in which they are kept, the ones that say that somebody wants something of us. */
export const labelsOfInterest: readonly string[] = ['interested', 'meeting booked', 'meeting completed']

const noted: Record<string, string> = {
  campaign_completed: 'The campaign is through.',
  supersearch_enrichment_completed: 'Not ours.',
}

/** Every event type that the code understands; what waits under another name is applied when it comes to be among these. */
export const instantlyEventTypes: readonly string[] = [
  ...Object.keys(signalOf),
  ...Object.keys(labels),
  ...Object.keys(noted),
  'reply_received',
  'auto_reply_received',
  'account_error',
]

/** What one payload of Instantly's webhook says. Never throws. */
export function readInstantlyEvent(payload: unknown): ProviderEvent {
  const head = envelope.safeParse(payload)
  if (!head.success) return { is: 'malformed', problem: 'The payload has no event_type.' }
  const type = head.data.event_type
  if (!instantlyEventTypes.includes(type)) return { is: 'unknown', type: readableText(type) }
  const effect = noted[type]
  if (effect !== undefined) return { is: 'noted', effect }
  if (type === 'account_error') {
    const account = accountPayload.safeParse(payload)
    if (!account.success) return malformed(account.error)
    return { is: 'account', account: account.data.email_account ?? null, message: account.data.message ?? account.data.error ?? null }
  }

  const isReply = type === 'reply_received' || type === 'auto_reply_received'
  const person = isReply ? replyPayload.safeParse(payload) : personPayload.safeParse(payload)
  if (!person.success) return malformed(person.error)
  const { data } = person
  const heard = isReply ? heardOf(type, replyPayload.parse(payload)) : null
  return {
    is: 'person',
    signals: heard?.signals ?? [signalOf[type] ?? 'INTEREST_LABELLED'],
    at: data.timestamp,
    address: data.lead_email,
    known: null,
    campaignId: data.campaign_id ?? null,
    account: data.email_account ?? null,
    emailId: data.email_id ?? null,
    text: heard?.reply.text ?? labels[type] ?? null,
    ...(heard && { reply: heard.reply }),
  }
}

function heardOf(type: string, payload: z.infer<typeof replyPayload>): ReturnType<typeof hearReply> {
  return hearReply('EMAIL', {
    text: writtenText(payload),
    subject: payload.reply_subject ?? null,
    from: payload.from_address_email ?? null,
    headers: payload.headers ?? {},
    own: [payload.lead_email, payload.email_account ?? ''],
    at: payload.timestamp,
    isAutomatic: type === 'auto_reply_received',
  })
}

/** A subject alone can be the whole message: "STOP". */
function writtenText(reply: z.infer<typeof replyPayload>): string {
  const body = reply.reply_text || htmlText(reply.reply_html ?? '') || reply.reply_text_snippet || ''
  const subject = reply.reply_subject ?? ''
  return body.trim() === '' || (subject !== '' && !/^\s*(?:re|aw|sv|fwd?)\s*:/i.test(subject)) ? `${subject}\n${body}`.trim() : body
}

function malformed(error: z.ZodError): ProviderEvent {
  const [issue] = error.issues
  return { is: 'malformed', problem: `${issue?.path.join('.') || 'The payload'}: ${issue?.message ?? 'is not what is documented'}` }
}
