import type { Sql, Writer } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import type { Actor, Scope } from '../actors.ts'
import { announce } from '../announce.ts'
import { writeAudit } from '../audit/write-audit.ts'
import { ConflictError, NotFoundError, RefusedError } from '../errors.ts'
import { requireMayGive } from './may-give.ts'
import { endOthers, type Person } from './own-account.ts'

/** A factor's secret as it is kept: only the API can open it. */
export type SealedFactor = { sealed: Buffer; keyId: string }

/** Holds the person's row: whoever signs in, changes their factor or resets it waits for the others. */
async function lockPerson(tx: Sql, userId: string): Promise<{ name: string; scopes: Scope[]; hasFactor: boolean }> {
  const { rows } = await tx.execute<{ name: string; scopes: Scope[]; hasFactor: boolean }>(sql`
    select u.name, u.scopes, exists (select from second_factor f where f.user_id = u.id and f.confirmed_at is not null) as "hasFactor"
    from user_account u where u.id = ${userId} for update`)
  const person = rows[0]
  if (!person) throw new NotFoundError('There is no such user.', ['id'])
  return person
}

const noFactor = (message: string): RefusedError =>
  new RefusedError('NOT_READY', message, [{ code: 'NO_SECOND_FACTOR', message: 'Set one up first.' }])

/** Keeps a factor that is on offer. It counts for nothing until a code of it was shown; an earlier offer is forgotten, the factor in use stays. */
export async function offerSecondFactor(writer: Writer, person: Person, offered: SealedFactor): Promise<void> {
  await writer.transaction(async (tx) => {
    await lockPerson(tx, person.id)
    await tx.execute(sql`
      insert into second_factor (user_id, offered_sealed, offered_key_id, offered_at) values (${person.id}, ${offered.sealed}, ${offered.keyId}, now())
      on conflict (user_id) do update set offered_sealed = excluded.offered_sealed, offered_key_id = excluded.offered_key_id, offered_at = now()`)
    await writeAudit(tx, person, { action: 'user.second_factor_offered', subjectType: 'user', subjectId: person.id, detail: {} })
  })
}

async function keepRecoveryCodes(tx: Sql, userId: string, hashes: readonly Buffer[]): Promise<void> {
  await tx.execute(sql`delete from recovery_code where user_id = ${userId}`)
  await tx.execute(sql`insert into recovery_code (user_id, code_hash) select ${userId}, h from unnest(${sql.param(hashes)}::bytea[]) h`)
}

/**
 * The offered factor becomes the person's, with new recovery codes; what came before it is gone, and so are their other sessions. `step` is
 * that of the code which was shown: it signs nobody in any more. Throws ConflictError when another one was offered meanwhile.
 */
export async function confirmSecondFactor(
  writer: Writer,
  person: Person,
  { offered, step, recoveryHashes }: { offered: SealedFactor; step: number; recoveryHashes: readonly Buffer[] },
): Promise<{ ended: number }> {
  return writer.transaction(async (tx) => {
    const { hasFactor } = await lockPerson(tx, person.id)
    const { rows } = await tx.execute<{ userId: string }>(sql`
      update second_factor set sealed = offered_sealed, key_id = offered_key_id, confirmed_at = now(), last_step = ${step},
        offered_sealed = null, offered_key_id = null, offered_at = null
      where user_id = ${person.id} and offered_sealed = ${offered.sealed} returning user_id as "userId"`)
    if (rows.length === 0) throw new ConflictError('Another factor was offered meanwhile. Begin again.')
    await keepRecoveryCodes(tx, person.id, recoveryHashes)
    const ended = await endOthers(tx, person)
    await writeAudit(tx, person, {
      action: 'user.second_factor_set',
      subjectType: 'user',
      subjectId: person.id,
      detail: { replaced: hasFactor, sessionsEnded: ended },
    })
    return { ended }
  })
}

/** Other recovery codes in place of those that are left. Throws RefusedError without a factor. */
export async function renewRecoveryCodes(writer: Writer, person: Person, recoveryHashes: readonly Buffer[]): Promise<void> {
  await writer.transaction(async (tx) => {
    const { hasFactor } = await lockPerson(tx, person.id)
    if (!hasFactor) throw noFactor('Recovery codes stand in for a second factor, and there is none.')
    await keepRecoveryCodes(tx, person.id, recoveryHashes)
    await writeAudit(tx, person, { action: 'user.recovery_codes_renewed', subjectType: 'user', subjectId: person.id, detail: {} })
  })
}

/** Leaves nothing of a person's factor. Whoever calls it holds their row. */
export async function forgetFactor(tx: Sql, userId: string): Promise<void> {
  await tx.execute(sql`delete from recovery_code where user_id = ${userId}`)
  await tx.execute(sql`delete from second_factor where user_id = ${userId}`)
}

/** Takes one's own factor away, unless the settings ask for one. Throws RefusedError. */
export async function removeSecondFactor(writer: Writer, person: Person): Promise<void> {
  await writer.transaction(async (tx) => {
    const { hasFactor } = await lockPerson(tx, person.id)
    if (!hasFactor) throw noFactor('There is no second factor to take away.')
    const { rows } = await tx.execute<{ isNeeded: boolean }>(
      sql`select second_factor_needed(u.scopes) as "isNeeded" from user_account u where u.id = ${person.id}`,
    )
    if (rows[0]?.isNeeded !== false)
      throw new RefusedError('GUARD_REFUSED', 'You must have a second factor.', [
        { code: 'SECOND_FACTOR_NEEDED', message: 'The settings (Access) ask for one. Replace it instead.' },
      ])
    await forgetFactor(tx, person.id)
    await endOthers(tx, person)
    await writeAudit(tx, person, { action: 'user.second_factor_removed', subjectType: 'user', subjectId: person.id, detail: {} })
  })
}

/**
 * Takes the factor of a person away who has lost it, and ends their sessions: they set up another. An admin does this only for people who hold
 * no more than they do, as with a new secret. Throws NotFoundError, ForbiddenError, and RefusedError where there is none.
 */
export async function resetSecondFactor(writer: Writer, actor: Actor, { userId }: { userId: string }): Promise<{ userId: string }> {
  return writer.transaction(async (tx) => {
    const { name, scopes, hasFactor } = await lockPerson(tx, userId)
    requireMayGive(actor, scopes)
    if (!hasFactor)
      throw new RefusedError('ALREADY_DONE', 'This user has no second factor.', [
        { code: 'NO_SECOND_FACTOR', message: 'Nothing is left to reset.' },
      ])
    await forgetFactor(tx, userId)
    await tx.execute(sql`update session set revoked_at = now() where user_id = ${userId} and revoked_at is null`)
    await announce(tx, 'access', [userId])
    await writeAudit(tx, actor, { action: 'user.second_factor_reset', subjectType: 'user', subjectId: userId, detail: { name } })
    return { userId }
  })
}
