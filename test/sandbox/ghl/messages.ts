import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { drawFor } from '../random.ts'
import { jsonAnswer, type WireAnswer } from '../wire.ts'
import type { Call } from './call.ts'
import { ensureConversation } from './conversations.ts'
import { messageShape } from './message-shape.ts'
import { notFound, parse, queryOf, refuse } from './refusals.ts'
import { iso, LOCATION, type Message, newWireId } from './state.ts'

const sent = z.strictObject({
  type: z.enum(['SMS', 'RCS', 'Email', 'WhatsApp', 'IG', 'FB', 'Custom', 'Live_Chat', 'TIKTOK']),
  contactId: z.string(),
  subject: z.string().optional(),
  html: z.string().optional(),
  message: z.string().optional(),
  emailFrom: z.string().optional(),
  emailTo: z.string().optional(),
  emailCc: z.array(z.string()).optional(),
  emailBcc: z.array(z.string()).optional(),
  replyMessageId: z.string().optional(),
  threadId: z.string().optional(),
  emailReplyMode: z.enum(['reply', 'reply_all']).optional(),
  scheduledTimestamp: z.int().optional(),
  status: z.string().optional(),
  subType: z.string().optional(),
})

/** Sends nothing yet: the answer means "accepted", and the mail leaves a few seconds later. Twice is twice: there is no idempotency key. */
export function sendMessage({ state, request }: Call): WireAnswer {
  const input = parse(sent, request.json)
  if ('refusal' in input) return input.refusal
  const { type, contactId, subject, html, message, emailFrom, emailTo, scheduledTimestamp, threadId } = input.data
  const contact = state.contacts.get(contactId)
  if (!contact) return refuse(400, 'Contact not found')
  if (type !== 'Email') return refuse(400, `There is no ${type} provider in this location.`)
  if (subject === undefined) return refuse(422, ['subject must be a string'])
  if (html === undefined && message === undefined)
    return refuse(422, ['There is no message or attachments for this message. Skip sending.'])
  const addresses = [contact.email, ...contact.additionalEmails].flatMap((one) => (one === null ? [] : [one.toLowerCase()]))
  const to = emailTo ?? contact.email
  if (to === null) return refuse(400, 'Contact has no email')
  if (!addresses.includes(to.toLowerCase())) return refuse(400, 'emailTo does not belong to the contact.')
  const email = contact.dndSettings['Email']
  if (contact.dnd || (email !== undefined && email.status !== 'inactive')) {
    return refuse(400, 'Cannot send message as DND is active for Email.')
  }
  const now = state.world.clock.now()
  const conversation = ensureConversation(state, contactId)
  const id = newWireId()
  const waits = drawFor(state.world.seed, `ghl ${to.toLowerCase()} ${state.messages.size}`).whole('leaves', 1_000, 20_000)
  const outgoing: Message = {
    id,
    emailMessageId: newWireId(),
    threadId: threadId ?? id,
    conversationId: conversation.id,
    contactId,
    direction: 'outbound',
    status: scheduledTimestamp === undefined ? 'pending' : 'scheduled',
    source: 'api',
    from: emailFrom ?? 'location-default@mail.example',
    to,
    subject,
    body: html ?? message ?? '',
    at: now,
    dueAt: scheduledTimestamp === undefined ? now + waits : Math.max(now, scheduledTimestamp * 1_000),
  }
  state.messages.put(id, outgoing)
  return jsonAnswer(201, {
    conversationId: conversation.id,
    messageId: id,
    emailMessageId: outgoing.emailMessageId,
    status: outgoing.status,
    msg: 'Email queued successfully.',
  })
}

export function getMessage({ state, params }: Call): WireAnswer {
  const message = state.messages.get(params[0] ?? '')
  return message ? jsonAnswer(200, { message: messageShape(message) }) : notFound('Message')
}

export function getEmail({ state, params }: Call): WireAnswer {
  const message = [...state.messages.values()].find(({ emailMessageId }) => emailMessageId === params[0])
  if (!message) return notFound('Email message')
  return jsonAnswer(200, {
    id: message.emailMessageId,
    threadId: message.threadId,
    locationId: LOCATION,
    contactId: message.contactId,
    conversationId: message.conversationId,
    dateAdded: iso(message.at),
    subject: message.subject,
    body: message.body,
    direction: message.direction,
    status: message.status,
    contentType: 'text/html',
    provider: 'Leadconnector',
    source: message.source,
    from: message.from,
    to: [message.to],
    cc: [],
    bcc: [],
    traceId: randomUUID(),
  })
}

const exportQuery = z.object({
  locationId: z.string(),
  limit: z.coerce.number().int().min(10).max(500).default(10),
  cursor: z.string().optional(),
  channel: z.string().optional(),
  contactId: z.string().optional(),
  conversationId: z.string().optional(),
  startDate: z.iso.datetime().optional(),
  endDate: z.iso.datetime().optional(),
  sortBy: z.literal('createdAt').optional(),
  sortOrder: z.enum(['asc', 'desc']).default('desc'),
})

/** All messages of the location. Without `channel` mail is left out. */
export function exportMessages({ state, request }: Call): WireAnswer {
  const query = parse(exportQuery, queryOf(request.query))
  if ('refusal' in query) return query.refusal
  const { limit, cursor, channel, contactId, startDate, endDate, sortOrder } = query.data
  const sign = sortOrder === 'asc' ? 1 : -1
  const found = (channel === 'Email' ? [...state.messages.values()] : [])
    .filter((one) => contactId === undefined || one.contactId === contactId)
    .filter((one) => (!startDate || one.at >= Date.parse(startDate)) && (!endDate || one.at <= Date.parse(endDate)))
    .sort((a, b) => sign * (a.at - b.at))
  const from = cursor === undefined ? 0 : found.findIndex(({ id }) => id === cursor) + 1
  const shown = found.slice(from, from + limit)
  return jsonAnswer(200, {
    messages: shown.map(messageShape),
    nextCursor: from + limit < found.length ? (shown.at(-1)?.id ?? null) : null,
    total: found.length,
  })
}
