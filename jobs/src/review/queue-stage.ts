import { sql } from 'drizzle-orm'
import { type Actor, requireAgentAction } from '../actors.ts'
import { announce } from '../announce.ts'
import { businessNow } from '../business-now.ts'
import { draftsOfRun } from '../guard/drafts-of-run.ts'
import type { StageWork } from '../runs/run-batch.ts'
import type { StageOutcome } from '../runs/stages.ts'
import { recordTimeline, type TimelineEntry } from '../timeline.ts'

const GATEKEEPER: Actor = { kind: 'agent', name: 'GATEKEEPER' }

/** Puts guarded drafts into the queue, where a person decides. Nothing leaves the house here. */
export function queueStage(): StageWork {
  return async (tx, run, leads) => {
    const ids = leads.map(({ leadId }) => leadId)
    const at = await businessNow(tx)
    requireAgentAction(GATEKEEPER, 'draft.queued')
    // One lead, one open draft, whatever other runs do at the same time.
    await tx.execute(sql`select from lead where id = any(${sql.param([...ids])}::uuid[]) order by id for no key update`)
    const draftOf = await draftsOfRun(tx, run.id, ids)
    const { rows } = await tx.execute<{ leadId: string }>(sql`
      update draft d set status = 'PENDING', created_at = ${at.toISOString()}::timestamptz, updated_at = ${at.toISOString()}::timestamptz
      where d.id = any(${sql.param([...draftOf.values()])}::uuid[]) and d.status = 'BLOCKED'
        and not exists (select from draft o where o.lead_id = d.lead_id and o.id <> d.id and o.status in ('PENDING', 'APPROVED', 'SENT'))
      returning d.lead_id as "leadId"`)
    const queued = new Set(rows.map(({ leadId }) => leadId))
    const late = ids.filter((id) => draftOf.has(id) && !queued.has(id)).map((id) => draftOf.get(id))
    if (late.length > 0)
      await tx.execute(
        sql`update draft set status = 'WITHDRAWN', updated_at = ${at.toISOString()}::timestamptz where id = any(${sql.param(late)}::uuid[])`,
      )
    // A lead whose last draft was rejected is open again.
    const { rows: moved } = await tx.execute<{ id: string; from: string; to: string }>(sql`
      update lead l set status = next_lead_status(l.status, 'DRAFT_QUEUED'), version = l.version + 1, updated_at = ${at.toISOString()}::timestamptz
      from (select id, status from lead where id = any(${sql.param([...queued])}::uuid[]) order by id for update) former
      where l.id = former.id and next_lead_status(l.status, 'DRAFT_QUEUED') <> l.status
      returning l.id, former.status as "from", l.status as "to"`)
    const moveOf = new Map(
      moved.map(({ id, from, to }) => [id, { from, to, signal: 'DRAFT_QUEUED', reason: 'A new draft waits for a decision.' }]),
    )
    await recordTimeline(
      tx,
      at,
      [...queued].map(
        (leadId): TimelineEntry => ({
          leadId,
          kind: 'draft',
          actor: GATEKEEPER.name,
          runId: run.id,
          summary: 'Draft waits for a decision',
          detail: { draftId: draftOf.get(leadId) ?? null, ...moveOf.get(leadId) },
        }),
      ),
    )
    await announce(tx, 'queue', null)
    return ids.map((leadId): StageOutcome => {
      if (queued.has(leadId)) return { leadId, to: 'next' }
      return draftOf.has(leadId) ? { leadId, to: 'skipped', code: 'OPEN_DRAFT' } : { leadId, to: 'failed', code: 'DRAFT_GONE' }
    })
  }
}
