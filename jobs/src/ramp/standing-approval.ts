import type { Writer } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import type { Actor } from '../actors.ts'
import { idOf } from '../dispatch/freeze-batch.ts'
import { NotFoundError, RefusedError } from '../errors.ts'
import { gatekeeperMayGoOff } from './gatekeeper.ts'

export type PlanVersion = { plan: string; planVersion: number }

/**
 * Lets the follow-ups of one version of a plan go without an approval of their own. Throws NotFoundError for a version that does not exist,
 * RefusedError NOT_READY before 30 days of live sends with 14 calm ones, ALREADY_DONE when one stands.
 */
export async function giveStandingApproval(
  writer: Writer,
  actor: Actor,
  { plan, planVersion, reason }: PlanVersion & { reason: string },
): Promise<PlanVersion> {
  await writer.transaction(async (tx) => {
    const known = await tx.execute<{ version: number }>(
      sql`select version from cadence_plan where name = ${plan} and version = ${planVersion}`,
    )
    if (known.rows.length === 0) throw new NotFoundError(`There is no version ${planVersion} of the plan ${plan}.`)
    if (!(await gatekeeperMayGoOff(tx))) {
      const message = 'Follow-ups need a person’s approval until 30 days of live sends, the last 14 of them with stable figures.'
      throw new RefusedError('NOT_READY', message, [{ code: 'GATEKEEPER', message }])
    }
    const { rows } = await tx.execute<{ id: string | null }>(
      sql`select give_standing_approval(${plan}, ${planVersion}, ${reason}, ${actor.name}, ${idOf(actor)}) as id`,
    )
    if (!rows[0]?.id) throw new RefusedError('ALREADY_DONE', 'One stands already.', [{ code: 'GIVEN', message: 'Nothing was changed.' }])
  })
  return { plan, planVersion }
}

/** Takes it back: from now on a person approves every batch. Throws RefusedError ALREADY_DONE when none stands. */
export async function revokeStandingApproval(
  writer: Writer,
  actor: Actor,
  { plan, planVersion, reason }: PlanVersion & { reason: string },
): Promise<PlanVersion> {
  await writer.transaction(async (tx) => {
    const { rows } = await tx.execute<{ isRevoked: boolean }>(
      sql`select revoke_standing_approval(${plan}, ${planVersion}, ${reason}, ${actor.name}) as "isRevoked"`,
    )
    if (rows[0]?.isRevoked !== true) {
      throw new RefusedError('ALREADY_DONE', 'No standing approval of it stands.', [{ code: 'NOT_GIVEN', message: 'Nothing was changed.' }])
    }
  })
  return { plan, planVersion }
}
