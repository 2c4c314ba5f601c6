import type { IncomingMessage } from 'node:http'

/** How long a session lives without being used, in seconds: 12 hours, sliding (api.md). */
export const sessionSeconds = 12 * 3600
/** How long a session lives at most, however much it is used, in days: whoever took one over does not keep it for ever. */
export const longestSessionDays = 30

/** The cookie that holds a person's session. */
export type SessionCookie = {
  /** What a request brought along; null when it has none. */
  read(request: IncomingMessage): string | null
  /** The value of `Set-Cookie`. */
  set(value: string): string
  /** The value of `Set-Cookie` that takes it away. */
  clear(): string
}

/**
 * HTTP-only and same-site. Where the address that people use is https it is `Secure`, and its name says to the browser that no other host,
 * and nothing without TLS, may set it.
 */
export function sessionCookie(isSecure: boolean): SessionCookie {
  const name = isSecure ? '__Host-swarm_session' : 'swarm_session'
  const set = (value: string, seconds: number) =>
    `${name}=${value}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${seconds}${isSecure ? '; Secure' : ''}`
  return {
    read: (request) => readCookie(request, name),
    set: (value) => set(value, sessionSeconds),
    clear: () => set('', 0),
  }
}

function readCookie(request: IncomingMessage, name: string): string | null {
  for (const part of (request.headers.cookie ?? '').split(';')) {
    const [key, ...value] = part.trim().split('=')
    if (key === name) return value.join('=')
  }
  return null
}
