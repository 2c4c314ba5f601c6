import { randomBytes } from 'node:crypto'
import { newId } from '@swarm/db/new-id'
import type { Sql, Writer } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import type { Actor } from '../actors.ts'
import { announce } from '../announce.ts'
import { writeAudit } from '../audit/write-audit.ts'
import { businessNow } from '../business-now.ts'
import { lockLeads } from '../craft/craft-leads.ts'
import { fingerprintOf } from '../craft/fingerprint.ts'
import { footerOf } from '../craft/footer.ts'
import { insertDrafts } from '../craft/insert-drafts.ts'
import { loadCraftFacts } from '../craft/load-craft-facts.ts'
import { organisationSection } from '../craft/organisation.ts'
import { openerOf } from '../craft/sentences.ts'
import { type ApprovedAndSent, approveAndSendDraft } from '../dispatch/approve-and-send-draft.ts'
import type { PlanData } from '../dispatch/plan-dispatch.ts'
import { ConflictError, NotFoundError, RefusedError } from '../errors.ts'
import { guardDrafts } from '../guard/guard-drafts.ts'
import type { Wake } from '../queue/wake.ts'
import { loadSettings } from '../settings/load-settings.ts'
import { answerStands } from './answer-stands.ts'

export type Answer = { replyId: string; subject: string; body: string }

/**
 * Sends a person's answer to a reply: a nurture draft of one, approved and sent by the same path, guards, ceilings and stop as any other. It
 * goes once for each reply; where a check refuses it, nothing is left behind. One that never left, whatever ended it, can be written anew.
 * `publicUrl` begins the link to unsubscribe.
 */
export async function answerReply(
  writer: Writer,
  wake: Wake,
  actor: Actor,
  data: PlanData,
  publicUrl: string,
  answer: Answer,
): Promise<ApprovedAndSent> {
  const draftId = await writer.transaction((tx) => draftAnswer(tx, actor, data, publicUrl, answer))
  try {
    return await approveAndSendDraft(writer, wake, actor, data, { draftId, version: 1 })
  } catch (error) {
    await writer.transaction(async (tx) => {
      // The reply before its draft, as in `draftAnswer`.
      await tx.execute(sql`select from reply where id = ${answer.replyId} for update`)
      if (!(await withdrawAnswer(tx, draftId))) return
      await tx.execute(sql`update reply set answer_draft_id = null where id = ${answer.replyId} and answer_draft_id = ${draftId}`)
      await announce(tx, 'reply', [answer.replyId])
    })
    throw error
  }
}

/** Takes back an answer that did not go and can't any more; false where it stands. */
async function withdrawAnswer(tx: Sql, draftId: string): Promise<boolean> {
  const { rows } = await tx.execute<{ status: string }>(sql`select status from draft where id = ${draftId} for update`)
  // A statement of its own: it sees the send of whoever approved it while this waited for the lock.
  const { rows: answers } = await tx.execute<{ stands: boolean }>(sql`select ${answerStands(sql`${draftId}`)} as stands`)
  if (answers[0]?.stands !== false) return false
  if (rows[0]?.status === 'PENDING' || rows[0]?.status === 'APPROVED') {
    await tx.execute(sql`update draft set status = 'WITHDRAWN', version = version + 1, updated_at = business_now() where id = ${draftId}`)
    await announce(tx, 'draft', [draftId])
    await announce(tx, 'queue', null)
  }
  return true
}

async function draftAnswer(tx: Sql, actor: Actor, data: PlanData, publicUrl: string, { replyId, subject, body }: Answer): Promise<string> {
  const at = await businessNow(tx)
  const { rows } = await tx.execute<{ leadId: string | null; answerDraftId: string | null }>(
    sql`select lead_id as "leadId", answer_draft_id as "answerDraftId" from reply where id = ${replyId} for update`,
  )
  const [reply] = rows
  if (!reply) throw new NotFoundError('There is no such reply.')
  const [lead] = reply.leadId === null ? [] : await lockLeads(tx, [reply.leadId])
  if (!lead) {
    throw new RefusedError('NOT_READY', 'Nobody knows whose reply this is. Assign it first.', [
      { code: 'UNMATCHED', message: 'The reply has no lead.' },
    ])
  }
  // Once nobody is about to approve it: that is done under the lead's lock.
  if (reply.answerDraftId !== null && !(await withdrawAnswer(tx, reply.answerDraftId))) throw new ConflictError('This reply was answered.')
  const { document: organisation } = await loadSettings(tx, organisationSection)
  const facts = (await loadCraftFacts(tx, [lead], [], at)).get(lead.id)
  if (!facts) throw new Error(`facts of lead ${lead.id} were not loaded`)
  const token = randomBytes(24).toString('base64url')
  const rule = organisation.regionRules[facts.region]
  const footer = footerOf(organisation, {
    unsubscribeUrl: `${publicUrl}/u/${token}`,
    rule,
    contactSource: facts.contactSource ?? 'your reply',
  })
  if (!footer.ok) throw new RefusedError('NOT_READY', footer.reason.message, [footer.reason])
  // Once-keys too: who was written to before this database has no draft of it.
  const { rows: rounds } = await tx.execute<{ next: number }>(sql`
    select (1 + greatest((select max(d.round) from draft d where d.lead_id = ${lead.id}),
      (select max(o.round) from send_once o where o.person = any (keys_of_lead(${lead.id}))), 0))::int as next`)
  const id = newId(at)
  await insertDrafts(tx, at, [
    {
      id,
      leadId: lead.id,
      personKey: lead.personKey,
      runId: null,
      motion: 'NURTURE',
      round: rounds[0]?.next ?? 1,
      step: 1,
      campaign: 'Answers',
      score: lead.score ?? 0,
      token,
      draft: {
        leadId: lead.id,
        channel: 'EMAIL',
        action: 'EMAIL',
        kind: 'first_touch',
        tier: lead.tier ?? 'TIER_3',
        angle: 'answer',
        templateVersion: 1,
        variant: null,
        variantFellBack: false,
        subject,
        body,
        opener: openerOf(body),
        footer: footer.footer,
        evidence: [],
        angleChoice: null,
        claims: [],
        fingerprint: fingerprintOf(subject, body),
        notes: [],
      },
    },
  ])
  // What the guards say of first touches is shown; a person wrote this. What nothing gets past is asked again when it is approved.
  await guardDrafts(tx, data.lists, [id], null)
  await tx.execute(sql`update draft set status = 'PENDING' where id = ${id}`)
  await tx.execute(sql`update reply set answer_draft_id = ${id} where id = ${replyId}`)
  await writeAudit(tx, actor, {
    action: 'reply.answered',
    subjectType: 'reply',
    subjectId: replyId,
    detail: { draftId: id, leadId: lead.id, insteadOf: reply.answerDraftId },
  })
  await announce(tx, 'reply', [replyId])
  return id
}
