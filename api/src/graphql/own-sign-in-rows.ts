import type { Writer } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { longestSessionDays } from '../auth/cookies.ts'

const instant = z.coerce.date()
const sessionRow = z.object({
  id: z.uuid(),
  openedAt: instant,
  lastUsedAt: instant,
  endsAt: instant,
  browser: z.string().nullable(),
  address: z.string().nullable(),
})
export type OwnSessionRow = z.infer<typeof sessionRow> & { isThis: boolean }

const signInRow = z.object({
  secretIsFirst: z.boolean(),
  isFactorNeeded: z.boolean(),
  factorSince: instant.nullable(),
  recoveryCodesLeft: z.number(),
  isSandbox: z.boolean(),
})
export type OwnSignInRow = z.infer<typeof signInRow> & { sessionId: string; userId: string }

/** How a person signs in, as it stands. The read-only role has no right to it: it goes by the API's own connection. */
export async function loadOwnSignIn(writer: Writer, { userId, sessionId }: { userId: string; sessionId: string }): Promise<OwnSignInRow> {
  const { rows } = await writer.sql.execute<Record<string, unknown>>(sql`
    select u.secret_is_first as "secretIsFirst", second_factor_needed(u.scopes) as "isFactorNeeded", f.confirmed_at as "factorSince",
      (select count(*)::int from recovery_code c where c.user_id = u.id and c.used_at is null) as "recoveryCodesLeft",
      (select mode = 'sandbox' from installation) as "isSandbox"
    from user_account u left join second_factor f on f.user_id = u.id where u.id = ${userId}`)
  return { ...signInRow.parse(rows[0]), sessionId, userId }
}

/** A person's sessions that hold, the last used first. */
export async function loadOwnSessions(
  writer: Writer,
  { userId, sessionId }: { userId: string; sessionId: string },
): Promise<OwnSessionRow[]> {
  const { rows } = await writer.sql.execute<Record<string, unknown>>(sql`
    select id, created_at as "openedAt", seen_at as "lastUsedAt", browser, address,
      least(expires_at, created_at + make_interval(days => ${longestSessionDays})) as "endsAt"
    from session where user_id = ${userId} and revoked_at is null and expires_at > now()
      and created_at > now() - make_interval(days => ${longestSessionDays}) order by seen_at desc, id desc limit 100`)
  return rows.map((row) => {
    const session = sessionRow.parse(row)
    return { ...session, isThis: session.id === sessionId }
  })
}
