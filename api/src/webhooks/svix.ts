import { createHmac, timingSafeEqual } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { svixHeaders } from './hook-providers.ts'

/**
 * Whether a delivery was signed with one of these secrets as Svix does it (email-backends.md): any `v1` signature of the list may fit. The time
 * in it is signed and not compared with our clock: an old delivery is a copy that has no effect a second time (I7), and a clock that is wrong by a
 * day must not make us deaf (I17).
 */
export function isSignedBySvix(secrets: readonly string[], headers: IncomingHttpHeaders, body: Buffer): boolean {
  const [id, timestamp, signature] = [headers[svixHeaders.id], headers[svixHeaders.timestamp], headers[svixHeaders.signature]]
  if (typeof id !== 'string' || typeof timestamp !== 'string' || typeof signature !== 'string') return false
  const given = signature.split(' ').flatMap((one) => (one.startsWith('v1,') ? [Buffer.from(one.slice(3), 'base64')] : []))
  return secrets.some((secret) => {
    const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64')
    const expected = createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest()
    return given.some((one) => one.length === expected.length && timingSafeEqual(one, expected))
  })
}
