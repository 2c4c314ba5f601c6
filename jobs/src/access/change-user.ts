import type { Sql, Writer } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import type { Actor, Scope } from '../actors.ts'
import { announce } from '../announce.ts'
import { writeAudit } from '../audit/write-audit.ts'
import { NotFoundError, RefusedError } from '../errors.ts'
import { firstSecretDays } from './first-secret.ts'
import { requireMayGive } from './may-give.ts'

type Account = { id: string; name: string; scopes: Scope[]; isDisabled: boolean }

/** The person, locked together with all admins: two admins can't take each other's right at the same instant. */
async function lockUser(tx: Sql, userId: string): Promise<{ user: Account; hasOtherAdmin: boolean }> {
  const { rows } = await tx.execute<Account>(sql`
    select id, name, scopes, disabled_at is not null as "isDisabled" from user_account
    where id = ${userId} or (disabled_at is null and 'admin' = any(scopes)) order by id for update`)
  const user = rows.find(({ id }) => id === userId)
  if (!user) throw new NotFoundError('There is no such user.', ['id'])
  return { user, hasOtherAdmin: rows.some(({ id, scopes, isDisabled }) => id !== userId && scopes.includes('admin') && !isDisabled) }
}

/**
 * Changes what a person may do, at once, also in what they have open. Nobody gives what they don't hold, and the last admin stays one. The same
 * scopes change nothing. Throws NotFoundError, ForbiddenError and RefusedError.
 */
export async function changeUserScopes(
  writer: Writer,
  actor: Actor,
  input: { userId: string; scopes: readonly Scope[] },
): Promise<{ userId: string }> {
  const wanted = [...new Set(input.scopes)]
  return writer.transaction(async (tx) => {
    const { user, hasOtherAdmin } = await lockUser(tx, input.userId)
    requireMayGive(
      actor,
      wanted.filter((scope) => !user.scopes.includes(scope)),
    )
    if (user.scopes.includes('admin') && !wanted.includes('admin') && !user.isDisabled && !hasOtherAdmin) {
      throw new RefusedError('GUARD_REFUSED', 'This is the last admin.', [
        { code: 'LAST_ADMIN', message: 'Make another admin first; without one nobody could let anybody in.' },
      ])
    }
    if (wanted.length === user.scopes.length && wanted.every((scope) => user.scopes.includes(scope))) return { userId: user.id }
    await tx.execute(sql`update user_account set scopes = ${sql.param(wanted)}::text[] where id = ${user.id}`)
    await announce(tx, 'access', [user.id])
    await writeAudit(tx, actor, {
      action: 'user.scopes_changed',
      subjectType: 'user',
      subjectId: user.id,
      detail: { name: user.name, before: user.scopes, after: wanted },
    })
    return { userId: user.id }
  })
}

/**
 * Gives a person another secret, lets a disabled one in again, and ends their sessions. Whoever makes a secret could sign in with it: so an admin
 * does this only for people who hold no more than they do, and it is a first secret again. A second factor stays. Throws NotFoundError and ForbiddenError.
 */
export async function giveNewSecret(
  writer: Writer,
  actor: Actor,
  { userId, secretHash }: { userId: string; secretHash: string },
): Promise<{ userId: string }> {
  return writer.transaction(async (tx) => {
    const { user } = await lockUser(tx, userId)
    requireMayGive(actor, user.scopes)
    await tx.execute(sql`
      update user_account set secret_hash = ${secretHash}, disabled_at = null, secret_is_first = true, secret_runs_out_at = now() + make_interval(days => ${firstSecretDays})
      where id = ${userId}`)
    await tx.execute(sql`update session set revoked_at = now() where user_id = ${userId} and revoked_at is null`)
    await announce(tx, 'access', [userId])
    await writeAudit(tx, actor, {
      action: 'user.secret_reset',
      subjectType: 'user',
      subjectId: userId,
      detail: { name: user.name, wasDisabled: user.isDisabled },
    })
    return { userId }
  })
}
