import type { Writer } from '@swarm/db/write'
import type { Actor } from '../actors.ts'
import type { AskedErasure } from './erase-lead.ts'

/**
 * Takes over an entry of the register that this database wrote before an older backup was restored (db/functions/remember-erasure.sql): whoever
 * is known by one of its digests is erased anew, and nobody comes in by them again. Taken over before, it is the same erasure.
 */
export async function rememberErasure(writer: Writer, actor: Actor, names: readonly string[]): Promise<Omit<AskedErasure, 'leadId'>> {
  const { rows } = await writer.pool.query<{ id: string; is_new: boolean }>('select id, is_new from remember_erasure($1, $2)', [
    names,
    actor.name,
  ])
  const asked = rows[0]
  if (!asked) throw new Error('remember_erasure did not answer')
  return { erasureId: asked.id, isNew: asked.is_new }
}
