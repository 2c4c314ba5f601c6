import { z } from 'zod'
import type { Limit } from './http/allowance-rate.ts'
import { createHttpClient, type HttpContext } from './http/http-client.ts'
import { wirePath } from './http/wire-path.ts'
import type { ProviderAccess } from './provider-config.ts'

/** Sending is queued per number at about a segment a second; more at once only waits at Twilio's (twilio.md, 1). */
const limits: { all: Limit[] } = { all: [{ name: 'twilio.second', calls: 1, perMs: 1_000 }] }

const errorBody = z.object({ code: z.number(), message: z.string(), status: z.number().optional() })

const messageSchema = z
  .object({
    sid: z.string().min(1),
    status: z.string(),
    to: z.string(),
    body: z.string().nullish(),
    error_code: z.number().nullish(),
    // RFC 2822, as all of Twilio's dates here.
    date_created: z.string().nullish(),
  })
  .transform((wire) => ({
    sid: wire.sid,
    status: wire.status,
    to: wire.to,
    body: wire.body ?? '',
    errorCode: wire.error_code ?? null,
    createdAt: wire.date_created ? Date.parse(wire.date_created) : null,
  }))

/** A text message as Twilio has it; `status` in its own words, `createdAt` in epoch milliseconds. */
export type TwilioMessage = z.infer<typeof messageSchema>

export type Twilio = {
  /** Hands over one text message; that Twilio took it says nothing about its arrival. There is no idempotency key. */
  send(message: { to: string; from: string; body: string }, beforeWrite: () => boolean): Promise<TwilioMessage>
  find(sid: string): Promise<TwilioMessage>
  /** What went to this number lately, newest first, at most 50. */
  listTo(to: string): Promise<TwilioMessage[]>
  close(): Promise<void>
}

export type TwilioConfig = ProviderAccess & { accountSid: string }

/** Twilio's text messages. The key is the account's token, or `SK…:secret` of an API key. */
export function createTwilio({ apiKey, baseUrl, accountSid }: TwilioConfig, context: HttpContext): Twilio {
  const credentials = apiKey.includes(':') ? apiKey : `${accountSid}:${apiKey}`
  const http = createHttpClient({
    ...context,
    provider: 'twilio',
    baseUrl,
    headers: { authorization: `Basic ${Buffer.from(credentials).toString('base64')}` },
    secrets: [apiKey, credentials, ...(apiKey.includes(':') ? [apiKey.slice(apiKey.indexOf(':') + 1)] : [])],
    limits,
    isRefusal: (status, body) => {
      const parsed = errorBody.safeParse(body)
      return parsed.success && (parsed.data.status ?? status) === status
    },
  })
  const messages = wirePath`/2010-04-01/Accounts/${accountSid}/Messages`
  return {
    send: ({ to, from, body }, beforeWrite) =>
      http.call({
        kind: 'write',
        method: 'POST',
        path: `${messages}.json`,
        form: new URLSearchParams({ To: to, [from.startsWith('MG') ? 'MessagingServiceSid' : 'From']: from, Body: body }),
        // An acceptance names our recipient, or it is none.
        schema: messageSchema.refine((message) => message.to === to, 'another recipient'),
        beforeWrite,
      }),
    find: (sid) => http.call({ kind: 'read', method: 'GET', path: `${messages}${wirePath`/${sid}.json`}`, schema: messageSchema }),
    async listTo(to) {
      const { messages: found } = await http.call({
        kind: 'read',
        method: 'GET',
        path: `${messages}.json`,
        query: new URLSearchParams({ To: to, PageSize: '50' }),
        schema: z.object({ messages: z.array(messageSchema) }),
      })
      return found
    },
    close: () => http.close(),
  }
}

/** Twilio's error code out of a refusal's body, which may be cut; null where there is none. */
export function twilioCodeOf(excerpt: string | null): number | null {
  const code = /"code"\s*:\s*(\d{5})/.exec(excerpt ?? '')?.[1]
  return code === undefined ? null : Number(code)
}
