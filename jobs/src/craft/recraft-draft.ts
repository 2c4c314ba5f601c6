import type { Sql, Writer } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import type { Actor } from '../actors.ts'
import { announce } from '../announce.ts'
import { writeAudit } from '../audit/write-audit.ts'
import { businessNow } from '../business-now.ts'
import { ConflictError, NotFoundError, RefusedError } from '../errors.ts'
import { guardDrafts } from '../guard/guard-drafts.ts'
import type { AddressLists } from '../identity/load-address-lists.ts'
import { checkText } from '../review/check-text.ts'
import { loadReviewContext } from '../review/review-context.ts'
import { recordTimeline } from '../timeline.ts'
import type { TouchAction } from './craft.ts'
import { type LeadNow, lockLeads } from './craft-leads.ts'
import { firstTouchOf } from './first-touch.ts'
import { laterKindOf } from './later-text.ts'
import { type DraftOrder, makeDrafts } from './make-drafts.ts'
import { FACT_CHANGED } from './unapprove-outdated-drafts.ts'

type OldDraft = {
  id: string
  leadId: string
  runId: string | null
  version: number
  status: string
  channel: 'EMAIL' | 'LINKEDIN'
  action: TouchAction
  motion: string
  round: number
  step: number
  angle: string
  isTest: boolean
  isEdited: boolean
  isDecidedInBatch: boolean
  /** Another version of its text is live now. */
  isOutdated: boolean
}

/** Out of play: it can be made anew. */
const OUT_OF_PLAY = ['BLOCKED', 'EXPIRED', 'REJECTED']

/**
 * What waits is decided and not replaced, but for a draft that nobody has edited and whose text has another live version by now, or that fails
 * a check as settings and lists stand: its footer can't be edited, so it could be neither approved nor mended.
 */
async function mayBeMadeAnew(
  tx: Sql,
  lists: AddressLists,
  { id, status, isTest, motion, isEdited, isOutdated }: OldDraft,
): Promise<boolean> {
  if (isTest || motion === 'NURTURE') return false
  if (OUT_OF_PLAY.includes(status)) return true
  if (status !== 'PENDING' || isEdited) return false
  if (isOutdated) return true
  const context = await loadReviewContext(tx, lists, [id])
  const draft = context.drafts.get(id)
  return draft !== undefined && checkText(draft, { subject: draft.subject, body: draft.body }, context).failed.length > 0
}

/**
 * Makes a new draft in the place of one that was blocked, expired or rejected, or that waits in the words of a version that is not live any
 * more or fails a check by now; from the facts of this moment and with what the rejections rule out. Guards look at it; what passes waits where the old one did, what
 * does not is blocked with its codes, and never takes the place of one that waits. The old one is withdrawn, a rejected one stays rejected.
 * Returns the new draft's id. Refused where nothing can be said, another draft stands in its place, or the lead is not written to any more.
 */
export async function recraftDraft(
  writer: Writer,
  actor: Actor,
  input: { draftId: string; version: number },
  { publicUrl, addressLists }: { publicUrl: string; addressLists: AddressLists },
): Promise<string> {
  return writer.transaction(async (tx) => {
    const at = await businessNow(tx)
    const { old, lead } = await lockDraft(tx, addressLists, input)
    const order = orderOf(old, lead)
    const [made] = await makeDrafts(tx, at, publicUrl, [order])
    if (!made || made.id === null) {
      const reasons = made?.reasons ?? []
      throw new RefusedError('GUARD_REFUSED', `No other draft can be made: ${reasons[0]?.message ?? 'there is nothing to say.'}`, reasons)
    }
    const verdict = (await guardDrafts(tx, addressLists, [made.id], null)).get(made.id)
    const status = verdict?.isBlocked === false ? 'PENDING' : 'BLOCKED'
    if (old.status === 'PENDING' && status === 'BLOCKED') {
      const notes = verdict?.notes ?? []
      throw new RefusedError('GUARD_REFUSED', `The new text would be blocked, so the old one stays: ${notes[0]?.message ?? ''}`, notes)
    }
    const isDecidedInBatch = old.isDecidedInBatch && verdict?.notes.length === 0 && made.draft.notes.length === 0
    const instant = at.toISOString()
    await tx.execute(sql`
      update draft set status = 'WITHDRAWN', version = version + 1, updated_at = ${instant}::timestamptz where id = ${old.id} and status in ('BLOCKED', 'EXPIRED', 'PENDING')`)
    await tx.execute(
      sql`update draft set status = ${status}, is_decided_in_batch = ${isDecidedInBatch}, updated_at = ${instant}::timestamptz where id = ${made.id}`,
    )
    // A lead whose last draft was rejected is open again.
    const { rows: moved } = await tx.execute<{ from: string; to: string }>(sql`
      update lead l set status = next_lead_status(l.status, 'DRAFT_QUEUED'), version = l.version + 1, updated_at = ${instant}::timestamptz
      from (select id, status from lead where id = ${lead.id} for update) former
      where l.id = former.id and ${status} = 'PENDING' and next_lead_status(l.status, 'DRAFT_QUEUED') <> l.status
      returning former.status as "from", l.status as "to"`)
    await writeAudit(tx, actor, {
      action: 'draft.recrafted',
      subjectType: 'draft',
      subjectId: old.id,
      detail: { version: old.version, lead: lead.id, from: old.status, draft: made.id, angle: made.draft.angle, to: status },
    })
    await recordTimeline(tx, at, [
      {
        leadId: lead.id,
        kind: 'draft',
        actor: actor.name,
        summary: `Crafted again: ${old.angle} gave way to ${made.draft.angle}`,
        detail: {
          draftId: made.id,
          replaces: old.id,
          ...moved.map((move) => ({ ...move, signal: 'DRAFT_QUEUED', reason: 'It was crafted again.' }))[0],
        },
      },
    ])
    await announce(tx, 'draft', [old.id, made.id])
    await announce(tx, 'lead', [lead.id])
    await announce(tx, 'queue', null)
    return made.id
  })
}

/** The draft as it stands, with its lead, both locked: lead first, as every decision does. */
async function lockDraft(
  tx: Sql,
  lists: AddressLists,
  { draftId, version }: { draftId: string; version: number },
): Promise<{ old: OldDraft; lead: LeadNow }> {
  const found = await tx.execute<{ leadId: string }>(sql`select lead_id as "leadId" from draft where id = ${draftId}`)
  const [lead] = await lockLeads(
    tx,
    found.rows.map(({ leadId }) => leadId),
  )
  const { rows } = await tx.execute<OldDraft>(sql`
    select id, lead_id as "leadId", run_id as "runId", version, status, channel, action, motion, round, step, angle, is_test as "isTest", is_edited as "isEdited",
      is_decided_in_batch as "isDecidedInBatch", template_version <> live_template(angle) or guard_notes @> ${JSON.stringify([{ code: FACT_CHANGED }])}::jsonb as "isOutdated"
    from draft where id = ${draftId} for no key update`)
  const [old] = rows
  if (!old || !lead) throw new NotFoundError('There is no such draft.')
  if (old.version !== version)
    throw new ConflictError(`The draft is at version ${old.version} now. Nothing was made.`, { currentVersion: old.version })
  if (!(await mayBeMadeAnew(tx, lists, old))) {
    throw new RefusedError(
      'ALREADY_DONE',
      'Only a draft that was blocked, expired or rejected is made anew, or one that waits and whose text has a newer version or fails a check.',
      [{ code: 'NOT_RECRAFTABLE', message: `This draft is ${old.status}.` }],
    )
  }
  const standing = await tx.execute<{ id: string }>(sql`
    select id from draft where lead_id = ${lead.id} and id <> ${old.id} and status in ('PENDING', 'APPROVED', 'SENT')
      and (round = ${old.round} and step = ${old.step} and channel = ${old.channel}
        or ${old.motion} = 'OUTBOUND') limit 1`)
  if (standing.rows.length > 0) {
    throw new RefusedError('ALREADY_DONE', 'Another draft for this lead stands in its place.', [
      { code: 'SUPERSEDED', message: 'Another draft for this lead waits, was approved or was sent.' },
    ])
  }
  if (lead.stage === 'TERMINAL') {
    throw new RefusedError('NOT_READY', 'This lead is not written to any more.', [
      { code: 'LEAD_CLOSED', message: `The lead is ${lead.status}.` },
    ])
  }
  return { old, lead }
}

function orderOf(old: OldDraft, lead: LeadNow): DraftOrder {
  if (lead.tier === null)
    throw new RefusedError('NOT_READY', 'This lead has no tier any more.', [{ code: 'NO_TIER', message: 'Score it again first.' }])
  const { round, step, angle } = old
  const shared = { lead, tier: lead.tier, round, runId: old.runId }
  if (old.motion !== 'OUTBOUND') {
    const motion = old.motion === 'REVIVAL' ? 'REVIVAL' : 'CADENCE'
    return { ...shared, motion, kind: laterKindOf(motion, old.action), step, angle }
  }
  const touch = firstTouchOf(lead)
  if (touch === null) {
    throw new RefusedError('NOT_READY', 'There is no address to write to.', [
      { code: 'NO_ADDRESS', message: 'There is no address to write to by a channel that its tier gets.' },
    ])
  }
  return { ...shared, motion: 'OUTBOUND', ...touch, angle: null }
}
