import { createHash, randomBytes } from 'node:crypto'
import { base32 } from './totp.ts'

/** How many a person gets. Each signs in once, in place of a code of the second factor. */
export const recoveryCodeCount = 10
/** Random bytes of one: 120 bits, so that a plain hash of it tells nothing (ASVS 6.5.2 asks for 112). */
const codeBytes = 15

const spell = (letters: string): string => (letters.match(/.{4}/g) ?? []).join('-').toLowerCase()

/** New recovery codes, in groups of four letters. */
export const newRecoveryCodes = (): string[] => Array.from({ length: recoveryCodeCount }, () => spell(base32(randomBytes(codeBytes))))

/** How one is looked up; null for what can't be one. Case, spaces and hyphens don't count. */
export function recoveryCodeHash(typed: string): Buffer | null {
  const letters = typed.toUpperCase().replace(/[\s-]/g, '')
  return /^[A-Z2-7]{24}$/.test(letters) ? createHash('sha256').update(letters).digest() : null
}
