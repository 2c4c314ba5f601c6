import type { Sql, Writer } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import { type Actor, allows } from '../actors.ts'
import { organisationSection } from '../craft/organisation.ts'
import { ForbiddenError, RefusedError } from '../errors.ts'
import { loadSettings } from '../settings/load-settings.ts'
import { dispatchSection } from './dispatch-settings.ts'
import { freezeBatch, type SendToFreeze } from './freeze-batch.ts'
import { outgoing } from './frozen-send.ts'
import { type DispatchMotion, type DispatchPlan, type PlanData, type PlannedItem, planDispatch } from './plan-dispatch.ts'
import { refuseWhileStopped } from './refuse-while-stopped.ts'

export type DispatchOrder = {
  motion: DispatchMotion
  limit?: number | null | undefined
  openWindowReason?: string | null | undefined
  /** Only what this standing approval speaks for. */
  standingApprovalId?: string | undefined
  /** When a person approves it at the latest; without it somebody is at the gate now. */
  approvedBy?: Date | undefined
  /** Batches that wait and end for this one, whose sends may be planned again; they stay if that would win nothing. */
  replaces?: readonly string[] | undefined
}

/** The first live dispatch ever waits until a reviewer has decided enough drafts. Internal tests and messages to one warm lead are none. */
async function refuseBeforeReviews(tx: Sql, needed: number): Promise<void> {
  const { rows: dispatched } = await tx.execute<{ one: number }>(
    sql`select 1 as one from batch where not is_test and motion <> 'NURTURE' limit 1`,
  )
  if (dispatched.length > 0) return
  const { rows } = await tx.execute<{ decided: number }>(
    sql`select count(distinct v.draft_id)::int as decided from counted_verdicts('-infinity') v`,
  )
  const decided = rows[0]?.decided ?? 0
  if (decided >= needed) return
  const message = `The first live dispatch waits until ${needed} drafts were decided by a reviewer; ${decided} were.`
  throw new RefusedError('NOT_READY', message, [{ code: 'NOT_READY', message }])
}

/** A planned item as it is frozen, with the bytes that leave. */
export function sendToFreeze(item: PlannedItem, bookingLink: string): SendToFreeze {
  return {
    lead: item.leadId,
    draft: item.draftId,
    draftVersion: item.draftVersion,
    person: item.person,
    address: item.address,
    channel: item.channel,
    action: item.action,
    platform: item.platform,
    account: item.account,
    motion: item.motion,
    round: item.round,
    step: item.step,
    scheduledAt: item.scheduledAt,
    windowFrom: item.windowFrom,
    windowTo: item.windowTo,
    zone: item.zone,
    ...outgoing(item, bookingLink),
    domain: item.domain,
    tier: item.tier,
    angle: item.angle,
    nameKeys: item.nameKeys,
    lawRegion: item.lawRegion,
  }
}

/** A batch that waits holds as much that can still go as a new one would: it stays, and nothing was changed. */
export class NothingWonError extends Error {
  override name = 'NothingWonError'
}

/** Ends batches that nobody has decided; answers how many of their sends could still have gone, approved as late as that. */
async function endReplaced(tx: Sql, actor: Actor, batchIds: readonly string[], approvedBy: Date | undefined): Promise<number> {
  if (batchIds.length === 0) return 0
  const ids = sql.param([...batchIds])
  const { rows } = await tx.execute<{ stillGo: number }>(sql`
    select count(*)::int as "stillGo" from batch b join send s on s.batch_id = b.id
    where b.id = any(${ids}::uuid[]) and b.status = 'PENDING' and s.status = 'PLANNED' and s.window_to > ${approvedBy?.toISOString() ?? null}::timestamptz`)
  await tx.execute(sql`
    select end_batches(array(select b.id from batch b where b.id = any(${ids}::uuid[]) and b.status = 'PENDING' order by b.id for update),
      'CANCELLED', 'BATCH_REPLACED', 'Nobody had decided the batch, and a newer one holds what can still go.', ${actor.name})`)
  return rows[0]?.stillGo ?? 0
}

/**
 * A live dispatch: plans and freezes in one transaction, a batch for each motion that has something to send. However many are asked for at
 * once, one plans at a time and sees what the one before it froze. Nothing is sent before a person approves. Throws NothingWonError where what
 * it would replace may stay.
 */
export async function dispatch(
  writer: Writer,
  actor: Actor,
  data: PlanData,
  { motion, limit, openWindowReason, standingApprovalId, approvedBy, replaces = [] }: DispatchOrder,
): Promise<{ plan: DispatchPlan; batchIds: string[] }> {
  const reason = openWindowReason ?? null
  if (reason !== null && !((actor.kind === 'user' || actor.kind === 'key') && allows(actor.scopes, 'admin'))) {
    throw new ForbiddenError('Opening the send window needs the scope "admin".', 'admin')
  }
  return writer.transaction(async (tx) => {
    await tx.execute(sql`select pg_advisory_xact_lock(hashtext('swarm.dispatch'))`)
    await refuseWhileStopped(tx)
    const stillGo = await endReplaced(tx, actor, replaces, approvedBy)
    const { document: settings } = await loadSettings(tx, dispatchSection)
    const { document: organisation } = await loadSettings(tx, organisationSection)
    await refuseBeforeReviews(tx, settings.reviewsBeforeFirstDispatch)
    // Drafts keep their version until this commits: an undo either comes first and is seen, or later and skips its send.
    const plan = await planDispatch(tx, data, { motion, limit, standingApprovalId, isWindowOpen: reason !== null, approvedBy })
    if (replaces.length > 0 && plan.planned.length <= stillGo) throw new NothingWonError()
    const motions = [...new Set(plan.planned.map((item) => item.motion))]
    const batchIds: string[] = []
    for (const each of motions) {
      const { batchId } = await freezeBatch(tx, actor, plan.now, {
        motion: each,
        sends: plan.planned.filter((item) => item.motion === each).map((item) => sendToFreeze(item, organisation.bookingLink)),
        held: plan.held.filter((item) => item.motion === each),
        isTest: false,
        openWindowReason: reason,
        expiryHours: settings.batchExpiryHours,
      })
      batchIds.push(batchId)
    }
    return { plan, batchIds }
  })
}
