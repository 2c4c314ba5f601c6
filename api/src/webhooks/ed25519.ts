import { createPublicKey, type KeyObject, verify } from 'node:crypto'

/** The published key, as PEM (line ends may be written `\n`) or as the base64 of its SubjectPublicKeyInfo. Null: it is none of Ed25519. */
export function readPublicKey(text: string): KeyObject | null {
  const written = text.replaceAll('\\n', '\n').trim()
  try {
    const key = written.startsWith('-----')
      ? createPublicKey(written)
      : createPublicKey({ key: Buffer.from(written, 'base64'), format: 'der', type: 'spki' })
    return key.asymmetricKeyType === 'ed25519' ? key : null
  } catch {
    return null
  }
}

/** Whether these bytes were signed so. An Ed25519 signature has 64 bytes; a text that is no base64 of so many is none. */
export function isSignedBy(key: KeyObject, body: Buffer, given: string): boolean {
  const signature = Buffer.from(given, 'base64')
  return signature.length === 64 && verify(null, body, key, signature)
}
