import type { IncomingMessage } from 'node:http'
import type { Writer } from '@swarm/db/write'
import { type Scope, scopes } from '@swarm/jobs/actors'
import { sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Caller } from '../graphql/context.ts'
import { readCookie, sessionCookie, sessionSeconds } from './cookies.ts'
import { tokenHash, unsign } from './secrets.ts'

/** Why nobody was recognised, or who was. `via` tells browsers' ambient cookies from deliberate headers. */
export type Authentication = { caller: Caller; via: 'cookie' | 'key' } | null

export type Authenticator = {
  authenticate(request: IncomingMessage): Promise<Authentication>
  /** Forgets what was looked up: a session or key was revoked. */
  forget(): void
}

const row = z.object({ id: z.uuid(), name: z.string(), scopes: z.array(z.enum(scopes)) })

/** How long a look-up may be used without asking again, in milliseconds. A revocation clears it at once, through the outbox. */
const rememberMs = 5_000
/** Most callers remembered. */
const rememberMost = 1_000

export function createAuthenticator(writer: Writer, sessionSecret: string): Authenticator {
  const remembered = new Map<string, { until: number; found: Promise<Authentication> }>()

  const remember = (key: string, look: () => Promise<Authentication>): Promise<Authentication> => {
    const known = remembered.get(key)
    if (known && known.until > performance.now()) return known.found
    if (remembered.size >= rememberMost) remembered.clear()
    const found = look()
    remembered.set(key, { until: performance.now() + rememberMs, found })
    found.then(
      (answer) => answer === null && remembered.delete(key),
      () => remembered.delete(key),
    )
    return found
  }

  async function bySession(token: string): Promise<Authentication> {
    const { rows } = await writer.sql.execute<Record<string, unknown>>(sql`
      update session s set seen_at = now(), expires_at = now() + make_interval(secs => ${sessionSeconds})
      from user_account u
      where s.token_hash = ${tokenHash(token)} and u.id = s.user_id and u.disabled_at is null and s.revoked_at is null and s.expires_at > now()
      returning u.id, u.name, u.scopes`)
    const user = rows[0] ? row.parse(rows[0]) : null
    return user ? { caller: { kind: 'user', id: user.id, name: user.name, scopes: user.scopes }, via: 'cookie' } : null
  }

  async function byKey(key: string): Promise<Authentication> {
    const { rows } = await writer.sql.execute<Record<string, unknown>>(sql`
      update api_key set last_used_at = now()
      where key_hash = ${tokenHash(key)} and revoked_at is null and (expires_at is null or expires_at > now())
      returning id, name, scopes`)
    const found = rows[0] ? row.parse(rows[0]) : null
    return found ? { caller: { kind: 'key', id: found.id, name: found.name, scopes: found.scopes satisfies Scope[] }, via: 'key' } : null
  }

  return {
    async authenticate(request) {
      const header = request.headers.authorization
      if (header !== undefined) {
        const key = /^Bearer ([A-Za-z0-9_-]{20,200})$/.exec(header)?.[1]
        return key === undefined ? null : remember(`key ${key}`, () => byKey(key))
      }
      const cookie = readCookie(request, sessionCookie)
      const token = cookie === null ? null : unsign(cookie, sessionSecret)
      return token === null ? null : remember(`session ${token}`, () => bySession(token))
    },
    forget: () => remembered.clear(),
  }
}
