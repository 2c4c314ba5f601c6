import type { IncomingMessage } from 'node:http'
import type { Writer } from '@swarm/db/write'
import { scopes } from '@swarm/jobs/actors'
import { writeAudit } from '@swarm/jobs/audit/write-audit'
import { type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Caller, Session } from '../graphql/context.ts'
import { type Unfinished, unfinishedKinds } from '../graphql/unfinished.ts'
import type { ClientAddress } from '../http/client-address.ts'
import { longestSessionDays, type SessionCookie, sessionSeconds } from './cookies.ts'
import { secondsToWait, takeAttempt } from './failures.ts'
import { tokenHash, unsign } from './secrets.ts'

/**
 * Who was recognised, or nobody. `via` tells browsers' ambient cookies from deliberate headers; `endsInMs` is how long the session or key
 * is good for yet if nothing else happens, null for a key without an end. `session` is what a person came by; null for keys.
 */
export type Authentication = { caller: Caller; via: 'cookie' | 'key'; endsInMs: number | null; session: Session | null } | null

/** What a caller may see, in one text: while it stays the same, so does what they may listen to, and with whom a subscription can be shared. */
export const visibilityOf = ({ caller, session }: NonNullable<Authentication>): string =>
  [...caller.scopes, session?.unfinished ?? ''].sort().join()

export type Authenticator = {
  authenticate(request: IncomingMessage): Promise<Authentication>
  /** The same for a connection that stays open: to be listening is no use of a session, so that it does not slide by it. */
  lookAgain(request: IncomingMessage): Promise<Authentication>
  /** Counts a request that was not recognised as a guess, when it brought a key that never was one. Seconds to wait; 0 where it need not. */
  countGuess(request: IncomingMessage): Promise<number>
  /** Forgets what was looked up: a session or key was revoked. */
  forget(): void
}

const row = z.object({ id: z.uuid(), name: z.string(), scopes: z.array(z.enum(scopes)), endsInMs: z.coerce.number().nullable() })
const sessionRow = row.extend({ sessionId: z.uuid(), provenMs: z.coerce.number(), unfinished: z.enum(unfinishedKinds).nullable() })

/** How long a session counts as just proven, in minutes: what gives access or takes brakes off asks for a newer one (ASVS 7.5.1). */
export const provenMinutes = 15

/** How long a look-up may be used without asking again, in milliseconds. A revocation clears it at once, through the outbox. */
const rememberMs = 5_000
/** Most callers remembered. */
const rememberMost = 1_000

const msUntil = (column: SQL) => sql`ceil(extract(epoch from ${column} - now()) * 1000)::bigint as "endsInMs"`

/** Sessions that hold: neither ended, over nor too old, of a person who may still come in. */
const holds = (token: string) => sql`
  s.token_hash = ${tokenHash(token)} and s.revoked_at is null and s.expires_at > now()
  and s.created_at > now() - make_interval(days => ${longestSessionDays}) and u.id = s.user_id and u.disabled_at is null`

/**
 * What a person must do before anything else. A sandbox lets a first secret stand: nobody real is behind it. Read with the session, so that a
 * setting that is tightened holds at once in what is open.
 */
const unfinished = sql`case
  when u.secret_is_first and (select mode <> 'sandbox' from installation) then ${'CHANGE_SECRET' satisfies Unfinished}
  when second_factor_needed(u.scopes) and not exists (select from second_factor f where f.user_id = u.id and f.confirmed_at is not null)
    then ${'SET_SECOND_FACTOR' satisfies Unfinished} end as unfinished`
const ofSession = sql`u.id, u.name, u.scopes, s.id as "sessionId", ${unfinished},
  extract(epoch from s.created_at + make_interval(mins => ${provenMinutes}) - now()) * 1000 as "provenMs"`

/** A session ends when it was not used for 12 hours, and when it is too old. */
const sessionEnd = sql`least(s.expires_at, s.created_at + make_interval(days => ${longestSessionDays}))`

export function createAuthenticator(
  writer: Writer,
  { sessionSecret, cookie, addressOf }: { sessionSecret: string; cookie: SessionCookie; addressOf: ClientAddress },
): Authenticator {
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

  const one = async <Row>(shape: z.ZodType<Row>, statement: SQL): Promise<Row | null> => {
    const { rows } = await writer.sql.execute<Record<string, unknown>>(statement)
    return rows[0] ? shape.parse(rows[0]) : null
  }

  async function bySession(token: string, isUse: boolean): Promise<Authentication> {
    const user = await one(
      sessionRow,
      isUse
        ? sql`update session s set seen_at = now(), expires_at = now() + make_interval(secs => ${sessionSeconds})
            from user_account u where ${holds(token)} returning ${ofSession}, ${msUntil(sessionEnd)}`
        : sql`select ${ofSession}, ${msUntil(sessionEnd)} from session s, user_account u where ${holds(token)}`,
    )
    if (!user) return null
    const { id, name, scopes: held, endsInMs, sessionId, provenMs } = user
    return {
      caller: { kind: 'user', id, name, scopes: held },
      via: 'cookie',
      endsInMs,
      session: { id: sessionId, provenUntil: performance.now() + provenMs, unfinished: user.unfinished },
    }
  }

  /**
   * Where too many keys were guessed from, only such are let in as were used within a day: one lost program locks no other out. Who is in
   * already (`address` is null) is not asked: others' guesses end no connection.
   */
  async function byKey(key: string, address: string | null): Promise<Authentication> {
    const isGuess =
      address === null ? sql`false` : sql`exists (select from sign_in_failure where key = ${guessesFrom(address)} and locked_until > now())`
    const found = await one(
      row,
      sql`
      update api_key set last_used_at = now()
      where key_hash = ${tokenHash(key)} and revoked_at is null and (expires_at is null or expires_at > now())
        and (last_used_at > now() - interval '1 day' or not ${isGuess})
      returning id, name, scopes, ${msUntil(sql`expires_at`)}`,
    )
    return found
      ? {
          caller: { kind: 'key', id: found.id, name: found.name, scopes: found.scopes },
          via: 'key',
          endsInMs: found.endsInMs,
          session: null,
        }
      : null
  }

  function find(request: IncomingMessage, isUse: boolean): Promise<Authentication> {
    if (request.headers.authorization !== undefined) {
      const key = keyOf(request)
      if (key === null) return Promise.resolve(null)
      return remember(`${isUse ? 'key' : 'listening'} ${key}`, () => byKey(key, isUse ? addressOf(request) : null))
    }
    const signed = cookie.read(request)
    const token = signed === null ? null : unsign(signed, sessionSecret)
    if (token === null) return Promise.resolve(null)
    return remember(`${isUse ? 'session' : 'listening'} ${token}`, () => bySession(token, isUse))
  }

  return {
    authenticate: (request) => find(request, true),
    lookAgain: (request) => find(request, false),
    async countGuess(request) {
      const key = keyOf(request)
      if (key === null) return 0
      const address = addressOf(request)
      const guesses = [guessesFrom(address)]
      const seconds = await secondsToWait(writer, guesses)
      if (seconds > 0) return seconds
      // A key that was revoked or is over is no guess: its program only has not heard of it.
      const { rows } = await writer.sql.execute<Record<string, unknown>>(sql`select from api_key where key_hash = ${tokenHash(key)}`)
      if (rows.length > 0) return 0
      if (!(await takeAttempt(writer, guesses))) return Math.max(1, await secondsToWait(writer, guesses))
      await writeAudit(
        writer.sql,
        { kind: 'system', name: 'sign-in' },
        { action: 'api_key.unknown', subjectType: 'api_key', subjectId: 'unknown', detail: { address } },
      )
      return 0
    },
    forget: () => remembered.clear(),
  }
}

const guessesFrom = (address: string) => `keys:${address}`

/** The key that a request brings; null when it brings nothing that could be one. */
function keyOf(request: IncomingMessage): string | null {
  return /^Bearer ([A-Za-z0-9_-]{20,200})$/.exec(request.headers.authorization ?? '')?.[1] ?? null
}
