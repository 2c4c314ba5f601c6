import type { Writer } from '@swarm/db/write'
import { announce } from '@swarm/jobs/announce'
import { writeAudit } from '@swarm/jobs/audit/write-audit'
import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { sessionSeconds } from './cookies.ts'
import { secondsToWait, takeAttempt } from './failures.ts'
import { hashSecret, isSecret, newToken, tokenHash } from './secrets.ts'

export type SignIn = { kind: 'signed in'; token: string } | { kind: 'refused' } | { kind: 'wait'; seconds: number }

const account = z.object({ id: z.uuid(), name: z.string(), secretHash: z.string() })

/** Checked when there is no such name, so that an answer takes as long either way. */
const nobody = hashSecret('nobody has this secret')

/**
 * Signs a person in by name and secret. Growing delay after 5 failures per name or address; every failure is audited. A success forgets the
 * failures of the name, and of the address only itself: one account of one's own buys no further guesses at others.
 */
export async function signIn(writer: Writer, input: { name: string; secret: string; address: string }): Promise<SignIn> {
  const nameKey = input.name.trim().toLowerCase().slice(0, 200)
  const [ofAddress, ofName] = [`address:${input.address}`, `name:${nameKey}`]
  const keys = [ofAddress, ofName]
  const seconds = await secondsToWait(writer, keys)
  if (seconds > 0) return { kind: 'wait', seconds }
  if (!(await takeAttempt(writer, keys))) return { kind: 'wait', seconds: Math.max(1, await secondsToWait(writer, keys)) }

  const { rows } = await writer.sql.execute<Record<string, unknown>>(
    sql`select id, name, secret_hash as "secretHash" from user_account where name_key = ${nameKey} and disabled_at is null`,
  )
  const user = rows[0] ? account.parse(rows[0]) : null
  const isRight = await isSecret(input.secret, user?.secretHash ?? (await nobody))
  const token = newToken()
  if (user && isRight && (await openSession(writer, user, { token, address: input.address, keys: { ofAddress, ofName } })))
    return { kind: 'signed in', token }
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

/**
 * Opens the session, unless the person was disabled or given another secret while theirs was checked, which takes its time: whoever ends all
 * sessions of a person holds this row too, and leaves none of the old secret behind. False where there is none.
 */
async function openSession(
  writer: Writer,
  user: z.infer<typeof account>,
  { token, address, keys: { ofAddress, ofName } }: { token: string; address: string; keys: { ofAddress: string; ofName: string } },
): Promise<boolean> {
  return writer.transaction(async (tx) => {
    const { rows } = await tx.execute<{ id: string }>(sql`
      with person as (
        update user_account set last_sign_in_at = now() where id = ${user.id} and secret_hash = ${user.secretHash} and disabled_at is null returning id
      )
      insert into session (token_hash, user_id, expires_at)
      select ${tokenHash(token)}::bytea, id, now() + make_interval(secs => ${sessionSeconds}) from person returning id`)
    if (rows.length === 0) return false
    await tx.execute(sql`delete from sign_in_failure where key = ${ofName} or (key = ${ofAddress} and failures <= 1)`)
    await tx.execute(sql`update sign_in_failure set failures = failures - 1, locked_until = null where key = ${ofAddress}`)
    await writeAudit(
      tx,
      { kind: 'user', id: user.id, name: user.name, scopes: [] },
      {
        action: 'user.signed_in',
        subjectType: 'user',
        subjectId: user.id,
        detail: { address },
      },
    )
    return true
  })
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
