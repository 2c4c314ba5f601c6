import { createHmac, timingSafeEqual } from 'node:crypto'
import { shortestHookSecret } from './hook-header.ts'

/** Providers that are known by the address they call alone, and have one address for everything. */
export type PathProvider = 'bettercontact' | 'rb2b'

/** The secrets that count, the newest first: two by comma while one replaces the other, so that nothing is missed in between. */
export const hookSecretsOf = (text: string | null): string[] =>
  (text ?? '')
    .split(',')
    .map((secret) => secret.trim())
    .filter((secret) => secret.length >= shortestHookSecret)

const pathToken = (secret: string, provider: PathProvider): string =>
  createHmac('sha256', secret).update(`${provider} hook`).digest('base64url')

/** Where a provider that can't prove itself otherwise brings what it has; with the newest secret. Null without one. */
export function pathHookUrl(publicUrl: string, secrets: string | null, provider: PathProvider): string | null {
  const [newest] = hookSecretsOf(secrets)
  return newest === undefined ? null : `${publicUrl}/webhooks/${provider}/${pathToken(newest, provider)}`
}

/** Whether an address is one that we gave out; compared in constant time, each. */
export function isPathOf(secrets: readonly string[], provider: PathProvider, token: string): boolean {
  const given = Buffer.from(token)
  let isOurs = false
  for (const secret of secrets) {
    const expected = Buffer.from(pathToken(secret, provider))
    if (expected.length === given.length && timingSafeEqual(expected, given)) isOurs = true
  }
  return isOurs
}
