import { z } from 'zod'
import type { WireAnswer } from '../wire.ts'
import { type Call, empty, iso, json, refuse, refuseInput } from './answers.ts'
import { shownPerson, slugOf } from './people.ts'
import type { Conversation, State } from './state.ts'

const filters = z.object({
  linkedInAccountIds: z.array(z.int()).nullish(),
  campaignIds: z.array(z.int()).nullish(),
  leadProfileUrl: z.string().nullish(),
  leadLinkedInId: z.string().nullish(),
})

/** By cursor, newest first. A profile that nobody knows is refused instead of answered with nothing. */
export function listConversations({ state, request }: Call): WireAnswer {
  const input = z
    .object({
      limit: z.int().min(1).max(100).default(10),
      cursor: z.string().nullish(),
      from: z.string().nullish(),
      to: z.string().nullish(),
      filters: filters.prefault({}),
    })
    .safeParse(request.json ?? {})
  if (!input.success) return refuseInput(input.error)
  const { limit, cursor, from, to } = input.data
  const { linkedInAccountIds: accounts, campaignIds: campaigns, leadProfileUrl, leadLinkedInId } = input.data.filters
  const slug = leadProfileUrl ? slugOf(leadProfileUrl) : null
  if (leadProfileUrl && ![...state.listed.values()].some(({ person }) => slugOf(person.profileUrl) === slug))
    return refuse('The lead was not found.')
  const found = [...state.conversations.values()]
    .filter((one) => {
      const at = lastAt(one)
      return (
        (!accounts?.length || accounts.includes(one.accountId)) &&
        (!campaigns?.length || (one.campaignId !== null && campaigns.includes(one.campaignId))) &&
        (!leadLinkedInId || one.person.linkedin_id === leadLinkedInId) &&
        (!leadProfileUrl || slugOf(one.person.profileUrl) === slug) &&
        (!from || at >= Date.parse(from)) &&
        (!to || at <= Date.parse(to))
      )
    })
    .sort((a, b) => lastAt(b) - lastAt(a))
  const start = cursor ? Number(Buffer.from(cursor, 'base64').toString('utf8')) : 0
  const end = start + limit
  const hasNextPage = end < found.length
  return json({
    items: found.slice(start, end).map((one) => conversationShape(one, state, 3)),
    totalCount: found.length,
    nextCursor: hasNextPage ? Buffer.from(String(end)).toString('base64') : null,
    hasNextPage,
  })
}

export function getChatroom({ state, params }: Call): WireAnswer {
  const conversation = state.conversations.get(params[1] ?? '')
  return conversation && String(conversation.accountId) === params[0]
    ? json(conversationShape(conversation, state, Number.POSITIVE_INFINITY))
    : refuse('The conversation was not found.', 404)
}

export function sendMessage({ state, request }: Call): WireAnswer {
  const input = z.object({ message: z.string().min(1), conversationId: z.string(), linkedInAccountId: z.int() }).safeParse(request.json)
  if (!input.success) return refuseInput(input.error)
  const conversation = state.conversations.get(input.data.conversationId)
  if (!conversation) return refuse('The conversation was not found.')
  const message = { at: state.world.clock.now(), body: input.data.message, isReply: false }
  state.conversations.put(conversation.id, { ...conversation, messages: [...conversation.messages, message] })
  return empty()
}

export function lastAt(conversation: Conversation): number {
  return conversation.messages.at(-1)?.at ?? 0
}

function conversationShape(one: Conversation, state: State, shown: number): Record<string, unknown> {
  const last = one.messages.at(-1)
  const account = state.accounts.get(String(one.accountId))
  return {
    id: one.id,
    read: false,
    groupChat: false,
    blockedByMe: false,
    blockedByParticipant: false,
    lastMessageAt: iso(lastAt(one)),
    lastMessageText: last?.body ?? '',
    lastMessageType: 'TEXT',
    lastMessageSender: last?.isReply ? 'CORRESPONDENT' : 'ME',
    totalMessages: one.messages.length,
    campaignId: one.campaignId,
    linkedInAccountId: one.accountId,
    correspondentProfile: { ...shownPerson(one.person), tags: [], autoTags: [] },
    linkedInAccount: { id: one.accountId, firstName: account?.firstName ?? null, lastName: account?.lastName ?? null },
    messages: one.messages.slice(-shown).map(({ at, body, isReply }) => ({
      createdAt: iso(at),
      body,
      subject: null,
      postLink: null,
      isInMail: false,
      sender: isReply ? 'CORRESPONDENT' : 'ME',
    })),
  }
}
