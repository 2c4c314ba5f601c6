import type { Sql } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import { announce } from '../announce.ts'
import { businessNow } from '../business-now.ts'
import type { JobContext } from '../context.ts'
import { guardDrafts } from '../guard/guard-drafts.ts'
import type { Reason } from '../reason.ts'
import type { TouchAction } from './craft.ts'
import { type LeadNow, lockLeads } from './craft-leads.ts'
import { type LaterMotion, laterKindOf, stepRefusal, whereDecided } from './later-text.ts'
import { type DraftOrder, makeDrafts } from './make-drafts.ts'

/** One step that is due, or one revival, for which a text is wanted. A lead's step stands once in a call. */
export type FollowUpItem = {
  leadId: string
  motion: LaterMotion
  round: number
  step: number
  /** The text that the plan names; of a revival `reengage_context`. */
  template: string
  action: TouchAction
}

/**
 * What stands now: `READY` waits for its batch (`draft.isDecidedInBatch`), `QUEUED` for a person, `DECIDED` was approved or sent before,
 * `BLOCKED` by a guard. `REFUSED`: no draft, and why.
 */
export type FollowUpOutcome = { leadId: string; step: number } & (
  | { state: 'READY' | 'QUEUED' | 'DECIDED' | 'BLOCKED'; draftId: string }
  | { state: 'REFUSED'; draftId: null; reason: Reason }
)

const keyOf = ({ leadId, step }: { leadId: string; step: number }): string => `${leadId} ${step}`

/**
 * Makes the drafts of steps that come due, guards them, and puts each where it is decided: with its batch, or in the queue where something was
 * noted, and for revivals always. A step that has an open, sent or blocked draft keeps it, so calling again makes nothing twice. One
 * outcome for each item, in their order. Locks the leads; everything happens in the caller's transaction.
 */
export async function craftFollowUpDrafts(
  tx: Sql,
  { publicUrl, addressLists }: Pick<JobContext, 'publicUrl' | 'addressLists'>,
  items: readonly FollowUpItem[],
): Promise<FollowUpOutcome[]> {
  if (items.length === 0) return []
  const at = await businessNow(tx)
  const leads = new Map((await lockLeads(tx, [...new Set(items.map(({ leadId }) => leadId))])).map((lead) => [lead.id, lead]))
  const outcomes = new Map((await loadStanding(tx, items)).map((outcome) => [keyOf(outcome), outcome]))
  const refuse = ({ leadId, step }: { leadId: string; step: number }, reason: Reason): void => {
    outcomes.set(keyOf({ leadId, step }), { leadId, step, state: 'REFUSED', draftId: null, reason })
  }
  const orders: DraftOrder[] = []
  for (const item of items) {
    if (outcomes.has(keyOf(item))) continue
    const order = orderOf(item, leads.get(item.leadId))
    if ('code' in order) refuse(item, order)
    else orders.push(order)
  }
  const made = await makeDrafts(tx, at, publicUrl, orders)
  const fresh = new Set(made.flatMap(({ id }) => id ?? []))
  const verdicts = await guardDrafts(tx, addressLists, [...fresh], null)
  for (const one of made) {
    const place = { leadId: one.order.lead.id, step: one.order.step }
    if (one.id === null) {
      refuse(place, one.reasons[0] ?? { code: 'NO_ANGLE', message: 'There is nothing to say.' })
      continue
    }
    const motion = one.order.motion === 'REVIVAL' ? 'REVIVAL' : 'CADENCE'
    const state = whereDecided(motion, one.draft.notes, verdicts.get(one.id))
    outcomes.set(keyOf(place), { ...place, state, draftId: one.id })
  }
  await openDrafts(tx, at, [...outcomes.values()], fresh)
  return items.map((item) => {
    const outcome = outcomes.get(keyOf(item))
    if (!outcome) throw new Error(`no outcome for step ${item.step} of lead ${item.leadId}`)
    return outcome
  })
}

/** The drafts that these steps have already: the newest of each that is not out of play. */
async function loadStanding(tx: Sql, items: readonly FollowUpItem[]): Promise<FollowUpOutcome[]> {
  const rows = items.map(({ leadId, round, step, action }) => ({ lead_id: leadId, round, step, action }))
  const found = await tx.execute<{ leadId: string; step: number; draftId: string; state: 'READY' | 'QUEUED' | 'DECIDED' | 'BLOCKED' }>(sql`
    select i.lead_id as "leadId", i.step, d.id as "draftId", case
        when d.status in ('APPROVED', 'SENT') then 'DECIDED' when d.status = 'BLOCKED' then 'BLOCKED'
        when d.is_decided_in_batch then 'READY' else 'QUEUED' end as state
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as i(lead_id uuid, round smallint, step smallint, action touch_action)
    cross join lateral (
      select x.id, x.status, x.is_decided_in_batch from draft x
      where x.lead_id = i.lead_id and x.round = i.round and x.step = i.step and x.action = i.action
        and x.status in ('PENDING', 'APPROVED', 'SENT', 'BLOCKED')
      order by x.status = 'BLOCKED', x.id desc limit 1
    ) d`)
  return found.rows
}

/** The order for an item, or why nobody may make it. */
function orderOf({ motion, round, step, template, action }: FollowUpItem, lead: LeadNow | undefined): DraftOrder | Reason {
  if (!lead) return { code: 'LEAD_GONE', message: 'There is no such lead.' }
  const refusal = stepRefusal(lead, action)
  if (refusal !== null || lead.tier === null) return refusal ?? { code: 'NO_TIER', message: 'The lead has no tier any more.' }
  return { lead, tier: lead.tier, motion, kind: laterKindOf(motion, action), round, step, angle: template, runId: null }
}

/** Moves fresh drafts out of BLOCKED to where they are decided. */
async function openDrafts(tx: Sql, at: Date, outcomes: readonly FollowUpOutcome[], fresh: ReadonlySet<string>): Promise<void> {
  const rows = outcomes.flatMap((outcome) =>
    (outcome.state === 'READY' || outcome.state === 'QUEUED') && fresh.has(outcome.draftId)
      ? [{ id: outcome.draftId, is_decided_in_batch: outcome.state === 'READY' }]
      : [],
  )
  if (rows.length === 0) return
  await tx.execute(sql`
    update draft d set status = 'PENDING', is_decided_in_batch = r.is_decided_in_batch, updated_at = ${at.toISOString()}::timestamptz
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(id uuid, is_decided_in_batch boolean) where d.id = r.id and d.status = 'BLOCKED'`)
  await announce(tx, 'queue', null)
}
