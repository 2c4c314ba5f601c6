import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Log } from '@swarm/jobs/log'
import type { NewDelivery, StoredDelivery } from '@swarm/jobs/signals/store-deliveries'
import { answerJson, refuse } from '../http/answer.ts'
import { type BodyLimits, readBody, readBodyStart } from '../http/read-body.ts'
import { type DeliveryInbox, InboxFullError } from './delivery-inbox.ts'
import { type HookProver, type Proven, proverOf } from './hook-proof.ts'
import { type HookManners, hookManners, type WebhookProvider, type WebhookSecrets } from './hook-providers.ts'

/** Headers that are kept with a delivery; ours with a secret is not among them, nor is anything that names a session. */
const keptHeaders = ['content-type', 'content-length', 'user-agent', 'x-forwarded-for', 'date'] as const

/** Whoever opens an answer in a browser sees text. */
const machineHeaders = { 'x-content-type-options': 'nosniff' }

/** How often keeping it is tried again where a provider never comes again, in milliseconds. */
const againMs = 250

export type HookRoute = (
  request: IncomingMessage,
  response: ServerResponse,
  hook: { provider: WebhookProvider; token: string | null },
) => Promise<void>

/**
 * The webhooks of every provider: size, proof, stored, answered, in this order; nothing is derived from a delivery before it is answered.
 * Whatever proves to be a provider's is kept and answered 200, also what makes no sense. What differs stands in the table of hook-providers.ts.
 */
export function createHookRoute(parts: { secrets: WebhookSecrets; inbox: DeliveryInbox; log: Log; limits: BodyLimits }): HookRoute {
  const { secrets, inbox, log, limits } = parts
  const provers = new Map<WebhookProvider, HookProver>()
  const proverFor = (provider: WebhookProvider): HookProver => {
    const known = provers.get(provider) ?? proverOf(provider, secrets)
    provers.set(provider, known)
    return known
  }

  return async (request, response, { provider, token }) => {
    const manners = hookManners[provider]
    const prover = proverFor(provider)
    const comeAgain = { 'retry-after': String(manners.comeAgainSeconds) }
    if (request.method !== 'POST') return refuse(response, 405, 'METHOD_NOT_ALLOWED', 'Deliver with POST.', { allow: 'POST' })
    if (prover.isMissing) return refuse(response, manners.notReady, 'NOT_READY', 'Webhooks are not set up. Deliver it again.', comeAgain)
    const byHead = prover.byHead(request.headers, token)
    if (byHead === null) return refuse(response, 401, 'UNAUTHENTICATED', prover.refusal)
    const body = manners.keepsAnythingFor === undefined ? await readBody(request, limits) : await readBodyStart(request, limits)
    const proven = byHead ?? prover.byBody(request.headers, body)
    if (proven === null) return refuse(response, 401, 'UNAUTHENTICATED', prover.refusal)
    try {
      const stored = await keep(inbox, deliveryOf(provider, manners, proven, request.headers, body), manners.keepsAnythingFor ?? 0)
      answerJson(response, 200, { received: stored.id, duplicate: stored.isDuplicate }, machineHeaders)
    } catch (error) {
      // Not kept: it must come again.
      log.error({ err: error, provider }, 'webhook: a delivery could not be stored')
      const isFull = error instanceof InboxFullError
      const status = isFull ? 429 : manners.notReady
      refuse(response, status, status === 429 ? 'RATE_LIMITED' : 'NOT_READY', 'It could not be stored. Deliver it again.', comeAgain)
    }
  }
}

function deliveryOf(
  provider: WebhookProvider,
  { eventType: common, keepsHeaders = [] }: HookManners,
  { isAuthenticated, eventType = common }: Proven,
  headers: IncomingHttpHeaders,
  body: Buffer,
): NewDelivery {
  const kept = [...keptHeaders, ...keepsHeaders].flatMap((name) => {
    const value = headers[name]
    return typeof value === 'string' ? [[name, value.slice(0, 500)]] : []
  })
  return { provider, headers: Object.fromEntries(kept), body, isAuthenticated, ...(eventType === undefined ? {} : { eventType }) }
}

/** Keeps it; tries again for so many milliseconds where the provider would not. Throws what the last try said. */
async function keep(inbox: DeliveryInbox, delivery: NewDelivery, forMs: number): Promise<StoredDelivery> {
  if (forMs === 0) return inbox.store(delivery)
  const end = performance.now() + forMs
  for (;;) {
    try {
      return await Promise.race([
        inbox.store(delivery),
        // Unreferenced: it ends nobody's process, and a stored one is a copy of itself at the next try.
        sleep(Math.max(1, end - performance.now()), undefined, { ref: false }).then(() => {
          throw new Error('it was not stored in time')
        }),
      ])
    } catch (error) {
      if (performance.now() + againMs >= end) throw error
      await sleep(againMs)
    }
  }
}
