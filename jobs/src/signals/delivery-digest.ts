import { createHash } from 'node:crypto'

/** SHA-256 of what tells an event apart, in hex. */
export function digestOf(parts: unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex')
}
