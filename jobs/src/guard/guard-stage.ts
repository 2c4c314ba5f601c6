import { sql } from 'drizzle-orm'
import { type Actor, requireAgentAction } from '../actors.ts'
import { announce } from '../announce.ts'
import type { JobContext } from '../context.ts'
import { checkText } from '../review/check-text.ts'
import { loadReviewContext } from '../review/review-context.ts'
import type { StageWork } from '../runs/run-batch.ts'
import type { StageOutcome } from '../runs/stages.ts'
import { recordTimeline, type TimelineEntry } from '../timeline.ts'
import { draftsOfRun } from './drafts-of-run.ts'

const GATEKEEPER: Actor = { kind: 'agent', name: 'GATEKEEPER' }

/** Asks every check and guard about each new draft. A draft that one of them stops stays BLOCKED, with all the codes. */
export function guardStage({ addressLists }: Pick<JobContext, 'addressLists'>): StageWork {
  return async (tx, run, leads) => {
    const ids = leads.map(({ leadId }) => leadId)
    const draftOf = await draftsOfRun(tx, run.id, ids)
    const context = await loadReviewContext(tx, addressLists, [...draftOf.values()])
    const checked = ids.flatMap((leadId) => {
      const draft = context.drafts.get(draftOf.get(leadId) ?? '')
      if (!draft) return []
      const { compliance, failed, guards } = checkText(draft, { subject: draft.subject, body: draft.body }, context)
      // What crafting noted (a subject that fell back) stays in sight; that the guards had not spoken is over.
      const notes = [...draft.guardNotes.filter(({ code }) => code !== 'NOT_GUARDED'), ...guards.notes]
      return [
        {
          leadId,
          draft,
          compliance,
          isCompliant: failed.length === 0,
          notes,
          codes: guards.notes.map(({ code }) => code),
          why: guards.notes,
        },
      ]
    })
    const blocked = checked.filter(({ codes }) => codes.length > 0)
    if (blocked.length > 0) requireAgentAction(GATEKEEPER, 'draft.blocked')
    const rows = checked.map(({ draft, compliance, isCompliant, notes }) => ({
      id: draft.id,
      compliance,
      is_compliant: isCompliant,
      guard_notes: notes,
    }))
    await tx.execute(sql`
      update draft d set compliance = r.compliance, is_compliant = r.is_compliant, guard_notes = r.guard_notes
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(id uuid, compliance jsonb, is_compliant boolean, guard_notes jsonb)
      where d.id = r.id and d.status = 'BLOCKED'`)
    await recordTimeline(
      tx,
      context.now,
      checked.map(
        ({ leadId, draft, codes, why }): TimelineEntry => ({
          leadId,
          kind: 'draft',
          actor: GATEKEEPER.name,
          runId: run.id,
          summary: codes.length === 0 ? 'Guards passed' : `Draft blocked: ${codes.join(', ')}`,
          detail: { draftId: draft.id, reasons: why },
        }),
      ),
    )
    if (blocked.length > 0) await announce(tx, 'queue', null)
    const outcomes = new Map<string, StageOutcome>(
      checked.map(({ leadId, codes: [code] }) => [leadId, code === undefined ? { leadId, to: 'next' } : { leadId, to: 'skipped', code }]),
    )
    // A draft that is gone was erased with its lead's data, or never made.
    return ids.map((leadId) => outcomes.get(leadId) ?? { leadId, to: 'failed', code: 'DRAFT_GONE' })
  }
}
