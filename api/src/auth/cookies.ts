import type { IncomingMessage } from 'node:http'

export const sessionCookie = 'swarm_session'

/** How long a session lives without being used, in seconds: 12 hours, sliding (api.md). */
export const sessionSeconds = 12 * 3600

export function readCookie(request: IncomingMessage, name: string): string | null {
  for (const part of (request.headers.cookie ?? '').split(';')) {
    const [key, ...value] = part.trim().split('=')
    if (key === name) return value.join('=')
  }
  return null
}

/** HTTP-only, same-site; `Secure` where the address that people use is https. */
export function setSessionCookie(value: string, options: { maxAgeSeconds: number; isSecure: boolean }): string {
  return `${sessionCookie}=${value}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${options.maxAgeSeconds}${options.isSecure ? '; Secure' : ''}`
}
