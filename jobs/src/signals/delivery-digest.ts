import { hash } from 'node:crypto'

/** SHA-256 of what tells an event apart, in hex. */
export function digestOf(parts: unknown[]): string {
  return hash('sha256', JSON.stringify(parts), 'hex')
}
