import type { Writer } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import type { Actor } from '../actors.ts'
import { announce } from '../announce.ts'
import { writeAudit } from '../audit/write-audit.ts'
import { NotFoundError } from '../errors.ts'

/** Ends every session of a person at once, as after a lost laptop; they may sign in again. Without one there is nothing to end, and nothing is audited. Throws NotFoundError. */
export async function endSessions(
  writer: Writer,
  actor: Actor,
  { userId }: { userId: string },
): Promise<{ userId: string; ended: number }> {
  return writer.transaction(async (tx) => {
    const { rows } = await tx.execute<{ name: string; ended: number }>(sql`
      with ended as (
        update session set revoked_at = now() where user_id = ${userId} and revoked_at is null and expires_at > now() returning id
      )
      select u.name, (select count(*)::int from ended) as ended from user_account u where u.id = ${userId}`)
    const [user] = rows
    if (!user) throw new NotFoundError('There is no such user.', ['id'])
    if (user.ended > 0) {
      await announce(tx, 'access', [userId])
      await writeAudit(tx, actor, {
        action: 'user.sessions_ended',
        subjectType: 'user',
        subjectId: userId,
        detail: { name: user.name, sessions: user.ended },
      })
    }
    return { userId, ended: user.ended }
  })
}
