import type { Writer } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import type { Actor } from '../actors.ts'
import { announce } from '../announce.ts'
import { writeAudit } from '../audit/write-audit.ts'
import { NotFoundError, RefusedError } from '../errors.ts'

type Account = { id: string; name: string; isDisabled: boolean; isAdmin: boolean }

/** Ends a person's access and sessions at once. The last admin stays: somebody must be able to let people in. Throws NotFoundError and RefusedError. */
export async function disableUser(writer: Writer, actor: Actor, { userId }: { userId: string }): Promise<{ userId: string }> {
  return writer.transaction(async (tx) => {
    // All admins are locked with the person, so that two admins can't disable each other at the same instant.
    const { rows } = await tx.execute<Account>(sql`
      select id, name, disabled_at is not null as "isDisabled", 'admin' = any(scopes) as "isAdmin" from user_account
      where id = ${userId} or (disabled_at is null and 'admin' = any(scopes)) order by id for update`)
    const user = rows.find(({ id }) => id === userId)
    if (!user) throw new NotFoundError('There is no such user.', ['id'])
    if (user.isDisabled) {
      throw new RefusedError('ALREADY_DONE', 'This user is disabled already.', [{ code: 'DISABLED', message: 'Nothing is left to end.' }])
    }
    if (user.isAdmin && !rows.some(({ id, isAdmin, isDisabled }) => id !== userId && isAdmin && !isDisabled)) {
      throw new RefusedError('GUARD_REFUSED', 'This is the last admin.', [
        { code: 'LAST_ADMIN', message: 'Make another admin first; without one nobody could let anybody in.' },
      ])
    }
    await tx.execute(sql`update user_account set disabled_at = now() where id = ${userId}`)
    await tx.execute(sql`update session set revoked_at = now() where user_id = ${userId} and revoked_at is null`)
    await announce(tx, 'access', [userId])
    await writeAudit(tx, actor, { action: 'user.disabled', subjectType: 'user', subjectId: userId, detail: { name: user.name } })
    return { userId }
  })
}
