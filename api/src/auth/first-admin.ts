import type { Writer } from '@swarm/db/write'
import { firstSecretDays } from '@swarm/jobs/access/first-secret'
import { scopes } from '@swarm/jobs/actors'
import { writeAudit } from '@swarm/jobs/audit/write-audit'
import { sql } from 'drizzle-orm'
import { hashSecret } from './secrets.ts'

/** The first admin's name. */
export const firstAdminName = 'admin'

/**
 * Makes the first admin, who holds every scope a person can have, unless there is somebody already. Returns whether it did. The secret was
 * printed or stood in an environment, so it is to be changed; a sandbox's does not run out, because nobody real is behind it.
 */
export async function ensureFirstAdmin(writer: Writer, secret: string): Promise<boolean> {
  const secretHash = await hashSecret(secret)
  return writer.transaction(async (tx) => {
    const held = scopes.filter((scope) => scope !== 'webhook')
    const { rows } = await tx.execute<{ id: string }>(sql`
      insert into user_account (name, name_key, secret_hash, secret_is_first, secret_runs_out_at, scopes)
      select ${firstAdminName}, ${firstAdminName}, ${secretHash}, true,
        case when i.mode <> 'sandbox' then now() + make_interval(days => ${firstSecretDays}) end, ${sql.param(held)}::text[]
      from installation i where not exists (select from user_account) on conflict do nothing returning id`)
    const made = rows[0]
    if (!made) return false
    await writeAudit(
      tx,
      { kind: 'system', name: 'first start' },
      { action: 'user.created', subjectType: 'user', subjectId: made.id, detail: { scopes: held } },
    )
    return true
  })
}
