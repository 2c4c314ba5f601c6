import type { Sql, Writer } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import type { Actor } from '../actors.ts'
import { businessNow } from '../business-now.ts'
import { cadenceSection } from '../cadence/cadence-settings.ts'
import { organisationSection } from '../craft/organisation.ts'
import { dispatch, NothingWonError } from '../dispatch/dispatch.ts'
import { idOf } from '../dispatch/freeze-batch.ts'
import type { PlanData } from '../dispatch/plan-dispatch.ts'
import type { Log } from '../log.ts'
import { loadSettings } from '../settings/load-settings.ts'
import { reviewSection } from '../settings/review.ts'
import { askingTime } from './asking-time.ts'
import { gatekeeperMayGoOff } from './gatekeeper.ts'

const schedule: Actor = { kind: 'system', name: 'schedule' }

/** What the schedule freezes, follow-ups first. */
const motions = ['CADENCE', 'REVIVAL'] as const
type Motion = (typeof motions)[number]

/** Batches that the schedule froze: those that a standing approval let go, and those that wait for a person. */
export type FollowUpBatches = { approved: string[]; waiting: string[] }

/**
 * Follow-ups and revivals by schedule, once the ramp is over (dispatch.md, "Ramp"). What standing approvals speak for is frozen apart and approved
 * in their name; the rest is frozen in the morning, and anew in the afternoon if nobody decided by then, and waits for a person. Freezes nothing
 * while sending is stopped.
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
    const asking = await askNow(writer.sql, motion)
    if (asking === null) continue
    try {
      const { batchIds } = await dispatch(writer, schedule, data, { motion, ...asking })
      batches.waiting.push(...batchIds)
    } catch (error) {
      if (!(error instanceof NothingWonError)) throw error
    }
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
 * Whether a person is asked now, until when their answer is counted on, and what they had not decided of before: it is frozen anew. Each asking
 * time asks once, and nobody is asked again on a day on which they decided one of that day, said no, or took it back.
 */
async function askNow(db: Sql, motion: Motion): Promise<{ approvedBy: Date; replaces: string[] } | null> {
  const { document: settings } = await loadSettings(db, cadenceSection)
  const { document: review } = await loadSettings(db, reviewSection)
  const { document: organisation } = await loadSettings(db, organisationSection)
  const time = askingTime(await businessNow(db), { ...settings, workingHours: review.workingHours }, organisation.timeZone)
  if (time === null) return null
  const { rows } = await db.execute<{ isAsked: boolean; replaces: string[] }>(sql`
    with frozen as (
      select b.id, b.created_at, b.created_by_id = ${idOf(schedule)} as is_ours, b.status = 'PENDING' and b.expires_at > business_now() as is_waiting,
        b.status in ('APPROVED', 'EXECUTING', 'EXECUTED', 'PARTIAL') as is_approved, b.status = 'REJECTED' and organisation_day(b.decided_at) = organisation_day(business_now())
          or b.status = 'CANCELLED' and organisation_day(b.finished_at) = organisation_day(business_now())
            and exists (select from send s where s.batch_id = b.id and s.code = 'BATCH_CANCELLED') as is_refused
      from batch b where b.motion = ${motion} and not b.is_test and b.standing_approval_id is null and b.created_at > business_now() - interval '8 days'
    )
    select coalesce(bool_or(f.is_waiting and (not f.is_ours or f.created_at >= ${time.since.toISOString()}::timestamptz)
        or f.is_ours and (f.is_refused or (f.is_approved and organisation_day(f.created_at) = organisation_day(business_now())))), false) as "isAsked",
      coalesce(json_agg(f.id order by f.id) filter (where f.is_waiting and f.is_ours), '[]') as replaces
    from frozen f`)
  const [row] = rows
  return row === undefined || row.isAsked ? null : { approvedBy: time.approvedBy, replaces: row.replaces }
}
