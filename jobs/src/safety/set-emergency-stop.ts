import type { Writer } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import type { Actor } from '../actors.ts'

/** Stops all sending (`ALL`) or one angle (`ANGLE:<angle>`); nothing starts after this has committed (I4). A stop that stands is left as it is. */
export async function setEmergencyStop(
  writer: Writer,
  actor: Actor,
  input: { scope: string; reason: string; isDrill: boolean },
): Promise<void> {
  await writer.transaction(async (tx) => {
    await tx.execute(sql`select from set_emergency_stop(${input.scope}, ${input.reason}, ${input.isDrill}, ${actor.name})`)
  })
}
