import { z } from 'zod'
import { madeSchema, questionField, type RequestState, readRequest, requestSchema } from './bettercontact/answer.ts'
import type { Limit } from './http/allowance-rate.ts'
import { createHttpClient, type HttpContext } from './http/http-client.ts'
import { ProviderError } from './http/provider-error.ts'
import { wirePath } from './http/wire-path.ts'
import type { ProviderAccess } from './provider-config.ts'

/** 60 a minute for one key over all calls in the public documents; 600 by one partner (providers/bettercontact.md, 1). */
const limits: { all: Limit[] } = { all: [{ name: 'bettercontact.minute', calls: 60, perMs: 60_000 }] }

/** Most people in one request. */
export const mostInRequest = 100

/** Whom to look for, with our id of the question. Whatever is null is left out. */
export type ContactQuestion = {
  questionId: string
  firstName: string | null
  lastName: string | null
  companyName: string | null
  companyDomain: string | null
  linkedinUrl: string | null
}

export type BetterContact = {
  /**
   * Asks about up to 100 people and answers the id of the request. Asked again it is a new, paid request: there is no idempotency key, so
   * that an unclear outcome is never repeated. `webhook`: where it tells that the request ended; null: it has to be asked.
   */
  submit(questions: readonly ContactQuestion[], webhook: string | null): Promise<string>
  /** What a request has come to. */
  read(reference: string): Promise<RequestState>
  /** Credits that are left, null where it does not say. Costs nothing. */
  balance(): Promise<number | null>
  close(): Promise<void>
}

/** A name of its own: the defaults of HTTP libraries are refused there with 403. */
const userAgent = 'AlphaSwarm/1.0 (+https://chiefai.ai)'

/** BetterContact: finds addresses by asking other finders one after the other, and answers later. Phones are never asked for: they cost extra. */
export function createBetterContact(config: ProviderAccess, context: HttpContext): BetterContact {
  const http = createHttpClient({
    ...context,
    provider: 'bettercontact',
    baseUrl: config.baseUrl,
    headers: { 'x-api-key': config.apiKey, 'user-agent': userAgent },
    secrets: [config.apiKey],
    limits,
    isRefusal: (status) => status === 400 || status === 406 || status === 422,
    // A running request may answer 202 with nothing at all.
    isTerse: true,
  })
  const call: typeof http.call = (one) => http.call(one).catch((error: unknown) => Promise.reject(withoutBotFilter(error)))

  return {
    submit(questions, webhook) {
      if (questions.length === 0 || questions.length > mostInRequest)
        throw new RangeError(`BetterContact takes 1 to ${mostInRequest} people at a time, not ${questions.length}`)
      return call({
        kind: 'write',
        method: 'POST',
        path: '/async',
        body: {
          data: questions.map(({ questionId, ...who }) => ({
            ...said({
              first_name: who.firstName,
              last_name: who.lastName,
              company: who.companyName,
              company_domain: who.companyDomain,
              linkedin_url: who.linkedinUrl,
            }),
            custom_fields: { [questionField]: questionId },
          })),
          enrich_email_address: true,
          enrich_phone_number: false,
          ...(webhook === null ? {} : { webhook }),
        },
        schema: madeSchema,
      })
    },
    async read(reference) {
      try {
        return readRequest(await call({ kind: 'read', method: 'GET', path: wirePath`/async/${reference}`, schema: requestSchema }))
      } catch (error) {
        if (error instanceof ProviderError && error.status === 406) return { is: 'unknown' }
        throw error
      }
    },
    async balance() {
      const schema = z.object({ credits_left: z.number().nullish() })
      return (await call({ kind: 'read', method: 'GET', path: '/account', schema })).credits_left ?? null
    },
    close: () => http.close(),
  }
}

const said = (fields: Record<string, string | null>): Record<string, string> =>
  Object.fromEntries(Object.entries(fields).flatMap(([name, value]) => (value === null || value === '' ? [] : [[name, value]])))

/** The page of the filter in front of it, which has not looked at our key: the way is closed, not the account. */
function withoutBotFilter(error: unknown): unknown {
  if (!(error instanceof ProviderError) || error.status !== 403 || !error.excerpt?.trimStart().startsWith('<')) return error
  return new ProviderError({
    provider: 'bettercontact',
    kind: 'unavailable',
    stage: error.stage,
    message: 'the filter in front of it refused the call',
    certainlyNotSent: true,
    status: error.status,
  })
}
