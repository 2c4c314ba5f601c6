import type { Writer } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import { type Actor, allows } from '../actors.ts'
import { ForbiddenError, RefusedError } from '../errors.ts'
import { loadRampCriteria } from './load-ramp.ts'

/** An override is for those who may change what keeps people safe. */
function requireAdmin(actor: Actor): void {
  if (!('scopes' in actor && allows(actor.scopes, 'admin')))
    throw new ForbiddenError('Overriding the ramp needs the scope "admin".', 'admin')
}

/**
 * Ends the ramp. Throws RefusedError NOT_READY naming every criterion that does not hold, unless an admin says why it should end all the same;
 * ALREADY_DONE when it has ended. Ending it in order after an override ends the override.
 */
export async function graduateRamp(writer: Writer, actor: Actor, { overrideReason }: { overrideReason: string | null }): Promise<void> {
  if (overrideReason !== null) requireAdmin(actor)
  await writer.transaction(async (tx) => {
    const { rows } = await tx.execute<{ missing: string[] | null }>(
      sql`select to_json(graduate_ramp(${actor.name}, ${overrideReason})) as missing`,
    )
    const missing = rows[0]?.missing ?? null
    if (missing === null) {
      throw new RefusedError('ALREADY_DONE', 'The ramp has ended already.', [{ code: 'GRADUATED', message: 'Nothing was changed.' }])
    }
    if (missing.length === 0) return
    const criteria = (await loadRampCriteria(tx)).filter(({ name }) => missing.includes(name))
    throw new RefusedError(
      'NOT_READY',
      `The ramp goes on: ${missing.length === 1 ? 'one criterion does' : `${missing.length} criteria do`} not hold.`,
      criteria.map(({ name, value, required }) => ({ code: name.toUpperCase(), message: `Is: ${value}. Needed: ${required}.` })),
    )
  })
}
