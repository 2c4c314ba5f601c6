import type { Sql, Writer } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import type { Actor } from '../actors.ts'
import { cadenceSection } from '../cadence/cadence-settings.ts'
import { dispatch } from '../dispatch/dispatch.ts'
import { idOf } from '../dispatch/freeze-batch.ts'
import type { PlanData } from '../dispatch/plan-dispatch.ts'
import type { Log } from '../log.ts'
import { loadSettings } from '../settings/load-settings.ts'
import { gatekeeperMayGoOff } from './gatekeeper.ts'

const schedule: Actor = { kind: 'system', name: 'schedule' }

/** What the schedule freezes, follow-ups first. */
const motions = ['CADENCE', 'REVIVAL'] as const
type Motion = (typeof motions)[number]

/** Batches that the schedule froze: those that a standing approval let go, and those that wait for a person. */
export type FollowUpBatches = { approved: string[]; waiting: string[] }

/**
 * Follow-ups and revivals by schedule, once the ramp is over (dispatch.md, "Ramp"). What standing approvals speak for is frozen apart and approved
 * in their name; the rest is frozen in the afternoon before it is due and waits for a person. Freezes nothing while sending is stopped.
 */
export async function dispatchFollowUps(writer: Writer, data: PlanData, log: Log): Promise<FollowUpBatches> {
  const batches: FollowUpBatches = { approved: [], waiting: [] }
  const { rows } = await writer.sql.execute<{ isClosed: boolean }>(sql`
    select r.is_on or exists (select from emergency_stop where scope = 'ALL' and lifted_at is null) as "isClosed" from ramp_state() r`)
  if (rows[0]?.isClosed !== false) return batches
  for (const { id, limit } of await loadStanding(writer.sql)) {
    // One that a crash left frozen and not approved is tried again.
    const pending = await loadPending(writer.sql)
    const { batchIds } = await dispatch(writer, schedule, data, { motion: 'CADENCE', limit, standingApprovalId: id })
    for (const batchId of [...pending, ...batchIds]) {
      const refusal = await writer.transaction((tx) => approveUnder(tx, id, batchId))
      if (refusal === null) batches.approved.push(batchId)
      else if (batchIds.includes(batchId)) {
        batches.waiting.push(batchId)
        log.info({ batchId, reason: refusal }, 'ramp: a batch of follow-ups waits for a person')
      }
    }
  }
  for (const motion of motions) {
    if (!(await mayAsk(writer.sql, motion))) continue
    const { batchIds } = await dispatch(writer, schedule, data, { motion })
    batches.waiting.push(...batchIds)
  }
  return batches
}

/** The standing approvals that let anything through now, each with how much: the figures are still calm, and its day is not full. */
async function loadStanding(db: Sql): Promise<{ id: string; limit: number }[]> {
  const { rows } = await db.execute<{ id: string; limit: number }>(sql`
    select a.id, standing_allowance(a.id) as limit from standing_approval a where a.revoked_at is null and standing_in_force(a.id) order by a.approved_at`)
  const open = rows.filter(({ limit }) => limit > 0)
  return open.length > 0 && (await gatekeeperMayGoOff(db)) ? open : []
}

/** Follow-ups that the schedule froze and nobody decided. */
async function loadPending(db: Sql): Promise<string[]> {
  const { rows } = await db.execute<{ id: string }>(
    sql`select id from batch where status = 'PENDING' and motion = 'CADENCE' and created_by_id = ${idOf(schedule)} and expires_at > business_now() order by id`,
  )
  return rows.map(({ id }) => id)
}

async function approveUnder(tx: Sql, approvalId: string, batchId: string): Promise<string | null> {
  const { rows } = await tx.execute<{ refusal: string | null }>(sql`select approve_under_standing(${approvalId}, ${batchId}) as refusal`)
  return rows[0]?.refusal ?? null
}

/**
 * Whether a person is asked now: from the hour of the settings on, one batch of a motion at a time, and no second time on a day on which they
 * said no.
 */
async function mayAsk(db: Sql, motion: Motion): Promise<boolean> {
  const { document: settings } = await loadSettings(db, cadenceSection)
  const { rows } = await db.execute<{ mayAsk: boolean }>(sql`
    select to_char(business_now() at time zone setting('organisation', '{timeZone}'), 'HH24:MI') >= ${settings.batchFrom} and not exists (
      select from batch b where b.motion = ${motion} and not b.is_test and ((b.status = 'PENDING' and b.expires_at > business_now())
        or (b.status = 'REJECTED' and b.created_by_id = ${idOf(schedule)} and organisation_day(b.decided_at) = organisation_day(business_now())))) as "mayAsk"`)
  return rows[0]?.mayAsk === true
}
