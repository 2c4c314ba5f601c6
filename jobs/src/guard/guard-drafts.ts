import type { Sql } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import { type Actor, requireAgentAction } from '../actors.ts'
import { evidenceIdsOf, evidenceKey, isPersonal } from '../craft/evidence.ts'
import { extractAll } from '../craft/extractors/extract-all.ts'
import { insertEvidence } from '../craft/insert-drafts.ts'
import { loadCraftFacts } from '../craft/load-craft-facts.ts'
import type { CraftLead } from '../craft/read-craft-facts.ts'
import type { AddressLists } from '../identity/load-address-lists.ts'
import { checkText } from '../review/check-text.ts'
import type { ReviewedDraft } from '../review/queries.ts'
import { loadReviewContext, type ReviewContext } from '../review/review-context.ts'
import { recordTimeline, type TimelineEntry } from '../timeline.ts'
import type { GuardVerdict } from './guards.ts'

const GATEKEEPER: Actor = { kind: 'agent', name: 'GATEKEEPER' }

/**
 * Asks every check and guard about fresh drafts, in the mode of the settings, and writes down what they say. A draft that one of them stops
 * stays BLOCKED, with all the codes; the others are for the caller to move. Drafts that are gone have no verdict.
 */
export async function guardDrafts(
  tx: Sql,
  addressLists: AddressLists,
  draftIds: readonly string[],
  runId: string | null,
): Promise<Map<string, GuardVerdict>> {
  if (draftIds.length === 0) return new Map()
  const context = await loadReviewContext(tx, addressLists, draftIds)
  await lookAgain(tx, context)
  const checked = [...context.drafts.values()].map((draft) => {
    const { compliance, failed, guards } = checkText(draft, { subject: draft.subject, body: draft.body }, context)
    // What crafting noted (a subject that fell back) stays in sight; that the guards had not spoken is over.
    const notes = [...draft.guardNotes.filter(({ code }) => code !== 'NOT_GUARDED'), ...guards.notes]
    return { draft, guards, row: { id: draft.id, compliance, is_compliant: failed.length === 0, guard_notes: notes } }
  })
  if (checked.some(({ guards }) => guards.isBlocked)) requireAgentAction(GATEKEEPER, 'draft.blocked')
  await tx.execute(sql`
    update draft d set compliance = r.compliance, is_compliant = r.is_compliant, guard_notes = r.guard_notes
    from jsonb_to_recordset(${JSON.stringify(checked.map(({ row }) => row))}::jsonb) as r(id uuid, compliance jsonb, is_compliant boolean, guard_notes jsonb)
    where d.id = r.id and d.status = 'BLOCKED'`)
  await recordTimeline(
    tx,
    context.now,
    checked.map(
      ({ draft, guards }): TimelineEntry => ({
        leadId: draft.leadId,
        kind: 'draft',
        actor: GATEKEEPER.name,
        runId,
        // They may speak in the very transaction that made the draft: a millisecond later, so that the timeline tells it in order.
        at: new Date(context.now.getTime() + 1),
        summary: summaryOf(guards),
        detail: { draftId: draft.id, reasons: guards.notes },
      }),
    ),
  )
  return new Map(checked.map(({ draft, guards }) => [draft.id, guards]))
}

function summaryOf({ isBlocked, blockedBy, notes }: GuardVerdict): string {
  if (isBlocked) return `Draft blocked: ${blockedBy.join(', ')}`
  return notes.length === 0 ? 'Guards passed' : `Guards noted: ${notes.map(({ code }) => code).join(', ')}`
}

/** GUARD-003: where too little is known the five extractors look once more, at the facts of this moment; what they find joins the draft. */
async function lookAgain(tx: Sql, context: ReviewContext): Promise<void> {
  const thin = [...context.drafts.values()].filter(({ evidence }) => evidence.filter(isPersonal).length < context.guards.leastEvidence)
  if (thin.length === 0) return
  const { rows } = await tx.execute<CraftLead>(sql`
    select id, first_name as "firstName", last_name as "lastName", full_name as "fullName", seniority, country_code as "countryCode"
    from lead where id = any(${sql.param([...new Set(thin.map(({ leadId }) => leadId))])}::uuid[])`)
  const facts = await loadCraftFacts(tx, rows, [], context.now)
  const found = thin.flatMap((draft) => {
    const known = facts.get(draft.leadId)
    const said = new Set(draft.evidence.map(evidenceKey))
    const fresh = known ? extractAll(known, evidenceIdsOf(draft.id)).evidence.filter((piece) => !said.has(evidenceKey(piece))) : []
    return fresh.length === 0 ? [] : [{ draft, fresh }]
  })
  for (const { draft, fresh } of found) {
    const richer: ReviewedDraft = { ...draft, evidence: [...draft.evidence, ...fresh] }
    context.drafts.set(draft.id, richer)
  }
  await insertEvidence(
    tx,
    found.flatMap(({ draft, fresh }) => fresh.map((piece) => ({ ...piece, draftId: draft.id }))),
  )
}
