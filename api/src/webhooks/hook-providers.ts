import type { hookProviders } from '@swarm/jobs/signals/read-event'

/** A secret of ours for one provider, and whether that provider is used at all. `secret` may be two by comma while one replaces the other. */
export type HookSecret = { secret: string | null; isUsed: boolean }

/** What proves that a delivery is a provider's. */
export type WebhookSecrets = {
  /** Whether a provider without a secret is refused. */
  isStrict: boolean
  instantly: string | null
  heyreach?: HookSecret
  clay?: HookSecret
  bettercontact?: HookSecret
  /** RB2B has no key: it is used where it has a secret. */
  rb2b?: HookSecret
  /** Resend shows it as `whsec_…`; without one its mails are asked about one by one. */
  resend?: HookSecret
  /** GoHighLevel's published key; null: none is configured. */
  ghlPublicKey?: string | null
  /** Providers that are believed without any proof. */
  unsignedAllowlist?: readonly string[]
}

export type WebhookProvider = Exclude<(typeof hookProviders)[number], 'unsubscribe-link' | 'smtp'>

/**
 * How a provider proves itself:
 *   header     our secret in a header that the hook was made with
 *   path       nothing can be signed or added, so an unguessable address is all that speaks for it
 *   signature  Ed25519 over the bytes as they came
 *   hmac       HMAC-SHA256 over id, time and bytes, as Svix signs
 */
export type HookProof = 'header' | 'path' | 'signature' | 'hmac'

export type HookManners = {
  proof: HookProof
  /** The variable that holds what proves it. */
  variable: string
  /** Answered while there is no secret, and when a delivery could not be kept. Never 2xx: what is acknowledged is durable (I7). */
  notReady: 503 | 429
  /** When it may come again, in seconds. */
  comeAgainSeconds: number
  /** What every delivery is called, where the provider names none. */
  eventType?: string
  /** Headers that are kept besides the common ones. */
  keepsHeaders?: readonly string[]
  /** It hangs up for good on anything but 200: whatever comes to the right address is kept, too large or not, and keeping it is tried for so long (in milliseconds). */
  keepsAnythingFor?: number
}

/** What Resend's deliveries (Svix) bring: an id that stays the same when one comes again, the second in which it was signed, and signatures. */
export const svixHeaders = { id: 'svix-id', timestamp: 'svix-timestamp', signature: 'svix-signature' }

/** The header of GoHighLevel's signature, in base64. The older `x-wh-signature` (RSA) is never looked at: it was announced to end. */
export const ghlSignatureHeader = 'x-ghl-signature'

/** Who may call us, how they prove it, and what each provider's own rules ask of the answer (providers/*.md). */
export const hookManners: Record<WebhookProvider, HookManners> = {
  // Disables a hook after repeated failures; tries again for about half a minute.
  instantly: { proof: 'header', variable: 'INSTANTLY_WEBHOOK_SECRET', notReady: 503, comeAgainSeconds: 5 },
  heyreach: { proof: 'path', variable: 'HEYREACH_WEBHOOK_SECRET', notReady: 503, comeAgainSeconds: 5 },
  // Comes again after 429 alone, in about 10 minutes; after anything else an event is lost for good.
  ghl: {
    proof: 'signature',
    variable: 'GHL_WEBHOOK_PUBLIC_KEY',
    notReady: 429,
    comeAgainSeconds: 60,
    keepsHeaders: [ghlSignatureHeader],
  },
  // A column of a table there calls us, with the headers that a person wrote into it.
  clay: { proof: 'header', variable: 'CLAY_WEBHOOK_SECRET', notReady: 503, comeAgainSeconds: 30, eventType: 'enrichment_result' },
  // Up to 5 tries within some 9 minutes.
  bettercontact: {
    proof: 'path',
    variable: 'BETTERCONTACT_WEBHOOK_SECRET',
    notReady: 503,
    comeAgainSeconds: 30,
    eventType: 'enrichment_result',
  },
  // Never tries again, and disconnects on anything but 200 within 15 s.
  rb2b: {
    proof: 'path',
    variable: 'RB2B_WEBHOOK_SECRET',
    notReady: 503,
    comeAgainSeconds: 5,
    eventType: 'page_visit',
    keepsAnythingFor: 10_000,
  },
  // Tries again after 5 s, 5 min, 30 min and up to 10 h.
  resend: { proof: 'hmac', variable: 'RESEND_WEBHOOK_SECRET', notReady: 503, comeAgainSeconds: 5, keepsHeaders: [svixHeaders.id] },
}

const isProvider = (name: string): name is WebhookProvider => Object.hasOwn(hookManners, name)

/** `/webhooks/{provider}` or `/webhooks/{provider}/{pathToken}`; null for any other path and provider. */
export function hookOf(path: string): { provider: WebhookProvider; token: string | null } | null {
  const [, name, token] = /^\/webhooks\/([a-z0-9]+)(?:\/([^/]*))?$/.exec(path) ?? []
  return name !== undefined && isProvider(name) ? { provider: name, token: token ?? null } : null
}
