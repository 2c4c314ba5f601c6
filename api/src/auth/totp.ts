import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'

/** How long a code stands, in seconds, and how many digits it has: what every authenticator takes for granted (RFC 6238). */
const stepSeconds = 30
const digits = 6
/** Bytes of a factor's secret: as long as SHA-1's output (RFC 4226, section 4). */
const secretBytes = 20

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** Bytes as people and authenticators write them (RFC 4648), without padding. */
export function base32(bytes: Uint8Array): string {
  const bits = Array.from(bytes, (byte) => byte.toString(2).padStart(8, '0')).join('')
  return (bits.match(/.{1,5}/g) ?? []).map((five) => letters[Number.parseInt(five.padEnd(5, '0'), 2)]).join('')
}

/** The secret of a new factor. */
export const newFactorSecret = (): Buffer => randomBytes(secretBytes)

/** The code of one step (RFC 4226): SHA-1 in an HMAC is what authenticators speak, and its weakness is none there. */
export function codeOfStep(secret: Uint8Array, step: number, length: number = digits): string {
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(step))
  const hash = createHmac('sha1', secret).update(counter).digest()
  const offset = (hash.at(-1) ?? 0) & 15
  return String((hash.readUInt32BE(offset) & 0x7fffffff) % 10 ** length).padStart(length, '0')
}

/** The step that an instant falls on; `seconds` since 1970. */
export const stepAt = (seconds: number): number => Math.floor(seconds / stepSeconds)

/**
 * The step whose code was given: the present one, or the one before or after it, because clocks differ and people type slowly. Null for any
 * other code. Which of them was used before is for the caller to refuse. Compared in constant time.
 */
export function stepOfCode(secret: Uint8Array, code: string, seconds: number): number | null {
  if (code.length !== digits) return null
  const given = Buffer.from(code)
  const now = stepAt(seconds)
  const matching = [now - 1, now, now + 1].filter((step) => {
    const right = Buffer.from(codeOfStep(secret, step))
    return given.length === right.length && timingSafeEqual(given, right)
  })
  return matching.at(-1) ?? null
}

/** What an authenticator reads from the picture: whose factor it is, and its secret. */
export function factorUri(name: string, secret: Uint8Array): string {
  const label = `Alpha Swarm:${name}`
  return `otpauth://totp/${encodeURIComponent(label)}?secret=${base32(secret)}&issuer=${encodeURIComponent('Alpha Swarm')}&algorithm=SHA1&digits=${digits}&period=${stepSeconds}`
}
