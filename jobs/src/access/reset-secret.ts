import type { Writer } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import type { Actor } from '../actors.ts'
import { announce } from '../announce.ts'
import { writeAudit } from '../audit/write-audit.ts'
import { NotFoundError } from '../errors.ts'

/**
 * Gives a person another secret, for whoever has the host in hand: lets them in again, ends their sessions, and forgets the failures that lock
 * their name. Throws NotFoundError.
 */
export async function resetSecret(writer: Writer, actor: Actor, { name, secretHash }: { name: string; secretHash: string }): Promise<void> {
  await writer.transaction(async (tx) => {
    const { rows } = await tx.execute<{ id: string }>(sql`
      update user_account set secret_hash = ${secretHash}, disabled_at = null where name_key = ${name.toLowerCase()} returning id`)
    const user = rows[0]
    if (!user) throw new NotFoundError(`There is no user "${name}".`, ['name'])
    await tx.execute(sql`update session set revoked_at = now() where user_id = ${user.id} and revoked_at is null`)
    await tx.execute(sql`delete from sign_in_failure where key = ${`name:${name.toLowerCase()}`}`)
    await announce(tx, 'access', [user.id])
    await writeAudit(tx, actor, { action: 'user.secret_reset', subjectType: 'user', subjectId: user.id, detail: { name } })
  })
}
