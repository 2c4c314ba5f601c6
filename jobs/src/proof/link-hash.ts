import { createHash } from 'node:crypto'
import type { ProofEntry } from './proof-record.ts'

export const sha256 = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex')

/** What the first link follows. */
export const chainStart = sha256('')

/**
 * A link's hash, computed without the database: every part with its length in bytes before it, so that no two entries can read the same.
 * The database's own is `audit_link_text` (db/functions/seal-audit.sql); a test holds both against each other.
 */
export function linkHash(number: number, previousHash: string, entry: ProofEntry): string {
  const parts = [
    String(number),
    previousHash,
    entry.id,
    entry.at,
    entry.actor,
    entry.action,
    entry.subjectType,
    entry.subjectId,
    entry.digest,
  ]
  return sha256(parts.map((part) => `${Buffer.byteLength(part)}:${part}`).join(','))
}
