import type { Writer } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import type { Actor, Scope } from '../actors.ts'
import { writeAudit } from '../audit/write-audit.ts'
import { InvalidInputError } from '../errors.ts'
import { firstSecretDays } from './first-secret.ts'
import { requireMayGive } from './may-give.ts'

/**
 * Lets a person in, by a name that nobody has in any case. Whoever made the secret has seen it: it runs out, and is to be changed. Throws ForbiddenError for a
 * scope that the actor can't give.
 */
export async function createUser(
  writer: Writer,
  actor: Actor,
  { name, scopes: wanted, secretHash }: { name: string; scopes: readonly Scope[]; secretHash: string },
): Promise<{ userId: string }> {
  const scopes = [...new Set(wanted)]
  requireMayGive(actor, scopes)
  return writer.transaction(async (tx) => {
    const { rows } = await tx.execute<{ id: string }>(sql`
      insert into user_account (name, name_key, secret_hash, secret_is_first, secret_runs_out_at, scopes)
      values (${name}, ${name.toLowerCase()}, ${secretHash}, true, now() + make_interval(days => ${firstSecretDays}), ${sql.param(scopes)}::text[])
      on conflict (name_key) do nothing returning id`)
    const made = rows[0]
    if (!made) throw new InvalidInputError('name: somebody has this name', ['name'])
    await writeAudit(tx, actor, { action: 'user.created', subjectType: 'user', subjectId: made.id, detail: { name, scopes } })
    return { userId: made.id }
  })
}
