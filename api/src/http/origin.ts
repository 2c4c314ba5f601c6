import type { IncomingMessage } from 'node:http'

/** The header that a page of another site can't set on a simple request. */
export const csrfHeader = 'x-swarm-csrf'

export type OriginRules = {
  /** Whether a browser page at this origin may act with a person's cookie. */
  isAllowed(origin: string | undefined): boolean
  /** CORS answer headers for this request; empty where the origin is not allowed. */
  corsHeaders(request: IncomingMessage): Record<string, string>
}

export function createOriginRules(publicUrl: URL, others: readonly string[], ownHosts: readonly string[]): OriginRules {
  const allowed = new Set([
    publicUrl.origin,
    ...ownHosts.map((host) => `${publicUrl.protocol}//${host}`),
    ...others.map((other) => new URL(other).origin),
  ])
  const isAllowed = (origin: string | undefined) => origin !== undefined && allowed.has(origin)
  return {
    isAllowed,
    corsHeaders: ({ headers: { origin } }) =>
      origin !== undefined && isAllowed(origin)
        ? {
            'access-control-allow-origin': origin,
            'access-control-allow-credentials': 'true',
            'access-control-allow-methods': 'GET, POST, OPTIONS',
            'access-control-allow-headers': `Content-Type, Authorization, ${csrfHeader}`,
            vary: 'origin',
          }
        : { vary: 'origin' },
  }
}
