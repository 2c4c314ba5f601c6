import { createPrivateKey, createPublicKey, type KeyObject, randomUUID, sign } from 'node:crypto'
import type { Activity } from '../wire.ts'
import type { World } from '../world.ts'
import { type Delivery, iso, LOCATION, type State } from './state.ts'

/** A delivery is tried again only after 429: about every 10 minutes, six times. Ms of the sandbox clock. */
const RETRY_EVERY_MS = 10 * 60_000
const MOST_RETRIES = 6
/** Real time that a receiver has to answer. */
const PATIENCE_MS = 5_000

/** The platform's signing key, one for a seed unless the starter chose one (PKCS 8, base64). */
export function signingKey(given: string | null, seed: number): KeyObject {
  if (given !== null) return createPrivateKey({ key: Buffer.from(given, 'base64'), format: 'der', type: 'pkcs8' })
  // RFC 8410: an Ed25519 key is 32 bytes behind this prefix.
  const secret = Buffer.alloc(32, `sandbox-${seed}-`)
  return createPrivateKey({
    key: Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), secret]),
    format: 'der',
    type: 'pkcs8',
  })
}

/** What is published of it: SubjectPublicKeyInfo, base64. */
export function publicKeyOf(key: KeyObject): string {
  return createPublicKey(key).export({ format: 'der', type: 'spki' }).toString('base64')
}

/** Puts an event before the app's webhook address, if it has one. Fields of the event stand at the top level. */
export function announce(state: State, type: string, fields: Record<string, unknown>): void {
  const { world } = state
  if (world.behaviour.get().ghlHookUrl === null) return
  const now = world.clock.now()
  const fault = world.faults.forDelivery('ghl', type)
  const body = JSON.stringify({
    type,
    locationId: LOCATION,
    ...fields,
    timestamp: iso(now),
    webhookId: randomUUID(),
    appId: 'swarm-sandbox-app',
    versionId: 'swarm-sandbox-app',
  })
  for (let copy = 0; copy < (fault?.duplicateWebhooks ? 2 : 1); copy++) {
    const delivery: Delivery = { id: randomUUID(), type, body, attempt: 0, at: now + (fault?.lateWebhooksMs ?? 0) }
    state.deliveries.put(delivery.id, delivery)
  }
}

/** Delivers, one at a time and in order. Whatever fails otherwise than by 429 is lost for good. */
export function hooksActivity(state: State, key: KeyObject): Activity {
  const first = (): Delivery | null => {
    let found: Delivery | null = null
    for (const delivery of state.deliveries.values()) if (found === null || delivery.at < found.at) found = delivery
    return found
  }
  return {
    nextAt: () => first()?.at ?? null,
    run: async (now) => {
      const delivery = first()
      if (!delivery || delivery.at > now) return
      const status = await call(state.world, delivery, key)
      state.deliveries.delete(delivery.id)
      if (status !== null && status >= 200 && status < 300) return
      if (status === 429 && delivery.attempt < MOST_RETRIES) {
        state.deliveries.put(delivery.id, { ...delivery, attempt: delivery.attempt + 1, at: now + RETRY_EVERY_MS })
        return
      }
      state.lost.put(delivery.type, (state.lost.get(delivery.type) ?? 0) + 1)
    },
  }
}

/** Signed over the bytes that are sent. */
async function call(world: World, { body }: Delivery, key: KeyObject): Promise<number | null> {
  const url = world.behaviour.get().ghlHookUrl
  if (url === null) return null
  try {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-ghl-signature': sign(null, Buffer.from(body), key).toString('base64') },
      body,
      redirect: 'manual',
      signal: AbortSignal.timeout(PATIENCE_MS),
    })
    await answer.arrayBuffer()
    return answer.status
  } catch {
    return null
  }
}
