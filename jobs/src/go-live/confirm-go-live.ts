import type { Writer } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import type { Actor } from '../actors.ts'
import { announce } from '../announce.ts'
import { writeAudit } from '../audit/write-audit.ts'
import { InvalidInputError } from '../errors.ts'
import { type GoLiveItemName, goLiveItemNames, goLiveItems, isConfirmable } from './production-list.ts'

/**
 * Keeps that a person answers for an item of the production list, or takes it back. Throws InvalidInputError for an item that rows alone
 * answer for: nobody's word stands in for those.
 */
export async function confirmGoLive(
  writer: Writer,
  actor: Actor,
  { item, isConfirmed, note }: { item: string; isConfirmed: boolean; note: string },
): Promise<{ item: GoLiveItemName }> {
  const name = goLiveItemNames.find((one) => one === item)
  if (!name) throw new InvalidInputError(`item: there is no "${item}"; there are ${goLiveItemNames.join(', ')}`, ['item'])
  if (!isConfirmable(name)) throw new InvalidInputError(`item: "${goLiveItems[name].title}" is computed and can’t be confirmed.`, ['item'])
  await writer.transaction(async (tx) => {
    await tx.execute(sql`
      insert into go_live_confirmation (item, is_confirmed, note, confirmed_by, confirmed_at)
      values (${name}, ${isConfirmed}, ${note}, ${actor.name}, business_now())`)
    await writeAudit(tx, actor, {
      action: isConfirmed ? 'go_live.confirmed' : 'go_live.withdrawn',
      subjectType: 'go_live',
      subjectId: name,
      detail: { note },
    })
    await announce(tx, 'settings', null)
  })
  return { item: name }
}
