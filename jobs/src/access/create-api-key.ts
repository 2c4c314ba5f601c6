import type { Writer } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import type { Actor, Scope } from '../actors.ts'
import { writeAudit } from '../audit/write-audit.ts'
import { InvalidInputError } from '../errors.ts'
import { requireMayGive } from './may-give.ts'

export type CreateApiKeyInput = {
  name: string
  scopes: readonly Scope[]
  /** Real time, like every credential's: a moved clock revives no key. A year from now when left out. */
  expiresAt: Date | null
  /** Its first characters, so that people can tell keys apart, and its SHA-256: the key itself never comes here. */
  prefix: string
  keyHash: Buffer
}

/** Lets a program in. Throws ForbiddenError for a scope that the actor can't give, InvalidInputError for an expiry that has passed. */
export async function createApiKey(writer: Writer, actor: Actor, input: CreateApiKeyInput): Promise<{ apiKeyId: string }> {
  const scopes = [...new Set(input.scopes)]
  requireMayGive(actor, scopes)
  return writer.transaction(async (tx) => {
    const { rows } = await tx.execute<{ id: string; expiresAt: string }>(sql`
      insert into api_key (name, prefix, key_hash, scopes, created_by, expires_at)
      select ${input.name}, ${input.prefix}, ${input.keyHash}, ${sql.param(scopes)}::text[], ${actor.name}, expires_at
      from (select coalesce(${input.expiresAt?.toISOString() ?? null}::timestamptz, now() + interval '1 year') as expires_at) e
      where expires_at > now() and expires_at <= now() + interval '5 years'
      returning id, expires_at as "expiresAt"`)
    const made = rows[0]
    if (!made) throw new InvalidInputError('expiresAt: must be in the future, at most 5 years ahead', ['expiresAt'])
    await writeAudit(tx, actor, {
      action: 'api_key.created',
      subjectType: 'api_key',
      subjectId: made.id,
      detail: { name: input.name, scopes, expiresAt: new Date(made.expiresAt).toISOString() },
    })
    return { apiKeyId: made.id }
  })
}
