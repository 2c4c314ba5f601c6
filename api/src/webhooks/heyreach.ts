import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Log } from '@swarm/jobs/log'
import { heyreachTypeOf } from '@swarm/jobs/signals/heyreach-hooks'
import { shortestHookSecret } from '@swarm/jobs/signals/hook-header'
import { answerJson, refuse } from '../http/answer.ts'
import { readBody } from '../http/read-body.ts'
import { type DeliveryInbox, InboxFullError } from './delivery-inbox.ts'
import type { WebhookSecrets } from './instantly.ts'

/** `/webhooks/heyreach/{pathToken}`, a token for each kind of event. */
export const heyreachPath = /^\/webhooks\/heyreach\/([^/]*)$/

/** Whether HeyReach is used and its path tokens can't be made, or be guessed (I20). */
export const lacksHeyreachSecret = ({ isStrict, heyreach }: WebhookSecrets): boolean =>
  isStrict && heyreach?.isUsed === true && (heyreach.secret?.length ?? 0) < shortestHookSecret

const keptHeaders = ['content-type', 'content-length', 'user-agent', 'x-forwarded-for', 'date'] as const

export type HeyreachWebhook = (request: IncomingMessage, response: ServerResponse, path: string) => Promise<void>

/**
 * Size, path token, stored, answered, in this order. HeyReach signs nothing and sends no header of ours: the token is all that proves it, and
 * says which kind of event this is, whatever the body calls itself. Without a secret there are no tokens, so nothing can come in, strict or not.
 */
export function createHeyreachWebhook(parts: {
  secrets: WebhookSecrets
  inbox: DeliveryInbox
  log: Log
  mostBytes: number
}): HeyreachWebhook {
  const { inbox, log, mostBytes } = parts
  const secret = parts.secrets.heyreach?.secret ?? null

  return async (request, response, path) => {
    if (request.method !== 'POST') return refuse(response, 405, 'METHOD_NOT_ALLOWED', 'Deliver with POST.', { allow: 'POST' })
    if (secret === null || secret.length < shortestHookSecret)
      return refuse(response, 503, 'NOT_READY', 'Webhooks are not set up.', { 'retry-after': '60' })
    const body = await readBody(request, mostBytes)
    const type = heyreachTypeOf(secret, heyreachPath.exec(path)?.[1] ?? '')
    if (type === null) return refuse(response, 401, 'UNAUTHENTICATED', 'The address of this hook is none of ours.')
    const headers = Object.fromEntries(
      keptHeaders.flatMap((name) => (typeof request.headers[name] === 'string' ? [[name, request.headers[name].slice(0, 500)]] : [])),
    )
    try {
      const stored = await inbox.store({ provider: 'heyreach', headers, body, isAuthenticated: true, eventType: type.toLowerCase() })
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
