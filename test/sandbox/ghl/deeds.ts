import { randomUUID } from 'node:crypto'
import { deedsOf, fateOf } from '../fates.ts'
import { replyText } from '../instantly/replies.ts'
import { drawFor } from '../random.ts'
import type { Activity } from '../wire.ts'
import { saveContact } from './contacts.ts'
import { announce } from './hooks.ts'
import { type Deed, iso, LOCATION, type Message, newWireId, type State } from './state.ts'

/** Mail leaves when it is due, and its reader does what the seed says. */
export function outboxActivity(state: State): Activity {
  const first = (): Message | null => {
    let found: Message | null = null
    for (const message of state.messages.values()) {
      if (message.dueAt !== null && (found === null || message.dueAt < (found.dueAt ?? 0))) found = message
    }
    return found
  }
  return {
    nextAt: () => first()?.dueAt ?? null,
    run: (now) => {
      const message = first()
      if (message?.dueAt != null && message.dueAt <= now) leave(state, message, now)
      return Promise.resolve()
    },
  }
}

function leave(state: State, message: Message, now: number): void {
  const earlier = [...state.messages.values()].filter(
    (one) => one.direction === 'outbound' && one.contactId === message.contactId && one.id !== message.id && one.dueAt === null,
  ).length
  const sent: Message = { ...message, status: 'sent', dueAt: null }
  state.messages.put(sent.id, sent)
  announce(state, 'OutboundMessage', messageEvent(sent))
  const fate = fateOf(message.to, earlier, state.world.seed, state.world.behaviour.get())
  for (const { kind, after, replyId } of deedsOf(fate, drawFor(state.world.seed, `ghl deeds ${message.to.toLowerCase()} ${earlier}`))) {
    if (kind === 'click' && !/https?:\/\//.test(message.body)) continue
    const deed: Deed = { id: randomUUID(), at: now + after, kind, messageId: message.id, replyId: replyId ?? null }
    state.deeds.put(deed.id, deed)
  }
  if (fate !== 'bounce') {
    state.messages.put(sent.id, { ...sent, status: 'delivered' })
    announce(state, 'LCEmailStats', statsEvent(sent, 'delivered', now, { 'delivery-status': { code: 250, message: 'OK' } }))
  }
}

/** Readers, each when their deed is due. */
export function deedsActivity(state: State): Activity {
  const first = (): Deed | null => {
    let found: Deed | null = null
    for (const deed of state.deeds.values()) if (found === null || deed.at < found.at) found = deed
    return found
  }
  return {
    nextAt: () => first()?.at ?? null,
    run: (now) => {
      const deed = first()
      if (!deed || deed.at > now) return Promise.resolve()
      state.deeds.delete(deed.id)
      const message = state.messages.get(deed.messageId)
      if (message) act(state, deed, message, now)
      return Promise.resolve()
    },
  }
}

function act(state: State, deed: Deed, message: Message, now: number): void {
  switch (deed.kind) {
    case 'open':
      state.messages.put(message.id, { ...message, status: 'opened' })
      announce(state, 'LCEmailStats', statsEvent(message, 'opened', now))
      break
    case 'click':
      announce(state, 'LCEmailStats', statsEvent(message, 'clicked', now))
      break
    case 'bounce':
      state.messages.put(message.id, { ...message, status: 'failed' })
      announce(
        state,
        'LCEmailStats',
        statsEvent(message, 'failed', now, {
          severity: 'permanent',
          'delivery-status': { code: 550, message: 'No such user', 'enhanced-code': '5.1.1' },
        }),
      )
      break
    case 'unsubscribe': {
      const contact = state.contacts.get(message.contactId)
      const said = { Email: { status: 'permanent' as const, message: 'Unsubscribed by the link in an email', code: 'unsubscribe' } }
      if (contact) saveContact(state, contact, { dndSettings: said })
      announce(state, 'LCEmailStats', statsEvent(message, 'unsubscribed', now))
      break
    }
    case 'reply':
    case 'auto_reply':
      answer(state, deed, message, now)
      break
  }
}

function answer(state: State, deed: Deed, message: Message, now: number): void {
  const said = replyText(deed.replyId ?? '')
  const contact = state.contacts.get(message.contactId)
  const reply: Message = {
    ...message,
    id: newWireId(),
    emailMessageId: newWireId(),
    direction: 'inbound',
    status: 'delivered',
    source: 'app',
    from: message.to,
    to: message.from.replace(/^.*<(.*)>$/, '$1'),
    subject: /^(re|aw|fwd?):/i.test(said.subject) ? `Re: ${message.subject}` : said.subject,
    body: `<div>${said.body.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('\n', '<br>')}</div>`,
    at: now,
    dueAt: null,
  }
  state.messages.put(reply.id, reply)
  const conversation = state.conversations.get(message.conversationId)
  if (conversation) state.conversations.put(conversation.id, { ...conversation, dateUpdated: now })
  if (contact) state.contacts.put(contact.id, { ...contact, lastActivity: now })
  announce(state, 'InboundMessage', messageEvent(reply))
}

/** A mail's event names it by `emailMessageId`; there is no plain `messageId` in it. */
function messageEvent(message: Message): Record<string, unknown> {
  return {
    contactId: message.contactId,
    conversationId: message.conversationId,
    direction: message.direction,
    messageType: 'Email',
    messageTypeId: 3,
    messageTypeString: 'TYPE_EMAIL',
    emailMessageId: message.emailMessageId,
    threadId: message.threadId,
    from: message.from,
    to: [message.to],
    cc: [],
    bcc: [],
    subject: message.subject,
    body: message.body,
    provider: 'Leadconnector Gmail',
    attachments: [],
    dateAdded: iso(message.at),
    ...(message.direction === 'outbound' ? { source: message.source, status: message.status } : {}),
  }
}

/** What the mail service tells of a mail, in the form that looks like Mailgun's. Only `delivered` is documented. */
function statsEvent(message: Message, event: string, now: number, more: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    companyId: 'swarm-sandbox-company',
    webhookPayload: {
      event,
      id: randomUUID(),
      timestamp: now / 1_000,
      recipient: message.to,
      'recipient-domain': message.to.split('@')[1],
      message: { headers: { 'message-id': `${message.id}@mail.example`, from: message.from, to: message.to }, size: message.body.length },
      tags: [`loc_${LOCATION}`, 'com_swarm-sandbox-company'],
      campaigns: [],
      ...more,
    },
  }
}
