import type { Sql, Writer } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import type { Actor } from '../actors.ts'
import { announce } from '../announce.ts'
import { writeAudit } from '../audit/write-audit.ts'
import { ConflictError, NotFoundError } from '../errors.ts'

/** A person who does something with their own account, and the session that they do it by. */
export type Person = Extract<Actor, { kind: 'user' }> & { sessionId: string }

/** Ends the other sessions of a person: who came in by what is no longer theirs is out. How many there were. */
export async function endOthers(tx: Sql, { id, sessionId }: Person): Promise<number> {
  const { rows } = await tx.execute<{ id: string }>(
    sql`update session set revoked_at = now() where user_id = ${id} and id <> ${sessionId} and revoked_at is null and expires_at > now() returning id`,
  )
  await announce(tx, 'access', [id])
  return rows.length
}

/**
 * Puts a secret of the person's own in place of the one that was just shown to be theirs, and ends their other sessions. Throws ConflictError
 * when it was changed meanwhile, or the person was disabled.
 */
export async function changeOwnSecret(
  writer: Writer,
  person: Person,
  { before, after }: { before: string; after: string },
): Promise<{ ended: number }> {
  return writer.transaction(async (tx) => {
    const { rows } = await tx.execute<{ id: string }>(sql`
      update user_account set secret_hash = ${after}, secret_is_first = false, secret_runs_out_at = null
      where id = ${person.id} and secret_hash = ${before} and disabled_at is null returning id`)
    if (rows.length === 0) throw new ConflictError('Your secret was changed meanwhile. Sign in again.')
    const ended = await endOthers(tx, person)
    await writeAudit(tx, person, {
      action: 'user.secret_changed',
      subjectType: 'user',
      subjectId: person.id,
      detail: { sessionsEnded: ended },
    })
    return { ended }
  })
}

/** Ends one session of one's own, at once. Throws NotFoundError for one that is over, or somebody else's. */
export async function endOwnSession(writer: Writer, person: Person, { sessionId }: { sessionId: string }): Promise<{ ended: number }> {
  return writer.transaction(async (tx) => {
    const { rows } = await tx.execute<{ id: string }>(
      sql`update session set revoked_at = now() where id = ${sessionId} and user_id = ${person.id} and revoked_at is null and expires_at > now() returning id`,
    )
    if (rows.length === 0) throw new NotFoundError('You have no such session open.', ['id'])
    await announce(tx, 'access', [person.id])
    await writeAudit(tx, person, { action: 'user.session_ended', subjectType: 'session', subjectId: sessionId, detail: {} })
    return { ended: 1 }
  })
}

/** Ends every session of one's own but the one that asks. Where there is none nothing is audited. */
export async function endOtherSessions(writer: Writer, person: Person): Promise<{ ended: number }> {
  return writer.transaction(async (tx) => {
    const ended = await endOthers(tx, person)
    if (ended > 0)
      await writeAudit(tx, person, {
        action: 'user.other_sessions_ended',
        subjectType: 'user',
        subjectId: person.id,
        detail: { sessions: ended },
      })
    return { ended }
  })
}
