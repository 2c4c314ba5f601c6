import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Log } from '@swarm/jobs/log'
import { hookSecretHeader, shortestHookSecret } from '@swarm/jobs/signals/hook-header'
import { answerJson, refuse } from '../http/answer.ts'
import { readBody } from '../http/read-body.ts'
import { type DeliveryInbox, InboxFullError } from './delivery-inbox.ts'

/** What proves that a delivery is a provider's. */
export type WebhookSecrets = {
  /** Whether a provider without a secret is refused. */
  isStrict: boolean
  instantly: string | null
  /** What the paths of HeyReach's hooks are made of, and whether HeyReach is used at all. */
  heyreach?: { secret: string | null; isUsed: boolean }
  /** GoHighLevel's published key; null: none is configured. */
  ghlPublicKey?: string | null
}

/** Whether Instantly's secret can't be relied on (I20). */
export const lacksSecret = ({ isStrict, instantly }: WebhookSecrets): boolean =>
  isStrict && (instantly === null || instantly.length < shortestHookSecret)

/** Headers that are kept with a delivery; ours with the secret is not among them, nor is anything that names a session. */
const keptHeaders = ['content-type', 'content-length', 'user-agent', 'x-forwarded-for', 'date'] as const

const digest = (text: string) => createHash('sha256').update(text).digest()

export type InstantlyWebhook = (request: IncomingMessage, response: ServerResponse) => Promise<void>

/**
 * `POST /webhooks/instantly`: size, secret, stored, answered, in this order; nothing is derived from a delivery before it is answered.
 * Instantly disables a hook after repeated failures, so whatever has our secret and fits is kept and answered 200, also what makes no sense.
 */
export function createInstantlyWebhook(parts: {
  secrets: WebhookSecrets
  inbox: DeliveryInbox
  log: Log
  mostBytes: number
}): InstantlyWebhook {
  const { secrets, inbox, log, mostBytes } = parts
  const expected = secrets.instantly === null ? null : digest(secrets.instantly)

  return async (request, response) => {
    if (request.method !== 'POST') return refuse(response, 405, 'METHOD_NOT_ALLOWED', 'Deliver with POST.', { allow: 'POST' })
    if (lacksSecret(secrets)) return refuse(response, 503, 'NOT_READY', 'Webhooks are not set up.', { 'retry-after': '60' })
    const body = await readBody(request, mostBytes)
    const given = request.headers[hookSecretHeader]
    // Both sides as digests: equal lengths, compared in constant time.
    const isAuthenticated = expected !== null && typeof given === 'string' && timingSafeEqual(digest(given), expected)
    if (!isAuthenticated && (secrets.isStrict || expected !== null)) {
      return refuse(response, 401, 'UNAUTHENTICATED', `The header ${hookSecretHeader} is missing or wrong.`)
    }
    const headers = Object.fromEntries(
      keptHeaders.flatMap((name) => (typeof request.headers[name] === 'string' ? [[name, request.headers[name].slice(0, 500)]] : [])),
    )
    try {
      const stored = await inbox.store({ provider: 'instantly', headers, body, isAuthenticated })
      answerJson(response, 200, { received: stored.id, duplicate: stored.isDuplicate })
    } catch (error) {
      // Not kept: it must come again.
      log.error({ err: error }, 'webhook: a delivery could not be stored')
      const isFull = error instanceof InboxFullError
      refuse(response, isFull ? 429 : 503, isFull ? 'RATE_LIMITED' : 'NOT_READY', 'It could not be stored. Deliver it again.', {
        'retry-after': '5',
      })
    }
  }
}
