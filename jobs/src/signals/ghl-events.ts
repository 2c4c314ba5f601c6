import type { z } from 'zod'
import type { ContactNews } from '../contacts/contact-news.ts'
import { blocksEmail, isOurBlock } from '../providers/ghl/do-not-disturb.ts'
import { type MailState, mailState } from '../providers/ghl/mail-state.ts'
import { hearReply } from '../replies/hear-reply.ts'
import { appointment, contact, envelope, flat, message, opportunity, stats } from './ghl-payloads.ts'
import { decoded, htmlText, isHtml } from './html-text.ts'
import { nobody, type PersonEvent, type ProviderEvent } from './provider-event.ts'
import { readableText } from './readable-text.ts'

/** Known, and nothing of ours follows from them. */
const notedPrefixes = [
  'Note',
  'Task',
  'ConversationUnread',
  'AppInstall',
  'Location',
  'User',
  'Campaign',
  'Object',
  'Record',
  'Association',
]

/** Every event type that something follows from; what waits under another name is applied when it comes to be among these. */
export const ghlEventTypes: readonly string[] = [
  'OutboundMessage',
  'InboundMessage',
  'LCEmailStats',
  'ContactCreate',
  'ContactUpdate',
  'ContactTagUpdate',
  'ContactDndUpdate',
  'ContactDelete',
  'AppointmentCreate',
  'AppointmentUpdate',
  'AppointmentDelete',
  'OpportunityCreate',
  'OpportunityUpdate',
  'OpportunityStageUpdate',
  'OpportunityStatusUpdate',
  'OpportunityDelete',
  'AppUninstall',
]

/**
 * What makes two events of GoHighLevel the same (I7): what a poll finds too is known by what it is about, everything else by its webhookId.
 * Null: it says neither, and its content decides.
 */
export function ghlEventKey(payload: unknown): unknown[] | null {
  const head = envelope.safeParse(flat(payload))
  if (!head.success) return null
  const { data } = head
  const about = message.safeParse(data)
  const messageId = about.data?.emailMessageId ?? about.data?.messageId
  if (data.type === 'InboundMessage' && messageId) return [data.type, messageId]
  if (data.type === 'OutboundMessage' && messageId) return [data.type, messageId, outboundState(about.data?.status)]
  const meeting = appointment.safeParse(data)
  if (data.type.startsWith('Appointment') && meeting.success) {
    // Any change of an appointment comes as an update, and the poll reads it once more: one that stands as it stood is no second meeting.
    const { id: which, appointmentStatus, startTime } = meeting.data.appointment
    return ['appointment', which, data.type === 'AppointmentDelete' ? 'deleted' : (appointmentStatus ?? 'confirmed'), startTime]
  }
  const { webhookId } = data
  return typeof webhookId === 'string' && webhookId !== '' ? [webhookId] : null
}

/** An event without a status tells that the mail went out. */
const outboundState = (status: string | null | undefined): MailState => (status == null ? 'OUT' : mailState(status))

/** What one event of GoHighLevel says. Never throws. */
export function readGhlEvent(payload: unknown): ProviderEvent {
  const head = envelope.safeParse(flat(payload))
  if (!head.success) return { is: 'malformed', problem: 'The payload has no type.' }
  const { type, timestamp } = head.data
  const at = timestamp == null ? null : new Date(timestamp)
  if (!ghlEventTypes.includes(type)) {
    if (notedPrefixes.some((prefix) => type.startsWith(prefix))) return { is: 'noted', effect: 'Nothing follows from it.' }
    return { is: 'unknown', type: readableText(type) }
  }
  if (type === 'AppUninstall') {
    return { is: 'account', account: 'GoHighLevel app', message: 'It was uninstalled: no more events come.' }
  }
  if (type === 'OutboundMessage' || type === 'InboundMessage') return read(message, head.data, (data) => readMessage(type, data, at))
  if (type === 'LCEmailStats') return read(stats, head.data, (data) => readStats(data.webhookPayload))
  if (type.startsWith('Appointment')) return read(appointment, head.data, (data) => readAppointment(type, data.appointment, at))
  if (type.startsWith('Opportunity')) {
    return read(opportunity, head.data, ({ contactId, pipelineStageId, status }) => {
      const isGone = type === 'OpportunityDelete'
      const stage = isGone ? { id: null, status: null } : { id: pipelineStageId ?? null, status: status ?? null }
      return { is: 'contact', contact: { ...unchanged(contactId), stage } }
    })
  }
  return read(contact, head.data, (data) => ({ is: 'contact', contact: readContact(type, data, at) }))
}

function read<T>(schema: z.ZodType<T>, payload: unknown, meaning: (data: T) => ProviderEvent): ProviderEvent {
  const parsed = schema.safeParse(payload)
  if (parsed.success) return meaning(parsed.data)
  const [issue] = parsed.error.issues
  return { is: 'malformed', problem: `${issue?.path.join('.') || 'The payload'}: ${issue?.message ?? 'is not what is documented'}` }
}

/** `Dani <dani@chiefai.ai>` and `dani@chiefai.ai` are one address. */
const bareAddress = (written: string | null | undefined): string | null =>
  written?.match(/<([^<>]+)>\s*$/)?.[1] ?? (written?.trim() || null)

function readMessage(type: string, data: z.infer<typeof message>, sentAt: Date | null): ProviderEvent {
  const at = data.dateAdded == null ? sentAt : new Date(data.dateAdded)
  if (at === null) return { is: 'malformed', problem: 'dateAdded: nothing says when it happened' }
  const emailId = data.emailMessageId ?? data.messageId ?? null
  const isMail = emailId !== null && (data.messageType == null || /email/i.test(data.messageType))
  if (type === 'InboundMessage') {
    const words = writtenText(data)
    const own = [data.from, ...(data.to ?? [])].map((one) => bareAddress(one) ?? '')
    const { signals, reply } = hearReply('EMAIL', { text: words, subject: data.subject ?? null, from: data.from ?? null, own, at })
    const address = isMail ? bareAddress(data.from) : null
    return {
      ...nobody,
      is: 'person',
      signals,
      at,
      address,
      contactId: data.contactId,
      account: bareAddress(data.to?.[0]),
      emailId,
      text: words,
      reply,
    }
  }
  if (!isMail) return { is: 'noted', effect: 'A message that is no mail.' }
  // What a person or a workflow there writes is no send of ours.
  if (data.source != null && data.source !== 'api') return { is: 'noted', effect: 'A mail that was written in GoHighLevel itself.' }
  const state = outboundState(data.status)
  if (state === 'WAITING') return { is: 'noted', effect: 'Accepted, and not sent yet.' }
  const signals: PersonEvent['signals'] = [state === 'OUT' ? 'EMAIL_SENT' : 'EMAIL_BOUNCED']
  const whom = { address: bareAddress(data.to?.[0]), contactId: data.contactId, account: bareAddress(data.from) }
  return { ...nobody, is: 'person', signals, at, ...whom, emailId }
}

/** A subject alone can be the whole message: "STOP". */
function writtenText({ subject, body }: z.infer<typeof message>): string {
  const plain = isHtml(body ?? '') ? htmlText(body ?? '') : decoded(body ?? '').trim()
  const title = subject ?? ''
  return plain === '' || (title !== '' && !/^\s*(?:re|aw|sv|fwd?)\s*:/i.test(title)) ? `${title}\n${plain}`.trim() : plain
}

function readStats({ event, timestamp, recipient, severity }: z.infer<typeof stats>['webhookPayload']): ProviderEvent {
  const signal = ({ opened: 'EMAIL_OPENED', clicked: 'LINK_CLICKED', unsubscribed: 'UNSUBSCRIBED', complained: 'UNSUBSCRIBED' } as const)[
    event
  ]
  if (event === 'delivered' || event === 'accepted') return { is: 'noted', effect: `The mail service says: ${event}.` }
  const isHard = event === 'failed' && severity !== 'temporary'
  if (event === 'failed' && !isHard) return { is: 'noted', effect: 'A delay; the mail service tries again.' }
  const kind = isHard ? 'EMAIL_BOUNCED' : signal
  // Only "delivered" is documented; the rest is what such services say.
  if (kind === undefined) return { is: 'malformed', problem: `event: nothing is known of ${JSON.stringify(readableText(event))}` }
  return {
    ...nobody,
    is: 'person',
    signals: [kind],
    at: new Date(timestamp * 1_000),
    address: recipient,
    text: event === 'complained' ? 'Marked as spam.' : null,
    ...(event === 'complained' ? { isComplaint: true } : {}),
  }
}

function readAppointment(type: string, data: z.infer<typeof appointment>['appointment'], sentAt: Date | null): ProviderEvent {
  const changedAt = data.dateUpdated == null ? sentAt : new Date(data.dateUpdated)
  if (changedAt === null || Number.isNaN(changedAt.getTime()))
    return { is: 'malformed', problem: 'timestamp: nothing says when it happened' }
  const status = type === 'AppointmentDelete' ? 'cancelled' : (data.appointmentStatus ?? 'confirmed')
  const base = { ...nobody, is: 'person', at: changedAt, contactId: data.contactId, emailId: data.id } as const
  switch (status) {
    case 'new':
    case 'confirmed':
    case 'booked':
      return { ...base, signals: ['MEETING_BOOKED'], text: data.startTime == null ? null : `For ${data.startTime}.` }
    case 'cancelled':
    case 'invalid':
      return { ...base, signals: ['MEETING_CANCELLED'] }
    default:
      return { is: 'noted', effect: `The meeting is ${readableText(status)}.` }
  }
}

/** What an event about something else says of its contact: that it exists. */
const unchanged = (contactId: string): ContactNews => ({
  contactId,
  fields: null,
  tags: null,
  block: null,
  stage: null,
  lastActivityAt: null,
  changedAt: null,
  isDeleted: false,
})

function readContact(type: string, data: z.infer<typeof contact>, at: Date | null): ContactNews {
  // An update says `dnd: false` also where mail is off; only the event that is about it can say that it is on again.
  const isOff = blocksEmail(data)
  const block = isOff ? (isOurBlock(data) ? 'OURS' : 'THEIRS') : type === 'ContactDndUpdate' && data.dndSettings != null ? 'NONE' : null
  return {
    ...unchanged(data.id),
    fields: {
      addresses: data.email == null || data.email === '' ? [] : [data.email],
      firstName: data.firstName ?? null,
      lastName: data.lastName ?? null,
      companyName: data.companyName ?? null,
    },
    tags: data.tags ?? null,
    block,
    changedAt: at,
    isDeleted: type === 'ContactDelete',
  }
}
