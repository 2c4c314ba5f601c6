import type { Sql, Writer } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import type { Actor } from '../actors.ts'
import { organisationSection } from '../craft/organisation.ts'
import { NotFoundError, RefusedError } from '../errors.ts'
import type { Wake } from '../queue/wake.ts'
import { type Approval, allowApproval } from '../review/allow-approval.ts'
import { decideDraft } from '../review/decide.ts'
import { loadReviewContext } from '../review/review-context.ts'
import { loadSettings } from '../settings/load-settings.ts'
import { type AtOnceFacts, allowApproveAndSend } from './allow-approve-and-send.ts'
import { contentProblem } from './content-problem.ts'
import { decideBatch } from './decide-batch.ts'
import { sendToFreeze } from './dispatch.ts'
import { dispatchSection } from './dispatch-settings.ts'
import { freezeBatch } from './freeze-batch.ts'
import { nurtureSection } from './nurture-settings.ts'
import { itemsOf, loadCandidates, type PlanData, settled } from './plan-dispatch.ts'
import { refuseWhileStopped } from './refuse-while-stopped.ts'

export type ApprovedAndSent = { draftId: string; version: number; sendId: string }

async function loadFacts(tx: Sql, draftId: string): Promise<AtOnceFacts> {
  const { rows } = await tx.execute<AtOnceFacts>(sql`
    select d.channel, d.motion, l.tier, l.is_on_ghl as "isOnGhl", is_warm(l.id) as "isWarm",
      l.status in ('REPLIED', 'LINKEDIN_REPLIED', 'MEETING_BOOKED') as "hasAnswered",
      (select count(*)::int from batch b join send s on s.batch_id = b.id
        where b.motion = 'NURTURE' and not b.is_test and s.motion = 'OUTBOUND' and s.status not in ('SKIPPED', 'REFUSED')
          and b.created_at > business_now() - interval '2 days' and organisation_day(b.created_at) = organisation_day(business_now())) as "verificationsToday"
    from draft d join lead l on l.id = d.lead_id where d.id = ${draftId}`)
  const [facts] = rows
  if (!facts) throw new NotFoundError('There is no such draft.')
  return facts
}

/** What speaks against it now; who asked hears it, and nothing was decided. */
async function refuseBlocked(tx: Sql, item: object): Promise<void> {
  const { rows } = await tx.execute<{ code: string; message: string }>(sql`
    select rule as code, message from send_verdicts(${JSON.stringify([item])}::jsonb, 'PLAN') where not passed order by place`)
  const [first] = rows
  if (first) throw new RefusedError('GUARD_REFUSED', first.message, rows)
}

/**
 * Approves a draft, freezes it into a batch of one and approves that, in one transaction: all of it or nothing. From there on it is a send like
 * any other: hash, reservation, guards, ceilings, stop and shadow. Returns the send, which nobody has handed over yet.
 */
export async function approveAndSendDraft(
  writer: Writer,
  wake: Wake,
  actor: Actor,
  data: PlanData,
  input: Approval,
): Promise<ApprovedAndSent> {
  const context = await loadReviewContext(writer.sql, data.lists, [input.draftId])
  const decision = allowApproval(input, context, true)
  const { batchId, ...sent } = await writer.transaction(async (tx) => {
    await tx.execute(sql`select pg_advisory_xact_lock(hashtext('swarm.dispatch'))`)
    await refuseWhileStopped(tx)
    const { document: nurture } = await loadSettings(tx, nurtureSection)
    const { document: settings } = await loadSettings(tx, dispatchSection)
    const { document: organisation } = await loadSettings(tx, organisationSection)
    // The draft first: who comes second hears who was faster, not what the first one used up.
    const version = await decideDraft(tx, actor, decision, context.settings.undoMinutes)
    const verdict = allowApproveAndSend(await loadFacts(tx, input.draftId), nurture.coldVerificationsPerDay)
    if (!verdict.isAllowed) throw new RefusedError('GUARD_REFUSED', verdict.reason.message, [verdict.reason])

    const [found] = await loadCandidates(tx, { draftIds: [input.draftId] })
    if (!found) throw new NotFoundError('There is no such draft.')
    const candidate = { ...found, motion: verdict.motion, isOnGhl: true }
    const { now, items } = await itemsOf(tx, [candidate], data, verdict.isAnswer)
    const [item] = items
    if (!item) throw new Error(`the draft ${input.draftId} was not planned`)
    await refuseBlocked(tx, item)
    const send = sendToFreeze(settled(item, candidate), organisation.bookingLink)
    const problem = contentProblem({ ...send, subject: found.subject, text: found.body })
    if (problem !== null) throw new RefusedError('GUARD_REFUSED', problem, [{ code: 'INVALID_CONTENT', message: problem }])
    const batch = await freezeBatch(tx, actor, now, {
      motion: 'NURTURE',
      sends: [send],
      held: [],
      isTest: false,
      openWindowReason: verdict.isAnswer ? 'An answer waits for no window.' : null,
      expiryHours: settings.batchExpiryHours,
    })
    const refusal = await decideBatch(tx, actor, { ...batch, reason: 'Approve and send' }, true)
    if (refusal) throw refusal
    const { rows } = await tx.execute<{ id: string }>(sql`select id from send where batch_id = ${batch.batchId}`)
    return { batchId: batch.batchId, draftId: input.draftId, version, sendId: rows[0]?.id ?? '' }
  })
  await wake('executeBatch', { batchId }, batchId)
  return sent
}
