import { z } from 'zod'
import type { Departure } from '../dispatch/execute/direct-platform.ts'
import type { Limit } from './http/allowance-rate.ts'
import type { Admission } from './http/call.ts'
import { createHttpClient, type HttpContext } from './http/http-client.ts'
import { ProviderError } from './http/provider-error.ts'
import { wirePath } from './http/wire-path.ts'
import type { OutgoingMail } from './mail/outgoing-mail.ts'
import type { ProviderAccess } from './provider-config.ts'
import { isResendRefusal } from './resend/refusals.ts'

/** Of the whole team; older copies of the documentation say 2, so that holds. */
const limits: { all: Limit[] } = { all: [{ name: 'resend.second', calls: 2, perMs: 1_000 }] }

const mailSchema = z
  .object({ id: z.string().min(1), last_event: z.string().nullish(), created_at: z.string().nullish() })
  .transform((wire) => ({ id: wire.id, lastEvent: wire.last_event ?? null, createdAt: wire.created_at ?? null }))

/** What Resend says of a message. `lastEvent` is the newest thing that happened to it, in Resend's words. */
export type ResendMail = z.infer<typeof mailSchema>

export type Resend = {
  /** Hands over one message and answers its id there. The key makes the same send one message for 24 hours, whatever happens between. */
  send(mail: OutgoingMail, sendId: string, departure: Departure & { admission?: Admission }): Promise<string>
  /** Leave for one such request, before its send is reserved. */
  admit(): Promise<Admission>
  /** Null: there is none with this id. */
  find(id: string): Promise<ResendMail | null>
  /** Whether Resend will not write to an address again, because mail to it bounced for good there or its owner complained. */
  isSuppressed(address: string): Promise<boolean>
  close(): Promise<void>
}

/** Resend, for mail that its recipient has asked for: cold mail can cost the account (email-backends.md). */
export function createResend(config: ProviderAccess, context: HttpContext): Resend {
  const http = createHttpClient({
    ...context,
    provider: 'resend',
    baseUrl: config.baseUrl,
    headers: { authorization: `Bearer ${config.apiKey}` },
    secrets: [config.apiKey],
    limits,
    isRefusal: isResendRefusal,
  })
  /** Null: there is none. */
  async function read<T>(path: ReturnType<typeof wirePath>, schema: z.ZodType<T>): Promise<T | null> {
    try {
      return await http.call({ kind: 'read', method: 'GET', path, schema })
    } catch (error) {
      if (error instanceof ProviderError && error.kind === 'rejected' && error.status === 404) return null
      throw error
    }
  }
  return {
    admit: () => http.admit(),
    async send(mail, sendId, { attemptKey, admission, beforeWrite }) {
      const { id } = await http.call({
        kind: 'delivering',
        method: 'POST',
        path: '/emails',
        // Made of frozen parts alone and in this order: the same key must come with the same bytes.
        body: {
          from: mail.from,
          to: [mail.to],
          subject: mail.subject,
          html: mail.html,
          text: mail.text,
          headers: { ...mail.headers, 'Message-ID': mail.messageId },
          tags: [{ name: 'send', value: sendId }],
        },
        schema: z.object({ id: z.string().min(1) }),
        attemptKey,
        idempotencyKey: sendId,
        admission,
        beforeWrite,
      })
      return id
    },
    find: (id) => read(wirePath`/emails/${id}`, mailSchema),
    isSuppressed: async (address) => (await read(wirePath`/suppressions/${address}`, z.looseObject({}))) !== null,
    close: () => http.close(),
  }
}
