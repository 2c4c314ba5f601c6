import type { Sql } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { provenMinutes } from './authenticate.ts'
import { recoveryCodeHash } from './recovery-codes.ts'
import type { Sealed, Sealer } from './sealer.ts'
import { stepOfCode } from './totp.ts'

/** A confirmed factor as it is kept. `seconds`: what time it is by the database's clock, since 1970; an application's may be wrong. */
export type KeptFactor = Sealed & { seconds: number }

/** What was shown of a factor, and of which one. */
export type FactorProof =
  | { kind: 'code'; factor: KeptFactor; step: number; anew: Sealed | null }
  | { kind: 'recovery code'; factor: KeptFactor; hash: Buffer }

const kept = z.object({ sealed: z.instanceof(Buffer), keyId: z.string(), seconds: z.coerce.number() })

/** The factor of a person; null when they have none that counts. */
export async function loadFactor(db: Pick<Sql, 'execute'>, userId: string): Promise<KeptFactor | null> {
  const { rows } = await db.execute<Record<string, unknown>>(sql`
    select sealed, key_id as "keyId", extract(epoch from now()) as seconds from second_factor where user_id = ${userId} and confirmed_at is not null`)
  return rows[0] ? kept.parse(rows[0]) : null
}

/**
 * The factor that a person was offered and has not confirmed; null when there is none. Who confirms is not asked again who they are, so an
 * offer holds no longer than the sign-in that it was made on counted as new.
 */
export async function loadOfferedFactor(db: Pick<Sql, 'execute'>, userId: string): Promise<KeptFactor | null> {
  const { rows } = await db.execute<Record<string, unknown>>(sql`
    select offered_sealed as sealed, offered_key_id as "keyId", extract(epoch from now()) as seconds
    from second_factor where user_id = ${userId} and offered_sealed is not null and offered_at > now() - make_interval(mins => ${provenMinutes})`)
  return rows[0] ? kept.parse(rows[0]) : null
}

/**
 * What a typed code shows: a recovery code by its form, else a code of the authenticator. A factor that was sealed under a key that is gone
 * knows no code any more; recovery codes still count.
 */
export function proofOf(sealer: Sealer, userId: string, factor: KeptFactor, typed: string): FactorProof | 'wrong' {
  const hash = recoveryCodeHash(typed)
  if (hash !== null) return { kind: 'recovery code', factor, hash }
  const secret = sealer.open(userId, factor)
  const step = secret === null ? null : stepOfCode(secret, typed.replace(/\s/g, ''), factor.seconds)
  if (secret === null || step === null) return 'wrong'
  return { kind: 'code', factor, step, anew: sealer.isOld(factor) ? sealer.seal(userId, secret) : null }
}

/**
 * Takes what was shown, in the transaction that lets in; whoever calls it holds the person's row. False when it was taken before, or when the
 * factor is another one by now, or one has come where none was.
 */
export async function takeProof(tx: Sql, userId: string, proof: FactorProof | null): Promise<boolean> {
  if (proof === null) {
    const { rows } = await tx.execute<{ userId: string }>(
      sql`select user_id as "userId" from second_factor where user_id = ${userId} and confirmed_at is not null`,
    )
    return rows.length === 0
  }
  if (proof.kind === 'recovery code') {
    const { rows } = await tx.execute<{ userId: string }>(sql`
      update recovery_code c set used_at = now() from second_factor f
      where c.user_id = ${userId} and c.code_hash = ${proof.hash} and c.used_at is null and f.user_id = c.user_id and f.sealed = ${proof.factor.sealed} returning c.user_id as "userId"`)
    return rows.length === 1
  }
  const { sealed, keyId } = proof.anew ?? proof.factor
  const { rows } = await tx.execute<{ userId: string }>(sql`
    update second_factor set last_step = ${proof.step}, sealed = ${sealed}, key_id = ${keyId}
    where user_id = ${userId} and sealed = ${proof.factor.sealed} and (last_step is null or last_step < ${proof.step}) returning user_id as "userId"`)
  return rows.length === 1
}
