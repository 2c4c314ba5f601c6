import { type SQL, sql } from 'drizzle-orm'
import { isFirstMessage } from '../cadence/first-message.ts'

/** Why a draft is not in the queue, in the order in which one of several is told. */
export const hiddenReasons = [
  { code: 'test', label: 'Test', isCleanable: true },
  { code: 'blocked_by_guard', label: 'Blocked by a guard', isCleanable: false },
  { code: 'decided_in_batch', label: 'Decided in their batch', isCleanable: false },
  { code: 'stale_gt_72h', label: 'Stale', isCleanable: true },
  { code: 'lead_closed', label: 'Lead no longer written to', isCleanable: true },
  { code: 'unmapped_campaign', label: 'No campaign chosen for it', isCleanable: false },
  { code: 'below_tier_1', label: 'Below tier 1 during the ramp', isCleanable: false },
] as const satisfies readonly { code: HiddenCode; label: string; isCleanable: boolean }[]

export type HiddenCode =
  | 'test'
  | 'blocked_by_guard'
  | 'decided_in_batch'
  | 'stale_gt_72h'
  | 'lead_closed'
  | 'unmapped_campaign'
  | 'below_tier_1'

/** Whether another draft for the same place came after this one: then this one is history, not hidden. */
const isSuperseded = sql`exists (select from draft n where n.lead_id = d.lead_id and n.channel = d.channel and n.round = d.round and n.step = d.step and n.id > d.id)`
// Looked up for each draft: written as `exists`, PostgreSQL first gathers every lead that was ever closed, for a page of fifty drafts too.
const isLeadClosed = sql`(select c.stage = 'TERMINAL' from lead c where c.id = d.lead_id)`

/** A follow-up that nobody edited and no guard noted: shown in full with its batch, and approved there. */
const isDecidedInBatch = sql`d.is_decided_in_batch and not d.is_edited and d.guard_notes = '[]'`

/** Whether `draft d` has waited for a person since then or longer: since it was crafted, or since its approval fell. */
export function isStale(before: SQL): SQL {
  return sql`d.created_at <= ${before}
    and coalesce((select max(r.at) from review r where r.draft_id = d.id and r.decision = 'UNAPPROVE'), d.created_at) <= ${before}`
}

const linkedinCampaigns = sql`(select v.document -> 'campaigns' from setting_version v where v.section = 'linkedin' order by v.version desc limit 1)`

/** A LinkedIn message for which nobody has chosen a campaign in the settings (dispatch/execute/heyreach/campaign-for.ts): it could go nowhere. */
const isUnmapped = sql`d.action = 'LINKEDIN_MESSAGE' and ${linkedinCampaigns} ->> case when ${isFirstMessage(sql`d`)} then 'message' else 'followUp' end is null`

/** While the ramp is on only tier 1 is written to: the others wait for its end, and are not in the way. The ramp is asked once for a list, not for each draft. */
const isBelowRamp = sql`d.tier is distinct from 'TIER_1' and (select r.is_on from ramp_state() r)`

/**
 * Why a draft is hidden, as SQL over `draft d`: null where it is not. A pending draft that is older than `staleBefore` counts as stale before
 * the sweep has come by.
 */
export function hiddenCode(staleBefore: Date): SQL {
  return sql`case
    when d.status in ('PENDING', 'EXPIRED', 'BLOCKED') and d.is_test then 'test'
    when d.status = 'BLOCKED' and not ${isSuperseded} then 'blocked_by_guard'
    when d.status = 'PENDING' and ${isLeadClosed} then 'lead_closed'
    when d.status = 'PENDING' and ${isDecidedInBatch} then 'decided_in_batch'
    when d.status = 'PENDING' and ${isStale(sql`${staleBefore.toISOString()}::timestamptz`)} then 'stale_gt_72h'
    when d.status = 'EXPIRED' and not ${isSuperseded} then 'stale_gt_72h'
    when d.status = 'PENDING' and ${isUnmapped} then 'unmapped_campaign'
    when d.status = 'PENDING' and ${isBelowRamp} then 'below_tier_1'
  end`
}

/**
 * Whether `draft d` is hidden at all. What it tells by itself is asked first: looking up the lead of each draft that waits is where the time of a
 * list of hidden ones goes.
 */
export function isHidden(staleBefore: Date): SQL {
  return sql`(d.status = 'PENDING' and (${isDecidedInBatch} or ${isBelowRamp}) or ${hiddenCode(staleBefore)} is not null)`
}
