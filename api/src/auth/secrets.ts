import { createHash, createHmac, randomBytes, scrypt, timingSafeEqual } from 'node:crypto'

/** What a hash costs: 2^`rounds` rounds of scrypt with blocks of 8, `lanes` times over. */
export type HashCost = { rounds: number; lanes: number }

/** Among OWASP's recommendations for scrypt, the one that takes the least memory, 32 MB; some 150 ms here. */
const usualCost: HashCost = { rounds: 15, lanes: 3 }
/** Hashes that name no cost are of before it stood in them. */
const unnamedCost: HashCost = { rounds: 15, lanes: 1 }
const hashBytes = 32

function derive(secret: string, salt: Buffer, { rounds, lanes }: HashCost): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(secret.normalize('NFKC'), salt, hashBytes, { N: 2 ** rounds, p: lanes, maxmem: 2 ** rounds * 8 * 256 }, (error, key) =>
      error ? reject(error) : resolve(key),
    )
  })
}

const stored = ({ rounds, lanes }: HashCost, salt: Buffer, hash: Buffer): string =>
  `scrypt$${rounds},${lanes}$${salt.toString('base64url')}$${hash.toString('base64url')}`

/** A person's secret as it is stored: what it cost stands in it, so that the cost can rise and old ones still hold. */
export async function hashSecret(secret: string, cost: HashCost = usualCost): Promise<string> {
  const salt = randomBytes(16)
  return stored(cost, salt, await derive(secret, salt, cost))
}

/** In the place of a stored hash where there is no such person: no secret makes it, and to look takes as long as for any other. */
export const nobodysHash = (): string => stored(usualCost, randomBytes(16), randomBytes(hashBytes))

function costNamed(text: string): HashCost | null {
  const [, rounds, lanes] = /^(\d{1,2}),(\d)$/.exec(text) ?? []
  return rounds === undefined || lanes === undefined ? null : { rounds: Number(rounds), lanes: Number(lanes) }
}

/** Compares in constant time. A stored hash of another form never matches. */
export async function isSecret(secret: string, stored: string): Promise<boolean> {
  const [kind, ...parts] = stored.split('$')
  const [hash, salt, named] = parts.reverse()
  const cost = named === undefined ? unnamedCost : costNamed(named)
  if (kind !== 'scrypt' || !salt || !hash || cost === null || parts.length > 3) return false
  const expected = Buffer.from(hash, 'base64url')
  const actual = await derive(secret, Buffer.from(salt, 'base64url'), cost)
  // As long as for any other, or the time an answer takes would tell who has been here for long.
  if (cost === unnamedCost) await derive(secret, randomBytes(16), { ...usualCost, lanes: usualCost.lanes - cost.lanes })
  return expected.length === actual.length && timingSafeEqual(expected, actual)
}

/** Random, 256 bits, safe in cookies and headers. */
export const newToken = (): string => randomBytes(32).toString('base64url')

/** Fewer different signs than this are not random: of 43 random ones some 31 differ, and less than 20 never come. */
const fewestSigns = 20

/** Whether a secret is of the form that the product makes, 256 random bits: nobody chooses words, so no list of bad ones is needed. */
export const isMadeSecret = (secret: string): boolean => /^[A-Za-z0-9_-]{43}$/.test(secret) && new Set(secret).size >= fewestSigns

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
