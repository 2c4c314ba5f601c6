import { z } from 'zod'
import type { HttpClient } from '../http/http-client.ts'
import { wirePath } from '../http/wire-path.ts'
import { endless, pageSize } from './page.ts'

export type InboxMessage = { at: string; text: string; isInbound: boolean; isInMail: boolean }

export type Conversation = {
  id: string
  accountId: number
  campaignId: number | null
  profileUrl: string
  /** How many there are; the list shows the last ones only. */
  totalMessages: number | null
  messages: InboxMessage[]
}

const conversationSchema = z
  .object({
    id: z.string().min(1),
    linkedInAccountId: z.number(),
    campaignId: z.number().nullish(),
    totalMessages: z.number().nullish(),
    correspondentProfile: z.object({ profileUrl: z.string().nullish() }).nullish(),
    messages: z.array(
      z.object({
        createdAt: z.iso.datetime({ offset: true, local: true }),
        body: z.string().nullish(),
        isInMail: z.boolean().nullish(),
        sender: z.string().nullish(),
      }),
    ),
  })
  .transform(
    (wire): Conversation => ({
      id: wire.id,
      accountId: wire.linkedInAccountId,
      campaignId: wire.campaignId ?? null,
      profileUrl: wire.correspondentProfile?.profileUrl ?? '',
      totalMessages: wire.totalMessages ?? null,
      messages: wire.messages.map(({ createdAt, body, isInMail, sender }) => ({
        at: createdAt,
        text: body ?? '',
        // "ME" alone is ours: CORRESPONDENT, THEM, a name and nothing at all are theirs.
        isInbound: sender !== 'ME',
        isInMail: isInMail === true,
      })),
    }),
  )

/** The inbox of all our profiles. About three months of it are kept. */
export type Inbox = {
  /** Conversations with a message since then (ISO 8601), all pages. */
  since(from: string): Promise<Conversation[]>
  /** One with all its messages. */
  open(accountId: number, conversationId: string): Promise<Conversation>
}

/** More pages than this are not read at once: 10,000 conversations. */
const mostPages = 100

export function createInbox(http: HttpClient): Inbox {
  return {
    async since(from) {
      const schema = z.object({ items: z.array(conversationSchema), nextCursor: z.string().nullish() })
      const all: Conversation[] = []
      let cursor: string | null = null
      for (let page = 0; page < mostPages; page++) {
        const answer: z.infer<typeof schema> = await http.call({
          kind: 'read',
          method: 'POST',
          path: '/inbox/GetConversationsV3',
          body: { limit: pageSize, cursor, from, filters: { linkedInAccountIds: [], campaignIds: [] } },
          schema,
        })
        all.push(...answer.items)
        cursor = answer.nextCursor ?? null
        if (cursor === null || answer.items.length === 0) return all
      }
      throw endless('the inbox does not end')
    },

    open(accountId, conversationId) {
      return http.call({
        kind: 'read',
        method: 'GET',
        path: wirePath`/inbox/GetChatroom/${String(accountId)}/${conversationId}`,
        schema: conversationSchema,
      })
    },
  }
}
