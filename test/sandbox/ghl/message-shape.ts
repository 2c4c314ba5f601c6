import { iso, LOCATION, type Message, type State } from './state.ts'

/** Oldest first. */
export function messagesOf(state: State, conversationId: string): Message[] {
  return [...state.messages.values()].filter((one) => one.conversationId === conversationId).sort((a, b) => a.at - b.at)
}

/** As lists show it: without subject and body, with the mail's own id in `meta`, nested twice. */
export function messageShape(message: Message): Record<string, unknown> {
  return {
    id: message.id,
    type: 3,
    messageType: 'TYPE_EMAIL',
    locationId: LOCATION,
    contactId: message.contactId,
    conversationId: message.conversationId,
    dateAdded: iso(message.at),
    direction: message.direction,
    status: message.status,
    contentType: 'text/html',
    source: message.source,
    meta: { email: { email: { messageIds: [message.emailMessageId] } } },
  }
}
