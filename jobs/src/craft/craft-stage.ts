import { businessNow } from '../business-now.ts'
import type { JobContext } from '../context.ts'
import type { Reason } from '../reason.ts'
import type { StageWork } from '../runs/run-batch.ts'
import type { StageOutcome } from '../runs/stages.ts'
import { JUDGED_STATUSES } from '../segment/segment-stage.ts'
import { recordTimeline } from '../timeline.ts'
import { type LeadNow, lockLeads } from './craft-leads.ts'
import { type FirstTouch, firstTouchOf } from './first-touch.ts'
import { type DraftOrder, makeDrafts } from './make-drafts.ts'

/** Makes one draft for each lead, with the evidence it rests on. It can't be seen in the queue before the guards have passed it. */
export function craftStage({ publicUrl }: Pick<JobContext, 'publicUrl'>): StageWork {
  return async (tx, run, leads) => {
    const at = await businessNow(tx)
    const orders: DraftOrder[] = []
    const refused: { leadId: string; reason: Reason | null }[] = []
    const now = await lockLeads(
      tx,
      leads.map(({ leadId }) => leadId),
    )
    for (const lead of now) {
      const touch = firstTouchOf(lead)
      const reason = refusalOf(lead, touch)
      if (reason !== null || touch === null || lead.tier === null) refused.push({ leadId: lead.id, reason })
      else orders.push({ lead, tier: lead.tier, motion: 'OUTBOUND', ...touch, round: 1, angle: null, runId: run.id })
    }
    const made = await makeDrafts(tx, at, publicUrl, orders)
    await recordTimeline(
      tx,
      at,
      refused.map(({ leadId, reason }) => ({
        leadId,
        kind: 'draft',
        actor: 'CRAFTER',
        runId: run.id,
        summary: `No draft: ${reason?.message ?? 'nothing to say'}`,
        detail: { reasons: reason ? [reason] : [] },
      })),
    )
    return [
      ...made.map((one): StageOutcome => {
        const leadId = one.order.lead.id
        return one.id === null ? { leadId, to: 'skipped', code: one.reasons[0]?.code ?? 'NO_ANGLE' } : { leadId, to: 'next' }
      }),
      ...refused.map(({ leadId, reason }): StageOutcome => ({ leadId, to: 'skipped', code: reason?.code ?? 'NO_ANGLE' })),
    ]
  }
}

function refusalOf(lead: LeadNow, touch: FirstTouch | null): Reason | null {
  if (!JUDGED_STATUSES.some((status) => status === lead.status))
    return { code: 'ALREADY_CONTACTED', message: `The lead is ${lead.status}.` }
  if (lead.hasOpenDraft) return { code: 'OPEN_DRAFT', message: 'A draft of this lead waits for a decision, or was approved.' }
  if (touch === null) return { code: 'NO_ADDRESS', message: 'There is no address to write to by a channel that its tier gets.' }
  return null
}
