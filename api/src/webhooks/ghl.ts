import { createPublicKey, type KeyObject, verify } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Log } from '@swarm/jobs/log'
import { answerJson, refuse } from '../http/answer.ts'
import { readBody } from '../http/read-body.ts'
import type { DeliveryInbox } from './delivery-inbox.ts'

/** An Ed25519 signature over the raw body, in base64. The older `x-wh-signature` (RSA) is never looked at: it was announced to end. */
const signatureHeader = 'x-ghl-signature'

const keptHeaders = ['content-type', 'content-length', 'user-agent', 'x-forwarded-for', 'date', signatureHeader] as const

/** GoHighLevel comes again after 429 alone, in about 10 minutes; after anything else an event is lost for good. In seconds. */
const comeAgainSeconds = '60'

export type GhlWebhook = (request: IncomingMessage, response: ServerResponse) => Promise<void>

/** The published key, as PEM (line ends may be written `\n`) or as the base64 of its SubjectPublicKeyInfo. Null: it is none of Ed25519. */
export function readPublicKey(text: string): KeyObject | null {
  const written = text.replaceAll('\\n', '\n').trim()
  try {
    const key = written.startsWith('-----')
      ? createPublicKey(written)
      : createPublicKey({ key: Buffer.from(written, 'base64'), format: 'der', type: 'spki' })
    return key.asymmetricKeyType === 'ed25519' ? key : null
  } catch {
    return null
  }
}

/**
 * `POST /webhooks/ghl`: size, signature over the bytes as they came, stored, answered, in this order. Repeats and replays are told by the
 * event's own id for ever, so no time limit is set: what was answered 429 comes again up to 70 minutes later.
 */
export function createGhlWebhook(parts: {
  publicKey: string | null
  isStrict: boolean
  inbox: DeliveryInbox
  log: Log
  mostBytes: number
}): GhlWebhook {
  const { isStrict, inbox, log, mostBytes } = parts
  const key = parts.publicKey === null ? null : readPublicKey(parts.publicKey)

  return async (request, response) => {
    if (request.method !== 'POST') return refuse(response, 405, 'METHOD_NOT_ALLOWED', 'Deliver with POST.', { allow: 'POST' })
    if (key === null && isStrict) {
      return refuse(response, 429, 'NOT_READY', 'Webhooks are not set up. Deliver it again.', { 'retry-after': comeAgainSeconds })
    }
    const body = await readBody(request, mostBytes)
    const given = request.headers[signatureHeader]
    const isAuthenticated = key !== null && typeof given === 'string' && isSignedBy(key, body, given)
    if (!isAuthenticated && key !== null) {
      return refuse(response, 401, 'UNAUTHENTICATED', `The header ${signatureHeader} is missing or does not fit the body.`)
    }
    const headers = Object.fromEntries(
      keptHeaders.flatMap((name) => (typeof request.headers[name] === 'string' ? [[name, request.headers[name].slice(0, 500)]] : [])),
    )
    try {
      const stored = await inbox.store({ provider: 'ghl', headers, body, isAuthenticated })
      answerJson(response, 200, { received: stored.id, duplicate: stored.isDuplicate })
    } catch (error) {
      log.error({ err: error }, 'webhook: a delivery could not be stored')
      refuse(response, 429, 'RATE_LIMITED', 'It could not be stored. Deliver it again.', { 'retry-after': comeAgainSeconds })
    }
  }
}

/** An Ed25519 signature has 64 bytes; a text that is no base64 of so many is none. */
function isSignedBy(key: KeyObject, body: Buffer, given: string): boolean {
  const signature = Buffer.from(given, 'base64')
  return signature.length === 64 && verify(null, body, key, signature)
}
