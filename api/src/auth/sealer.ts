import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto'

/** Bytes that only a holder of `SESSION_SECRET` can read, and which of its values that is. */
export type Sealed = { sealed: Buffer; keyId: string }

export type Sealer = {
  /** `owner` is bound to it: what was sealed for one person opens for no other. */
  seal(owner: string, plain: Uint8Array): Sealed
  /** Null where it was sealed under a key that is gone, for somebody else, or was altered. */
  open(owner: string, kept: Sealed): Buffer | null
  /** The key, 32 bytes in base64, by which this person's browser closes what they typed and did not save yet. */
  textKey(owner: string): string
  /** Whether it should be sealed anew: it was by the key of before. */
  isOld(kept: Pick<Sealed, 'keyId'>): boolean
}

const ivBytes = 12
const tagBytes = 16

/** A key of its own for this use (RFC 5869): what cookies are signed with seals nothing. Its id tells keys apart and nothing about them. */
function keyOf(sessionSecret: string): { id: string; key: Buffer } {
  const key = Buffer.from(hkdfSync('sha256', sessionSecret, '', 'alpha swarm, second factors', 32))
  return { id: createHash('sha256').update(key).digest('hex').slice(0, 12), key }
}

/** AES-256-GCM under keys made of `SESSION_SECRET`; what was sealed under the value of before still opens, until it is sealed anew. */
export function createSealer(sessionSecret: string, before: string | null): Sealer {
  const now = keyOf(sessionSecret)
  const keys = [now, ...(before === null ? [] : [keyOf(before)])]
  return {
    seal(owner, plain) {
      const iv = randomBytes(ivBytes)
      const cipher = createCipheriv('aes-256-gcm', now.key, iv).setAAD(Buffer.from(owner))
      const text = Buffer.concat([cipher.update(plain), cipher.final()])
      return { sealed: Buffer.concat([iv, cipher.getAuthTag(), text]), keyId: now.id }
    },
    open(owner, { sealed, keyId }) {
      const known = keys.find(({ id }) => id === keyId)
      if (!known || sealed.length < ivBytes + tagBytes) return null
      const opening = createDecipheriv('aes-256-gcm', known.key, sealed.subarray(0, ivBytes))
        .setAAD(Buffer.from(owner))
        .setAuthTag(sealed.subarray(ivBytes, ivBytes + tagBytes))
      try {
        return Buffer.concat([opening.update(sealed.subarray(ivBytes + tagBytes)), opening.final()])
      } catch {
        return null
      }
    },
    textKey: (owner) => Buffer.from(hkdfSync('sha256', sessionSecret, '', `alpha swarm, typed texts, ${owner}`, 32)).toString('base64'),
    isOld: ({ keyId }) => keyId !== now.id,
  }
}
