import type { Writer } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import type { Actor } from '../actors.ts'
import { RefusedError } from '../errors.ts'

/** Ends the pause of a motion, by a person's word and with a reason. Mails that were sent before count no more for a new pause. */
export async function resumeMotion(writer: Writer, actor: Actor, input: { motion: string; reason: string }): Promise<void> {
  await writer.transaction(async (tx) => {
    const { rows } = await tx.execute<{ isResumed: boolean }>(
      sql`select resume_motion(${input.motion}::motion, ${input.reason}, ${actor.name}) as "isResumed"`,
    )
    if (rows[0]?.isResumed !== true) {
      throw new RefusedError('ALREADY_DONE', 'This motion is not paused.', [{ code: 'NOT_PAUSED', message: 'Nothing was changed.' }])
    }
  })
}
