import type { Sql, Writer } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import type { Actor } from '../actors.ts'
import { loadPlan } from '../cadence/load-plan.ts'
import { planTexts, planTextsHash } from '../cadence/plan-texts.ts'
import { loadTemplates } from '../craft/load-templates.ts'
import { idOf } from '../dispatch/freeze-batch.ts'
import { ConflictError, NotFoundError, RefusedError } from '../errors.ts'
import { gatekeeperMayGoOff } from './gatekeeper.ts'

export type PlanVersion = { plan: string; planVersion: number }

export type StandingApprovalOrder = PlanVersion & {
  /** Most sends that it lets through on a day of the organisation. */
  limitPerDay: number
  /** Days until it ends by itself. */
  days: number
  /** `planTextsHash` of the texts that were read. */
  textsHash: string
  reason: string
}

/**
 * Lets the follow-ups of one version of a plan go without an approval of their own, in the texts that were read. Throws NotFoundError for a
 * version that does not exist, RefusedError NOT_READY before 30 days of live sends with 14 calm ones, ConflictError when a text has changed since
 * it was read, RefusedError ALREADY_DONE when one stands.
 */
export async function giveStandingApproval(writer: Writer, actor: Actor, order: StandingApprovalOrder): Promise<PlanVersion> {
  const { plan, planVersion, limitPerDay, days, reason } = order
  await writer.transaction(async (tx) => {
    const known = await loadPlan(tx, plan, planVersion)
    if (!known) throw new NotFoundError(`There is no version ${planVersion} of the plan ${plan}.`)
    const refusal = await whyNoStandingApproval(tx)
    if (refusal !== null) throw new RefusedError('NOT_READY', refusal, [{ code: 'GATEKEEPER', message: refusal }])
    const read = planTexts(known.document, await loadTemplates(tx))
    if (planTextsHash(read) !== order.textsHash) throw new ConflictError('A text has changed since you read it. Read them again.', {})
    const texts = Object.fromEntries(read.map(({ template, version }) => [template, version]))
    const { rows } = await tx.execute<{ id: string | null }>(
      sql`select give_standing_approval(${plan}, ${planVersion}, ${limitPerDay}, business_now() + make_interval(days => ${days}), ${JSON.stringify(texts)}::jsonb,
        ${reason}, ${actor.name}, ${idOf(actor)}) as id`,
    )
    if (!rows[0]?.id) throw new RefusedError('ALREADY_DONE', 'One stands already.', [{ code: 'GIVEN', message: 'Nothing was changed.' }])
  })
  return { plan, planVersion }
}

/** Why nobody may give one yet; null when somebody may. */
export async function whyNoStandingApproval(db: Sql): Promise<string | null> {
  return (await gatekeeperMayGoOff(db))
    ? null
    : 'Follow-ups need a person’s approval until 30 days of live sends, the last 14 of them with stable figures.'
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
