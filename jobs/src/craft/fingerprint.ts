import { createHash } from 'node:crypto'
import { UNSEEN } from './text-value.ts'

/** Letters and digits only, folded: what stays the same when somebody changes a comma, a capital or a line break. */
export function normalisedText(text: string): string {
  return text
    .normalize('NFKC')
    .replace(UNSEEN, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, ' ')
    .trim()
}

/** SHA-256 in hex of the normalised subject and body. The same text to the same lead has the same one. */
export function fingerprintOf(subject: string | null, body: string): string {
  return createHash('sha256')
    .update(`${normalisedText(subject ?? '')}\n${normalisedText(body)}`)
    .digest('hex')
}
