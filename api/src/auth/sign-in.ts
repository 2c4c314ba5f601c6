import type { Writer } from '@swarm/db/write'
import { announce } from '@swarm/jobs/announce'
import { writeAudit } from '@swarm/jobs/audit/write-audit'
import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { sessionSeconds } from './cookies.ts'
import { hashSecret, isSecret, newToken, tokenHash } from './secrets.ts'

/** Failures after which a name or an address waits: growing, then 15 minutes (api.md). */
const freeFailures = 5
const longestWaitSeconds = 15 * 60

export type SignIn = { kind: 'signed in'; token: string } | { kind: 'refused' } | { kind: 'wait'; seconds: number }

const account = z.object({ id: z.uuid(), name: z.string(), secretHash: z.string() })

/** Checked when there is no such name, so that an answer takes as long either way. */
const nobody = hashSecret('nobody has this secret')

async function secondsToWait(writer: Writer, keys: string[]): Promise<number> {
  const { rows } = await writer.sql.execute<{ seconds: number }>(sql`
    select ceil(extract(epoch from max(locked_until) - now()))::int as seconds from sign_in_failure
    where key = any(${sql.param(keys)}::text[]) and locked_until > now()`)
  return rows[0]?.seconds ?? 0
}

/**
 * Counts an attempt before its secret is looked at, so that many at once can't all slip in under the limit; a success clears the count.
 * False when the name or the address must wait.
 */
async function takeAttempt(writer: Writer, keys: string[]): Promise<boolean> {
  const { rows } = await writer.sql.execute<{ key: string }>(sql`
    insert into sign_in_failure as f (key, failures, last_at) select k, 1, now() from unnest(${sql.param(keys)}::text[]) k order by k
    on conflict (key) do update set
      failures = case when f.last_at < now() - interval '1 hour' then 1 else f.failures + 1 end,
      last_at = now(),
      locked_until = case when f.last_at >= now() - interval '1 hour' and f.failures + 1 >= ${freeFailures}
        then now() + make_interval(secs => least(${longestWaitSeconds}, 2 ^ least(f.failures + 1 - ${freeFailures}, 20))) end
    where f.locked_until is null or f.locked_until <= now()
    returning key`)
  return rows.length === keys.length
}

/** Signs a person in by name and secret. Growing delay after 5 failures per name or address; every failure is audited. */
export async function signIn(writer: Writer, input: { name: string; secret: string; address: string }): Promise<SignIn> {
  const nameKey = input.name.trim().toLowerCase().slice(0, 200)
  const keys = [`address:${input.address}`, `name:${nameKey}`]
  const seconds = await secondsToWait(writer, keys)
  if (seconds > 0) return { kind: 'wait', seconds }
  if (!(await takeAttempt(writer, keys))) return { kind: 'wait', seconds: Math.max(1, await secondsToWait(writer, keys)) }

  const { rows } = await writer.sql.execute<Record<string, unknown>>(
    sql`select id, name, secret_hash as "secretHash" from user_account where name_key = ${nameKey} and disabled_at is null`,
  )
  const user = rows[0] ? account.parse(rows[0]) : null
  const isRight = await isSecret(input.secret, user?.secretHash ?? (await nobody))
  if (!user || !isRight) {
    await writeAudit(
      writer.sql,
      { kind: 'system', name: 'sign-in' },
      {
        action: 'sign_in.failed',
        subjectType: 'user',
        subjectId: user?.id ?? 'unknown',
        detail: { address: input.address },
      },
    )
    return { kind: 'refused' }
  }

  const token = newToken()
  await writer.transaction(async (tx) => {
    await tx.execute(sql`
      insert into session (token_hash, user_id, expires_at) values (${tokenHash(token)}, ${user.id}, now() + make_interval(secs => ${sessionSeconds}))`)
    await tx.execute(sql`update user_account set last_sign_in_at = now() where id = ${user.id}`)
    await tx.execute(sql`delete from sign_in_failure where key = any(${sql.param(keys)}::text[])`)
    await writeAudit(
      tx,
      { kind: 'user', id: user.id, name: user.name, scopes: [] },
      {
        action: 'user.signed_in',
        subjectType: 'user',
        subjectId: user.id,
        detail: { address: input.address },
      },
    )
  })
  return { kind: 'signed in', token }
}

/** Ends the session at once, everywhere. */
export async function signOut(writer: Writer, token: string): Promise<void> {
  await writer.transaction(async (tx) => {
    const { rows } = await tx.execute<{ id: string; name: string; userId: string }>(sql`
      update session s set revoked_at = now() from user_account u
      where s.token_hash = ${tokenHash(token)} and s.revoked_at is null and u.id = s.user_id
      returning s.id, u.name, u.id as "userId"`)
    const ended = rows[0]
    if (!ended) return
    await announce(tx, 'access', [ended.userId])
    await writeAudit(
      tx,
      { kind: 'user', id: ended.userId, name: ended.name, scopes: [] },
      {
        action: 'user.signed_out',
        subjectType: 'session',
        subjectId: ended.id,
        detail: {},
      },
    )
  })
}
