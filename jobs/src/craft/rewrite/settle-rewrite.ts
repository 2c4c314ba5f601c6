import type { Sql, Writer } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import type { Actor } from '../../actors.ts'
import { announce } from '../../announce.ts'
import { writeAudit } from '../../audit/write-audit.ts'
import type { AddressLists } from '../../identity/load-address-lists.ts'
import type { Reason } from '../../reason.ts'
import { checkText } from '../../review/check-text.ts'
import type { ReviewedDraft } from '../../review/queries.ts'
import { loadReviewContext } from '../../review/review-context.ts'
import { recordTimeline } from '../../timeline.ts'
import { fingerprintOf } from '../fingerprint.ts'
import { openerOf } from '../sentences.ts'
import type { Asked } from './ask-to-rewrite.ts'

const CRAFTER: Actor = { kind: 'agent', name: 'CRAFTER' }

/**
 * Puts a model's words into a draft if nobody has opened, changed or decided it in the meantime and if they pass the very checks and guards that
 * its own words passed, in hard mode whatever the settings say; else writes down why it keeps its own. The audit keeps both texts.
 */
export async function settleRewrite(writer: Writer, addressLists: AddressLists, seen: ReviewedDraft, asked: Asked): Promise<void> {
  await writer.transaction(async (tx) => {
    // Lead first, as every decision does.
    await tx.execute(sql`select from lead where id = ${seen.leadId} for no key update`)
    const { rows } = await tx.execute<{ version: number; status: string; isOpened: boolean }>(
      sql`select version, status, opened_at is not null as "isOpened" from draft where id = ${seen.id} for no key update`,
    )
    const [now] = rows
    if (!now) return
    if (asked.text === null) return end(tx, seen.id, asked, asked.reason)
    if (now.isOpened || now.status !== 'PENDING' || now.version !== seen.version)
      return end(tx, seen.id, asked, { code: 'SOMEBODY_WAS_FASTER', message: 'Somebody opened, changed or decided the draft first.' })
    const context = await loadReviewContext(tx, addressLists, [seen.id])
    const draft = context.drafts.get(seen.id)
    if (!draft) return
    const { body, claims } = asked.text
    const text = { subject: draft.subject, body }
    const { compliance, failed, guards } = checkText({ ...draft, ...text, claims, status: 'BLOCKED' }, text, {
      ...context,
      guards: { ...context.guards, mode: 'hard' },
    })
    const [check] = failed
    const [note] = guards.notes
    const against = check ? { code: 'COMPLIANCE', message: `${check.name}: ${check.message ?? 'failed'}` } : note
    if (against) return end(tx, seen.id, asked, against)
    const changed = {
      body,
      claims,
      compliance,
      fingerprint: fingerprintOf(text.subject, body),
      opener: openerOf(body),
    }
    await tx.execute(sql`
      update draft set body = ${body}, original_body = ${body}, claims = ${JSON.stringify(claims)}::jsonb, compliance = ${JSON.stringify(compliance)}::jsonb,
        fingerprint = decode(${changed.fingerprint}, 'hex'), opener = ${changed.opener}, version = version + 1, updated_at = business_now()
      where id = ${seen.id}`)
    await writeAudit(tx, CRAFTER, {
      action: 'draft.rephrased',
      subjectType: 'draft',
      subjectId: seen.id,
      detail: { version: seen.version, model: asked.model, before: seen.body, after: body },
    })
    await recordTimeline(tx, context.now, [
      {
        leadId: seen.leadId,
        kind: 'draft',
        actor: CRAFTER.name,
        summary: `Draft rephrased by ${asked.model}`,
        detail: { draftId: seen.id },
      },
    ])
    await announce(tx, 'draft', [seen.id])
    await end(tx, seen.id, asked, null)
  })
}

async function end(tx: Sql, draftId: string, { model, promptTokens, contextTokens }: Asked, kept: Reason | null): Promise<void> {
  await tx.execute(sql`
    update draft_rewrite set state = ${kept === null ? 'REPHRASED' : 'KEPT'}, code = ${kept?.code ?? null}, message = ${kept?.message ?? null}, model = ${model},
      prompt_tokens = ${promptTokens}, context_tokens = ${contextTokens}, taken_until = null, ended_at = business_now()
    where draft_id = ${draftId} and state = 'WAITING'`)
}
