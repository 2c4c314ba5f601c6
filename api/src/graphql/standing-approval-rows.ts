import type { Reader } from '@swarm/db/read'
import { sql } from 'drizzle-orm'

/** Most standing approvals that are listed, the newest first; a plan has a handful in a year. */
const mostListed = 200
/** Batches shown of each, the newest first. */
const mostBatches = 20

export type StandingApprovalRow = {
  id: string
  plan: string
  planVersion: number
  reason: string
  by: string
  at: string
  limitPerDay: number
  until: string
  texts: Record<string, number>
  endedBy: string | null
  endedAt: string | null
  endReason: string | null
  isOver: boolean
  isInForce: boolean
  leftToday: number
  batches: number
  sends: number
  batchIds: string[]
}

/** Standing approvals, those that stand first; with those that are over when asked. One statement, whatever they let through. */
export async function loadStandingApprovals(reader: Reader, isAll: boolean): Promise<StandingApprovalRow[]> {
  const { rows } = await reader.read((db) =>
    db.execute<StandingApprovalRow>(sql`
      with listed as (
        select a.*, a.revoked_at is not null or a.expires_at <= (select business_now()) as is_over from standing_approval a
        where ${isAll} or (a.revoked_at is null and a.expires_at > (select business_now())) order by a.approved_at desc limit ${mostListed}
      )
      select a.id, a.plan, a.plan_version as "planVersion", a.reason, a.approved_by as by, a.approved_at as at, a.limit_per_day as "limitPerDay",
        a.expires_at as until, a.texts, coalesce(a.revoked_by, case when a.is_over then 'clock' end) as "endedBy",
        coalesce(a.revoked_at, case when a.is_over then a.expires_at end) as "endedAt",
        coalesce(a.revoke_reason, case when a.is_over then 'It expired.' end) as "endReason", a.is_over as "isOver",
        standing_in_force(a.id) as "isInForce", case when a.is_over then 0 else standing_allowance(a.id) end as "leftToday",
        u.batches, u.sends, array(select b.id from batch b where b.standing_approval_id = a.id order by b.decided_at desc limit ${mostBatches}) as "batchIds"
      from listed a cross join lateral (
        select count(distinct b.id)::int as batches, count(s.id) filter (where s.status in ('ACCEPTED', 'PROVEN', 'UNKNOWN'))::int as sends
        from batch b join send s on s.batch_id = b.id where b.standing_approval_id = a.id) u
      order by a.is_over, a.approved_at desc`),
  )
  return rows
}
