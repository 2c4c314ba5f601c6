import { sql } from 'drizzle-orm'
import { type Actor, requireAgentAction } from '../actors.ts'
import { businessNow } from '../business-now.ts'
import type { StageWork } from '../runs/run-batch.ts'
import type { StageOutcome } from '../runs/stages.ts'
import { JUDGED_STATUSES } from '../segment/segment-stage.ts'
import { recordTimeline, type TimelineEntry } from '../timeline.ts'

const HUNTER: Actor = { kind: 'agent', name: 'HUNTER' }

type LeadNow = { id: string; status: string; statusCause: string | null; hasOpenDraft: boolean; source: string }

/** Leads that were named at the start: those with an open draft, or that somebody has written to, have no business in the pipeline. */
export function discoverKnown(): StageWork {
  return async (tx, run, leads) => {
    const ids = leads.map(({ leadId }) => leadId)
    const at = await businessNow(tx)
    requireAgentAction(HUNTER, 'lead.updated')
    const { rows } = await tx.execute<LeadNow>(sql`
      select l.id, l.status, l.status_cause as "statusCause", l.source,
        exists (select from draft d where d.lead_id = l.id and d.status in ('PENDING', 'APPROVED', 'SENT')) as "hasOpenDraft"
      from lead l where l.id = any(${sql.param([...ids])}::uuid[])`)
    const codes = new Map(rows.map((lead) => [lead.id, skipCode(lead)]))
    await recordTimeline(
      tx,
      at,
      rows.map(({ id, source }): TimelineEntry => {
        const code = codes.get(id) ?? null
        return {
          leadId: id,
          kind: 'discovery',
          actor: HUNTER.name,
          runId: run.id,
          summary:
            code === null
              ? `Taken into run ${run.key}`
              : `Left out of run ${run.key}: ${code === 'OPEN_DRAFT' ? 'a draft is open' : 'already contacted'}`,
          detail: { source, code },
        }
      }),
    )
    return ids.map((leadId): StageOutcome => {
      const code = codes.get(leadId)
      return code == null ? { leadId, to: 'next' } : { leadId, to: 'skipped', code }
    })
  }
}

function skipCode({ status, statusCause, hasOpenDraft }: LeadNow): string | null {
  if (hasOpenDraft) return 'OPEN_DRAFT'
  return JUDGED_STATUSES.some((judged) => judged === status) && statusCause !== 'not_interested' ? null : 'ALREADY_CONTACTED'
}
