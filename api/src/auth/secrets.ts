import { createHash, createHmac, randomBytes, scrypt, timingSafeEqual } from 'node:crypto'

/** Cost of a password hash: 2^15 rounds of scrypt, some 50 ms here. */
const scryptCost = 2 ** 15

function derive(secret: string, salt: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(secret.normalize('NFKC'), salt, 32, { N: scryptCost, maxmem: 256 * scryptCost * 8 }, (error, key) =>
      error ? reject(error) : resolve(key),
    )
  })
}

/** A person's secret as it is stored. */
export async function hashSecret(secret: string): Promise<string> {
  const salt = randomBytes(16)
  return `scrypt$${salt.toString('base64url')}$${(await derive(secret, salt)).toString('base64url')}`
}

/** Compares in constant time. A stored hash of another form never matches. */
export async function isSecret(secret: string, stored: string): Promise<boolean> {
  const [kind, salt, hash] = stored.split('$')
  if (kind !== 'scrypt' || !salt || !hash) return false
  const expected = Buffer.from(hash, 'base64url')
  const actual = await derive(secret, Buffer.from(salt, 'base64url'))
  return expected.length === actual.length && timingSafeEqual(expected, actual)
}

/** Random, 256 bits, safe in cookies and headers. */
export const newToken = (): string => randomBytes(32).toString('base64url')

/** How tokens and keys are looked up: only their hash is in the database. They are random, so a plain hash is enough. */
export const tokenHash = (token: string): Buffer => createHash('sha256').update(token).digest()

/** A value with its signature: `value.signature`. */
export function sign(value: string, secret: string): string {
  return `${value}.${createHmac('sha256', secret).update(value).digest('base64url')}`
}

/** The value, if the signature is ours. */
export function unsign(signed: string, secret: string): string | null {
  const dot = signed.lastIndexOf('.')
  if (dot < 1) return null
  const expected = Buffer.from(sign(signed.slice(0, dot), secret))
  const actual = Buffer.from(signed)
  return expected.length === actual.length && timingSafeEqual(expected, actual) ? signed.slice(0, dot) : null
}
