import type { Writer } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import type { Actor } from '../actors.ts'
import { announce } from '../announce.ts'
import { writeAudit } from '../audit/write-audit.ts'
import { NotFoundError } from '../errors.ts'
import { firstSecretDays } from './first-secret.ts'
import { forgetFactor } from './second-factor.ts'

/**
 * Gives a person another secret, for whoever has the host in hand: lets them in again, ends their sessions, and forgets the failures that lock
 * their name. It runs out and is to be changed, as any that somebody else has seen. A second factor stays unless it is lost too. Throws
 * NotFoundError.
 */
export async function resetSecret(
  writer: Writer,
  actor: Actor,
  { name, secretHash, withFactor }: { name: string; secretHash: string; withFactor: boolean },
): Promise<void> {
  await writer.transaction(async (tx) => {
    const { rows } = await tx.execute<{ id: string }>(sql`
      update user_account set secret_hash = ${secretHash}, disabled_at = null, secret_is_first = true, secret_runs_out_at = now() + make_interval(days => ${firstSecretDays})
      where name_key = ${name.toLowerCase()} returning id`)
    const user = rows[0]
    if (!user) throw new NotFoundError(`There is no user "${name}".`, ['name'])
    await tx.execute(sql`update session set revoked_at = now() where user_id = ${user.id} and revoked_at is null`)
    await tx.execute(sql`delete from sign_in_failure where key = ${`name:${name.toLowerCase()}`}`)
    if (withFactor) await forgetFactor(tx, user.id)
    await announce(tx, 'access', [user.id])
    await writeAudit(tx, actor, {
      action: 'user.secret_reset',
      subjectType: 'user',
      subjectId: user.id,
      detail: { name, secondFactorReset: withFactor },
    })
  })
}
