import { z } from 'zod'
import { nobody, type PersonEvent, type ProviderEvent } from './provider-event.ts'
import { readableText } from './readable-text.ts'

/** Events of Resend that something follows from. */
export const resendEventTypes: readonly string[] = [
  'email.delivered',
  'email.bounced',
  'email.complained',
  'email.suppressed',
  'email.opened',
  'email.clicked',
]

/** What a mail host said about an address while we handed a message over, kept by us. */
export const smtpEventTypes: readonly string[] = ['recipient.refused']

/** Known, and nothing follows from them: they come before a final word, or are about something else. */
const noted: readonly string[] = ['email.sent', 'email.delivery_delayed', 'email.failed', 'email.scheduled', 'email.received']

const instant = z.iso.datetime({ offset: true })

const resend = z.object({
  type: z.string(),
  created_at: instant,
  data: z
    .object({
      email_id: z.string().min(1),
      to: z.array(z.string()).default([]),
      tags: z.object({ send: z.uuid().optional() }).nullish().catch(null),
      bounce: z.object({ type: z.string().nullish(), subType: z.string().nullish() }).nullish(),
      suppressed: z.object({ reason: z.string().nullish() }).nullish(),
    })
    .optional(),
})

const smtp = z.object({ type: z.literal('recipient.refused'), send_id: z.uuid(), address: z.string(), message: z.string(), at: instant })

/** What makes two events the same (I7): a message is delivered, bounces or is complained about once; it may be opened often. Null: its content decides. */
export function backendEventKey(provider: string, payload: unknown): unknown[] | null {
  if (provider === 'smtp') {
    const read = smtp.safeParse(payload)
    return read.success ? [read.data.type, read.data.send_id] : null
  }
  const read = provider === 'resend' ? resend.safeParse(payload) : null
  if (!read?.success || !read.data.data) return null
  const { type, created_at, data } = read.data
  return type === 'email.opened' || type === 'email.clicked' ? [type, data.email_id, created_at] : [type, data.email_id]
}

/** What one event of Resend says. Never throws. */
export function readResendEvent(payload: unknown): ProviderEvent {
  const read = resend.safeParse(payload)
  if (!read.success)
    return { is: 'malformed', problem: `${read.error.issues[0]?.path.join('.') ?? 'The payload'}: is not what is documented` }
  const { type, created_at, data } = read.data
  if (noted.includes(type) || type.startsWith('contact.') || type.startsWith('domain.'))
    return { is: 'noted', effect: 'Nothing follows from it.' }
  if (!resendEventTypes.includes(type)) return { is: 'unknown', type: readableText(type) }
  if (!data) return { is: 'malformed', problem: 'data: is missing' }
  const about = {
    ...nobody,
    at: new Date(created_at),
    address: data.to[0] ?? null,
    emailId: data.email_id,
    sendId: data.tags?.send ?? null,
  }
  switch (type) {
    case 'email.delivered':
      return { ...about, is: 'person', signals: ['EMAIL_SENT'] }
    case 'email.opened':
      return { ...about, is: 'person', signals: ['EMAIL_OPENED'] }
    case 'email.clicked':
      return { ...about, is: 'person', signals: ['LINK_CLICKED'] }
    case 'email.complained':
      return { ...about, is: 'person', signals: ['UNSUBSCRIBED'], text: 'Marked as spam.', isComplaint: true }
    case 'email.suppressed':
      // Resend did not even try: the address bounced there before, or its owner complained.
      return data.suppressed?.reason === 'previous_complaint'
        ? { ...about, is: 'person', signals: ['UNSUBSCRIBED'], text: 'Resend suppresses this address after a complaint.' }
        : { ...about, is: 'person', signals: ['EMAIL_BOUNCED'], text: 'Resend suppresses this address after a bounce.' }
    default:
      return bounced(about, data.bounce?.type ?? null, data.bounce?.subType ?? null)
  }
}

/** A bounce without a class counts as hard (signals.md, "Replies"); of those that pass one for no stated reason may be an out-of-office. */
function bounced(about: PersonEvent, type: string | null, reason: string | null): ProviderEvent {
  if (type === null || type === 'Permanent' || type === 'Undetermined') return { ...about, is: 'person', signals: ['EMAIL_BOUNCED'] }
  return type === 'Transient' && reason !== null && reason !== 'General'
    ? { ...about, is: 'person', signals: ['EMAIL_SOFT_BOUNCED'] }
    : { is: 'noted', effect: `A bounce that is not final (${readableText(type)}).` }
}

/** What a mail host's refusal of an address says. Never throws. */
export function readSmtpEvent(payload: unknown): ProviderEvent {
  const read = smtp.safeParse(payload)
  if (!read.success) return { is: 'malformed', problem: 'This is no refusal that we kept.' }
  const { send_id, address, message, at } = read.data
  return { ...nobody, is: 'person', signals: ['EMAIL_BOUNCED'], at: new Date(at), address, sendId: send_id, text: message }
}
