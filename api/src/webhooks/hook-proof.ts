import { hash, timingSafeEqual } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { heyreachTypeOf } from '@swarm/jobs/signals/heyreach-hooks'
import { hookSecretHeader, shortestHookSecret } from '@swarm/jobs/signals/hook-header'
import { hookSecretsOf, isPathOf } from '@swarm/jobs/signals/hook-path'
import { isSignedBy, readPublicKey } from './ed25519.ts'
import {
  ghlSignatureHeader,
  type HookSecret,
  hookManners,
  svixHeaders,
  type WebhookProvider,
  type WebhookSecrets,
} from './hook-providers.ts'
import { isSignedBySvix } from './svix.ts'

/** `eventType` where the address says what kind of event it is. */
export type Proven = { isAuthenticated: boolean; eventType?: string }

/** What a request has to show. */
export type HookProver = {
  /** Nothing can be taken: what would prove it is missing or could be guessed. */
  isMissing: boolean
  /** What the refusal of a request that proves nothing says. */
  refusal: string
  /** Asked before the body is read. Null: refused. Undefined: only the body tells. */
  byHead(headers: IncomingHttpHeaders, token: string | null): Proven | null | undefined
  byBody(headers: IncomingHttpHeaders, body: Buffer): Proven | null
}

const digest = (text: string) => hash('sha256', text, 'buffer')

/** By the table, what speaks for this provider. Who stands on the allow-list is taken without any, and marked so. */
export function proverOf(provider: WebhookProvider, secrets: WebhookSecrets): HookProver {
  const isBelieved = secrets.unsignedAllowlist?.includes(provider) === true
  const unproven = isBelieved ? { isAuthenticated: false } : null
  const manners = hookManners[provider]
  switch (manners.proof) {
    case 'header': {
      const known = headerSecrets(provider, secrets)
      const expected = known.map(digest)
      const isOpen = !secrets.isStrict && expected.length === 0
      return {
        isMissing: secrets.isStrict && !isBelieved && !known.some((secret) => secret.length >= shortestHookSecret),
        refusal: `The header ${hookSecretHeader} is missing or wrong.`,
        byHead(headers) {
          const given = headers[hookSecretHeader]
          // Both sides as digests: equal lengths, compared in constant time.
          const isProven = typeof given === 'string' && expected.some((one) => timingSafeEqual(digest(given), one))
          return isProven ? { isAuthenticated: true } : isOpen ? { isAuthenticated: false } : unproven
        },
        byBody: () => null,
      }
    }
    case 'path': {
      const known = provider === 'heyreach' ? secretsOfHeyreach(secrets) : hookSecretsOf(secretOf(provider, secrets)?.secret ?? null)
      return {
        // Without a secret there are no addresses, strict or not.
        isMissing: known.length === 0 && !isBelieved,
        refusal: 'The address of this hook is none of ours.',
        byHead: (_, token) => (token === null ? null : provenByPath(provider, known, token)) ?? unproven,
        byBody: () => null,
      }
    }
    case 'signature': {
      const key = secrets.ghlPublicKey ? readPublicKey(secrets.ghlPublicKey) : null
      const isOpen = key === null && !secrets.isStrict
      return {
        isMissing: key === null && secrets.isStrict && !isBelieved,
        refusal: `The header ${ghlSignatureHeader} is missing or does not fit the body.`,
        byHead: () => undefined,
        byBody(headers, body) {
          const given = headers[ghlSignatureHeader]
          const isProven = key !== null && typeof given === 'string' && isSignedBy(key, body, given)
          return isProven ? { isAuthenticated: true } : isOpen ? { isAuthenticated: false } : unproven
        },
      }
    }
    case 'hmac': {
      const known = hookSecretsOf(secretOf(provider, secrets)?.secret ?? null)
      return {
        isMissing: known.length === 0 && !isBelieved,
        refusal: `The header ${svixHeaders.signature} is missing or does not fit the body.`,
        byHead: () => undefined,
        byBody: (headers, body) => (isSignedBySvix(known, headers, body) ? { isAuthenticated: true } : unproven),
      }
    }
    default:
      return manners.proof satisfies never
  }
}

function headerSecrets(provider: WebhookProvider, secrets: WebhookSecrets): string[] {
  // Instantly's hook is told its secret by us: there is never an old one beside it.
  if (provider === 'instantly') return secrets.instantly === null ? [] : [secrets.instantly]
  return hookSecretsOf(secretOf(provider, secrets)?.secret ?? null)
}

function secretsOfHeyreach({ heyreach }: WebhookSecrets): string[] {
  const secret = heyreach?.secret ?? null
  return secret === null || secret.length < shortestHookSecret ? [] : [secret]
}

function secretOf(provider: WebhookProvider, secrets: WebhookSecrets): HookSecret | undefined {
  return provider === 'clay' || provider === 'bettercontact' || provider === 'rb2b' || provider === 'heyreach' || provider === 'resend'
    ? secrets[provider]
    : undefined
}

function provenByPath(provider: WebhookProvider, secrets: readonly string[], token: string): Proven | null {
  if (provider === 'bettercontact' || provider === 'rb2b') return isPathOf(secrets, provider, token) ? { isAuthenticated: true } : null
  // HeyReach has an address for each kind of event; what the payload calls itself is not asked.
  for (const secret of secrets) {
    const type = heyreachTypeOf(secret, token)
    if (type !== null) return { isAuthenticated: true, eventType: type.toLowerCase() }
  }
  return null
}

/** Whether a provider is used at all; Instantly always is. */
export function isHookUsed(provider: WebhookProvider, secrets: WebhookSecrets, isGhlUsed: boolean): boolean {
  if (provider === 'instantly') return true
  return provider === 'ghl' ? isGhlUsed : secrets[provider]?.isUsed === true
}

/** Providers that are used and whose deliveries must be refused because nothing could prove them, with the variable that is missing (I20). */
export function unprovableHooks(
  secrets: WebhookSecrets,
  isGhlUsed: boolean,
): { provider: WebhookProvider; variable: string; status: number }[] {
  if (!secrets.isStrict) return []
  return webhookProviders.flatMap((provider) =>
    isHookUsed(provider, secrets, isGhlUsed) && proverOf(provider, secrets).isMissing
      ? [{ provider, variable: hookManners[provider].variable, status: hookManners[provider].notReady }]
      : [],
  )
}

const webhookProviders: readonly WebhookProvider[] = ['instantly', 'ghl', 'heyreach', 'clay', 'bettercontact', 'rb2b', 'resend']
