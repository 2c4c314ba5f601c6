import { z } from 'zod'
import { jsonAnswer, type WireAnswer } from '../wire.ts'
import type { Call } from './call.ts'
import { SEARCH_LAG_MS } from './contacts.ts'
import { messageShape, messagesOf } from './message-shape.ts'
import { notFound, parse, queryOf, refuse } from './refusals.ts'
import { type Conversation, iso, LOCATION, newWireId, type State } from './state.ts'

export function conversationOf(state: State, contactId: string): Conversation | undefined {
  for (const conversation of state.conversations.values()) if (conversation.contactId === contactId) return conversation
  return undefined
}

export function ensureConversation(state: State, contactId: string): Conversation {
  const now = state.world.clock.now()
  const known = conversationOf(state, contactId)
  const conversation = known ? { ...known, dateUpdated: now } : { id: newWireId(), contactId, dateAdded: now, dateUpdated: now }
  state.conversations.put(conversation.id, conversation)
  return conversation
}

const created = z.strictObject({ locationId: z.string(), contactId: z.string() })

/** A second one is refused without saying which one exists. */
export function createConversation({ state, request }: Call): WireAnswer {
  const input = parse(created, request.json)
  if ('refusal' in input) return input.refusal
  if (!state.contacts.has(input.data.contactId)) return notFound('Contact')
  if (conversationOf(state, input.data.contactId)) return refuse(400, 'Conversation already exists.')
  const { id, dateAdded } = ensureConversation(state, input.data.contactId)
  return jsonAnswer(201, {
    success: true,
    conversation: { id, contactId: input.data.contactId, locationId: LOCATION, dateAdded: iso(dateAdded) },
  })
}

const searchQuery = z.object({
  locationId: z.string(),
  contactId: z.string().optional(),
  limit: z.coerce.number().int().min(1).max(100).default(20),
  startAfterDate: z.coerce.number().optional(),
  sort: z.enum(['asc', 'desc']).default('desc'),
})

/** Lags behind what was created. */
export function searchConversations({ state, request }: Call): WireAnswer {
  const query = parse(searchQuery, queryOf(request.query))
  if ('refusal' in query) return query.refusal
  const { contactId, limit, startAfterDate, sort } = query.data
  const seen = state.world.clock.now() - SEARCH_LAG_MS
  const sign = sort === 'asc' ? 1 : -1
  const found = [...state.conversations.values()]
    .filter((one) => one.dateAdded <= seen && (contactId === undefined || one.contactId === contactId))
    .filter((one) => startAfterDate === undefined || sign * (one.dateUpdated - startAfterDate) > 0)
    .sort((a, b) => sign * (a.dateUpdated - b.dateUpdated))
  return jsonAnswer(200, {
    conversations: found.slice(0, limit).map((one) => {
      const contact = state.contacts.get(one.contactId)
      const last = messagesOf(state, one.id).at(-1)
      return {
        id: one.id,
        contactId: one.contactId,
        locationId: LOCATION,
        fullName: [contact?.firstName, contact?.lastName].filter(Boolean).join(' '),
        contactName: [contact?.firstName, contact?.lastName].filter(Boolean).join(' '),
        email: contact?.email ?? null,
        phone: contact?.phone ?? null,
        type: 'TYPE_EMAIL',
        unreadCount: 0,
        lastMessageType: 'TYPE_EMAIL',
        lastMessageBody: last?.subject ?? '',
        lastMessageDirection: last?.direction ?? null,
        lastMessageDate: one.dateUpdated,
      }
    }),
    total: found.length,
  })
}

const listQuery = z.object({
  limit: z.coerce.number().int().min(1).max(100).default(20),
  lastMessageId: z.string().optional(),
  type: z.string().optional(),
})

/** Newest first, and nested twice, whatever the reference says (issue 54); a mail's words are not among them (issue 40). */
export function listMessages({ state, request, params }: Call): WireAnswer {
  const conversation = state.conversations.get(params[0] ?? '')
  if (!conversation) return notFound('Conversation')
  const query = parse(listQuery, queryOf(request.query))
  if ('refusal' in query) return query.refusal
  const { limit, lastMessageId, type } = query.data
  const all = type === undefined || type.split(',').includes('TYPE_EMAIL') ? messagesOf(state, conversation.id).reverse() : []
  const from = lastMessageId === undefined ? 0 : all.findIndex(({ id }) => id === lastMessageId) + 1
  const shown = all.slice(from, from + limit)
  return jsonAnswer(200, {
    messages: {
      lastMessageId: shown.at(-1)?.id ?? null,
      nextPage: from + limit < all.length,
      messages: shown.map(messageShape),
    },
  })
}
