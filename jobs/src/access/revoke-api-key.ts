import type { Writer } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import type { Actor } from '../actors.ts'
import { announce } from '../announce.ts'
import { writeAudit } from '../audit/write-audit.ts'
import { NotFoundError, RefusedError } from '../errors.ts'

/** Ends a key at once, everywhere: open connections of it are closed. Throws NotFoundError, and RefusedError when it was revoked before. */
export async function revokeApiKey(writer: Writer, actor: Actor, { apiKeyId }: { apiKeyId: string }): Promise<{ apiKeyId: string }> {
  return writer.transaction(async (tx) => {
    const { rows } = await tx.execute<{ name: string; done: boolean }>(sql`
      with revoked as (update api_key set revoked_at = now() where id = ${apiKeyId} and revoked_at is null returning id)
      select k.name, exists (select from revoked) as done from api_key k where k.id = ${apiKeyId}`)
    const key = rows[0]
    if (!key) throw new NotFoundError('There is no such key.', ['id'])
    if (!key.done) {
      throw new RefusedError('ALREADY_DONE', 'This key is revoked already.', [{ code: 'REVOKED', message: 'A revoked key stays revoked.' }])
    }
    await announce(tx, 'access', [apiKeyId])
    await writeAudit(tx, actor, { action: 'api_key.revoked', subjectType: 'api_key', subjectId: apiKeyId, detail: { name: key.name } })
    return { apiKeyId }
  })
}
