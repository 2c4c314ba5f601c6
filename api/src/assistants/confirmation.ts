import { createHash, createHmac, timingSafeEqual } from 'node:crypto'

/** How long what was seen may be confirmed, in milliseconds of real time. */
export const confirmWithinMs = 10 * 60_000

/** What one confirmation stands for, and nothing else. */
export type Confirmed = {
  tool: string
  /** What the tool was given. */
  given: Record<string, unknown>
  /** Hash of what was seen, in hex. */
  hash: string
  count: number
}

export type Confirmations = {
  /** A token that names count and hash, for this caller alone. */
  give(confirmed: Confirmed): { token: string; until: Date }
  /** Whether a token is one for exactly this; else why not. */
  check(token: string, confirmed: Confirmed): 'GOOD' | 'EXPIRED' | 'OTHER'
}

/** The same text for the same value, however its keys are ordered. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  const parts = Object.entries(value)
    .filter(([, part]) => part !== undefined)
    .sort(([one], [other]) => (one < other ? -1 : 1))
  return `{${parts.map(([name, part]) => `${JSON.stringify(name)}:${canonical(part)}`).join(',')}}`
}

/** Hash of what was seen, in hex; a hash of the product's own stays what it is. */
export function hashOf(subject: unknown): string {
  return typeof subject === 'string' && /^[0-9a-f]{64}$/.test(subject)
    ? subject
    : createHash('sha256').update(canonical(subject)).digest('hex')
}

const shape = /^(\d{1,6})-([0-9a-f]{64})-(\d{10,12})-([A-Za-z0-9_-]{43})$/

/**
 * Confirmations hold no state: any process with the same secret checks them. One can be used again within its time, which changes nothing:
 * what it confirmed is no longer what is seen.
 */
export function createConfirmations(secret: string, caller: string, now: () => number = Date.now): Confirmations {
  const sealOf = ({ tool, given, hash, count }: Confirmed, until: number): string =>
    createHmac('sha256', secret)
      .update(canonical([caller, tool, given, hash, count, until]))
      .digest('base64url')
  return {
    give(confirmed) {
      const until = Math.floor((now() + confirmWithinMs) / 1000)
      const token = `${confirmed.count}-${confirmed.hash}-${until}-${sealOf(confirmed, until)}`
      return { token, until: new Date(until * 1000) }
    },
    check(token, confirmed) {
      const [, , , until = '', seal = ''] = shape.exec(token) ?? []
      const wanted = Buffer.from(sealOf(confirmed, Number(until)))
      const found = Buffer.from(seal)
      if (wanted.length !== found.length || !timingSafeEqual(wanted, found)) return 'OTHER'
      return Number(until) * 1000 < now() ? 'EXPIRED' : 'GOOD'
    },
  }
}
