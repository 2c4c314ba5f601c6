import { z } from 'zod'
import type { Admission } from '../http/call.ts'
import type { HttpClient } from '../http/http-client.ts'
import { wirePath } from '../http/wire-path.ts'
import { type MailState, mailState } from './mail-state.ts'
import { orMissing } from './or-missing.ts'

/** A mail as lists name it: they bring no words. */
export type ListedMail = {
  messageId: string
  /** What the words are asked for by; the message's own id where the list names no other. */
  emailMessageId: string
  conversationId: string
  contactId: string
  isOutbound: boolean
  /** Sent through the API, not by a person or a workflow there. */
  isByApi: boolean
  state: MailState
  /** ISO 8601. */
  at: string
}

export type GhlMail = {
  subject: string | null
  /** HTML. */
  body: string | null
  from: string | null
  to: string[]
  isOutbound: boolean
  state: MailState
  at: string | null
}

export type Accepted = { conversationId: string | null; messageId: string }

const listed = z
  .object({
    id: z.string().min(1),
    messageType: z.string().nullish(),
    type: z.union([z.number(), z.string()]).nullish(),
    contactId: z.string().nullish(),
    conversationId: z.string().nullish(),
    direction: z.string().nullish(),
    status: z.string().nullish(),
    source: z.string().nullish(),
    dateAdded: z.string(),
    meta: z.unknown(),
  })
  .transform((wire) => ({
    isMail: wire.messageType === 'TYPE_EMAIL' || wire.messageType === 'Email' || wire.type === 3,
    mail: {
      messageId: wire.id,
      emailMessageId: mailIdIn(wire.meta) ?? wire.id,
      conversationId: wire.conversationId ?? '',
      contactId: wire.contactId ?? '',
      isOutbound: wire.direction === 'outbound',
      isByApi: wire.source === 'api',
      state: mailState(wire.status),
      at: wire.dateAdded,
    } satisfies ListedMail,
  }))

const mailIds = z.object({ messageIds: z.array(z.string()).min(1) })

/** `meta.email.messageIds`, also reported as `meta.email.email.messageIds`; the last is the mail itself. */
function mailIdIn(meta: unknown): string | null {
  const flat = z.object({ email: mailIds }).safeParse(meta)
  if (flat.success) return flat.data.email.messageIds.at(-1) ?? null
  const nested = z.object({ email: z.object({ email: mailIds }) }).safeParse(meta)
  return nested.success ? (nested.data.email.email.messageIds.at(-1) ?? null) : null
}

/** Nested in fact, flat in the reference (issue 54). */
const listSchema = z.union([
  z.object({ messages: z.object({ messages: z.array(listed), lastMessageId: z.string().nullish(), nextPage: z.boolean().nullish() }) }),
  z
    .object({ messages: z.array(listed), lastMessageId: z.string().nullish(), nextPage: z.boolean().nullish() })
    .transform((flat) => ({ messages: flat })),
])

const mailFields = z.object({
  subject: z.string().nullish(),
  body: z.string().nullish(),
  from: z.string().nullish(),
  to: z.union([z.array(z.string()), z.string().transform((one) => [one])]).nullish(),
  direction: z.string().nullish(),
  status: z.string().nullish(),
  dateAdded: z.string().nullish(),
})
/** Some answers wrap it. */
const mailSchema = z.union([z.object({ emailMessage: mailFields }).transform(({ emailMessage }) => emailMessage), mailFields])

const acceptedSchema = z
  .object({
    conversationId: z.string().nullish(),
    messageId: z.string().min(1).nullish(),
    emailMessageId: z.string().min(1).nullish(),
  })
  .transform((wire, context): Accepted => {
    // A mail is known by its own id wherever one is given: lists and events name it too.
    const messageId = wire.emailMessageId ?? wire.messageId
    if (messageId != null) return { conversationId: wire.conversationId ?? null, messageId }
    context.addIssue({ code: 'custom', message: 'names no message' })
    return z.NEVER
  })

/** Most pages of one conversation that are read for one mail. */
const mostPages = 5

export type MailToSend = { contactId: string; from: string; to: string; subject: string; html: string }

type Departure = { attemptKey: string; admission?: Admission; beforeWrite(): boolean }

export type Conversations = {
  /**
   * THE delivering request. Its answer means that the mail was accepted, not that it left; an answer without an id of the message is no
   * acceptance. A second one sends a second mail.
   */
  sendMail(mail: MailToSend, departure: Departure): Promise<Accepted>
  /** Leave for that one request, before the send is reserved. */
  admit(): Promise<Admission>
  /** The contact's conversation; null where none is found, also a moment after its first mail: the search lags behind. */
  findConversation(contactId: string): Promise<string | null>
  /** Mails of a conversation since an instant, newest first. */
  mailsOf(conversationId: string, since: Date): Promise<ListedMail[]>
  /** A mail with its words; null: not there. */
  getMail(emailMessageId: string): Promise<GhlMail | null>
  /** All mails of the location since an instant, oldest first, one page. */
  mailsSince(since: Date, cursor: string | null): Promise<{ mails: ListedMail[]; next: string | null }>
}

export function createConversations(http: HttpClient, locationId: string): Conversations {
  return {
    sendMail({ contactId, from, to, subject, html }, { attemptKey, admission, beforeWrite }): Promise<Accepted> {
      return http.call({
        kind: 'delivering',
        method: 'POST',
        path: '/conversations/messages',
        body: { type: 'Email', contactId, subject, html, emailFrom: from, emailTo: to },
        schema: acceptedSchema,
        attemptKey,
        admission,
        beforeWrite,
      })
    },
    admit: () => http.admit(),

    async findConversation(contactId: string): Promise<string | null> {
      const query = new URLSearchParams({ locationId, contactId, limit: '1' })
      const schema = z.object({ conversations: z.array(z.object({ id: z.string().min(1) })) })
      const { conversations } = await http.call({ kind: 'read', method: 'GET', path: '/conversations/search', query, schema })
      return conversations[0]?.id ?? null
    },

    async mailsOf(conversationId: string, since: Date): Promise<ListedMail[]> {
      const found: ListedMail[] = []
      let last: string | null = null
      for (let page = 0; page < mostPages; page++) {
        const query = new URLSearchParams({ limit: '100', type: 'TYPE_EMAIL', ...(last === null ? {} : { lastMessageId: last }) })
        const path = wirePath`/conversations/${conversationId}/messages`
        const answer = await orMissing(http.call({ kind: 'read', method: 'GET', path, query, schema: listSchema }))
        if (answer === null) return found
        const { messages, lastMessageId, nextPage } = answer.messages
        found.push(...messages.flatMap(({ isMail, mail }) => (isMail && Date.parse(mail.at) >= since.getTime() ? [mail] : [])))
        const oldest = messages.at(-1)
        if (nextPage !== true || lastMessageId == null || oldest === undefined || Date.parse(oldest.mail.at) < since.getTime()) break
        last = lastMessageId
      }
      return found
    },

    async getMail(emailMessageId: string): Promise<GhlMail | null> {
      const path = wirePath`/conversations/messages/email/${emailMessageId}`
      const wire = await orMissing(http.call({ kind: 'read', method: 'GET', path, schema: mailSchema }))
      return (
        wire && {
          subject: wire.subject ?? null,
          body: wire.body ?? null,
          from: wire.from ?? null,
          to: wire.to ?? [],
          isOutbound: wire.direction === 'outbound',
          state: mailState(wire.status),
          at: wire.dateAdded ?? null,
        }
      )
    },

    async mailsSince(since: Date, cursor: string | null): Promise<{ mails: ListedMail[]; next: string | null }> {
      const query = new URLSearchParams({
        locationId,
        // Without it mail is left out.
        channel: 'Email',
        limit: '500',
        sortBy: 'createdAt',
        sortOrder: 'asc',
        startDate: since.toISOString(),
        ...(cursor === null ? {} : { cursor }),
      })
      const schema = z.object({ messages: z.array(listed), nextCursor: z.string().nullish() })
      const page = await http.call({ kind: 'read', method: 'GET', path: '/conversations/messages/export', query, schema })
      return {
        mails: page.messages.flatMap(({ isMail, mail }) => (isMail ? [mail] : [])),
        next: page.messages.length === 0 ? null : page.nextCursor || null,
      }
    },
  }
}
