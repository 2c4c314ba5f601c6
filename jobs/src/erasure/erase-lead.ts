import type { Writer } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import type { Actor } from '../actors.ts'
import { InvalidInputError, NotFoundError } from '../errors.ts'
import { findPerson } from './find-person.ts'

/** Which erasure was asked for, and whether this call was the first to ask. */
export type AskedErasure = { erasureId: string; leadId: string | null; isNew: boolean }

/**
 * Asks that a person be forgotten (db/functions/erase-person.sql). From the moment this returns nobody is written to; what is kept about them goes
 * within a minute, or as soon as nothing of theirs is under way any more. Asked again, it is the same erasure. Throws NotFoundError for an unknown
 * lead, InvalidInputError unless exactly one of a lead and an address is named.
 */
export async function eraseLead(
  writer: Writer,
  actor: Actor,
  input: { leadId: string | null; address: string | null },
): Promise<AskedErasure> {
  if ((input.leadId === null) === (input.address === null))
    throw new InvalidInputError('Give exactly one: leadId or address.', [input.leadId === null ? 'leadId' : 'address'])
  return writer.transaction(async (tx) => {
    const person = input.address === null ? { leadId: input.leadId, keys: [] } : await findPerson(tx, input.address)
    if (person.leadId !== null) {
      const { rows } = await tx.execute<{ id: string }>(sql`select id from lead where id = ${person.leadId}`)
      if (rows.length === 0) throw new NotFoundError('There is no such lead.', ['leadId'])
    }
    const { rows } = await tx.execute<{ id: string; is_new: boolean }>(
      sql`select id, is_new from ask_erasure(${person.leadId}::uuid, ${sql.param(person.keys)}::text[], ${actor.name})`,
    )
    const asked = rows[0]
    if (!asked) throw new Error('ask_erasure did not answer')
    return { erasureId: asked.id, leadId: person.leadId, isNew: asked.is_new }
  })
}
