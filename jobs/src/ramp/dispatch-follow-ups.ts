import type { Sql, Writer } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import type { Actor } from '../actors.ts'
import { decideBatch } from '../dispatch/decide-batch.ts'
import { dispatch } from '../dispatch/dispatch.ts'
import type { PlanData } from '../dispatch/plan-dispatch.ts'
import type { Log } from '../log.ts'
import { gatekeeperMayGoOff } from './gatekeeper.ts'

const schedule: Actor = { kind: 'system', name: 'schedule' }

/** Whether follow-ups may go without a person now: the settings say so, a standing approval stands, and the figures are still calm. */
async function mayGo(db: Sql): Promise<boolean> {
  const { rows } = await db.execute<{ isOff: boolean }>(sql`
    select setting('dispatch', '{gatekeeperRequired}') = 'false' and exists (select from standing_approval where revoked_at is null)
      and not exists (select from emergency_stop where scope = 'ALL' and lifted_at is null) as "isOff"`)
  return rows[0]?.isOff === true && (await gatekeeperMayGoOff(db))
}

/**
 * Follow-ups under a standing approval: what is due is frozen as in any dispatch, and a batch that the approval covers send by send is approved
 * in its name. One that is not covered waits for a person. Answers the batches that were approved.
 */
export async function dispatchFollowUps(writer: Writer, data: PlanData, log: Log): Promise<string[]> {
  if (!(await mayGo(writer.sql))) return []
  const { batchIds } = await dispatch(writer, schedule, data, { motion: 'CADENCE' })
  const approved: string[] = []
  for (const batchId of batchIds) {
    const refusal = await writer.transaction((tx) => approveCovered(tx, batchId))
    if (refusal === null) approved.push(batchId)
    else log.info({ batchId, reason: refusal }, 'ramp: a batch of follow-ups waits for a person')
  }
  return approved
}

async function approveCovered(tx: Sql, batchId: string): Promise<string | null> {
  const { rows } = await tx.execute<{ id: string; by: string; plan: string; planVersion: number; scopeHash: string }>(sql`
    select a.id, a.approved_by as by, a.plan, a.plan_version as "planVersion", encode(b.scope_hash, 'hex') as "scopeHash"
    from standing_cover(${batchId}) a join batch b on b.id = ${batchId} where a.id is not null`)
  const [cover] = rows
  if (!cover) return 'No standing approval covers all of it.'
  const actor: Actor = { kind: 'system', name: `standing approval by ${cover.by}` }
  const reason = `Standing approval ${cover.id} of ${cover.plan}, version ${cover.planVersion}.`
  const refusal = await decideBatch(tx, actor, { batchId, scopeHash: cover.scopeHash, reason }, true)
  return refusal?.message ?? null
}
