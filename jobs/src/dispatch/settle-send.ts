import type { Writer } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import type { Actor } from '../actors.ts'
import { ConflictError, NotFoundError } from '../errors.ts'

/**
 * A person settles an unknown send, having looked at the platform: accepted, or not sent after all. Not sent ends SKIPPED, and its once-key
 * and ceiling stay taken: we would rather lose a send than repeat one.
 */
export async function settleSend(
  writer: Writer,
  actor: Actor,
  input: { sendId: string; accepted: boolean; reason: string },
): Promise<void> {
  await writer.transaction(async (tx) => {
    const { rows } = await tx.execute<{ settled: boolean }>(sql`
      select settle_unknown(${input.sendId}, ${input.accepted ? 'PRESENT' : 'ABSENT'}, ${input.reason}, ${actor.name}, null, null) as settled`)
    if (rows[0]?.settled) return
    const found = await tx.execute<{ status: string }>(sql`select status from send where id = ${input.sendId}`)
    const status = found.rows[0]?.status
    if (status === undefined) throw new NotFoundError('There is no such send.')
    throw new ConflictError(`This send is ${status.toLowerCase().replace('_', ' ')}: only an unknown one is settled by a person.`)
  })
}
