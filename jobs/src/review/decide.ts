import type { Sql } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import { type Actor, requireAgentAction } from '../actors.ts'
import { ConflictError, NotFoundError, RefusedError, type UserError } from '../errors.ts'

export type Decision = 'APPROVE' | 'REJECT' | 'EDIT' | 'UNDO' | 'UNAPPROVE'

/** A decision that its rules allow, for the version that was seen; the database says whether it stands. */
export type DraftDecision = {
  draftId: string
  version: number
  decision: Decision
  tag?: string
  reason?: string
  /** The fields of an edited text, see `textAfter`. */
  text?: Record<string, unknown>
  /** Of EDIT: where the draft stands afterwards. */
  statusAfter?: 'PENDING' | 'BLOCKED'
}

/** What became of it: the new version, or why it was not applied. */
export type Decided = { draftId: string; version: number; error: null } | { draftId: string; version: null; error: UserError }

type Row = {
  draftId: string
  outcome: 'DECIDED' | 'NOT_FOUND' | 'CONFLICT' | 'TOO_LATE' | 'LEAVING' | 'SUPERSEDED' | 'LEAD_CLOSED'
  version: number
  status: string
  lastDecision: Decision | null
  lastActor: string | null
  lastAt: string | null
}

const pastOf: Record<Decision, string> = {
  APPROVE: 'approved this draft',
  REJECT: 'rejected this draft',
  EDIT: 'edited the text',
  UNDO: 'took the decision back',
  UNAPPROVE: 'found that a fact had changed',
}

const auditAction: Record<Decision, string> = {
  APPROVE: 'draft.approved',
  REJECT: 'draft.rejected',
  EDIT: 'draft.edited',
  UNDO: 'draft.undone',
  UNAPPROVE: 'draft.unapproved',
}

const clockOf = (at: Date) => `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`

/** Why a decision was not applied, in the words of who was faster. */
function refusalOf(
  { outcome, version, status, lastDecision, lastActor, lastAt }: Row,
  given: DraftDecision,
  undoMinutes: number,
): UserError {
  const at = lastAt === null ? null : new Date(lastAt)
  const who = lastDecision && at ? `${lastActor} ${pastOf[lastDecision]} at ${clockOf(at)}` : null
  const refused = (code: RefusedError['code'], reason: string, message: string) =>
    new RefusedError(code, message, [{ code: reason, message }])
  switch (outcome) {
    case 'TOO_LATE':
      return refused('EXPIRED', 'TOO_LATE', `Too late: ${who}. A decision can be taken back for ${undoMinutes} minutes.`)
    case 'LEAVING':
      return refused('ALREADY_DONE', 'ALREADY_SENT', 'Too late: it is being sent.')
    case 'SUPERSEDED':
      return refused('ALREADY_DONE', 'SUPERSEDED', 'Another draft for this lead stands in its place. Decide that one.')
    case 'LEAD_CLOSED':
      return refused('NOT_READY', 'LEAD_CLOSED', 'The lead was excluded, disqualified or has unsubscribed; its draft can’t come back.')
    case 'NOT_FOUND':
      return new NotFoundError('There is no such draft.')
  }
  if (status === 'APPROVED' || status === 'REJECTED' || status === 'SENT') {
    if (given.decision === 'UNDO' && status === 'SENT')
      return refused('ALREADY_DONE', 'ALREADY_SENT', `Too late: it was sent after ${who ?? 'its approval'}.`)
    return new ConflictError(`${who ?? 'This draft was decided'}. Nothing was changed.`, {
      currentVersion: version,
      decidedBy: lastActor,
      decidedAt: at,
    })
  }
  if (status === 'EXPIRED') return refused('EXPIRED', 'EXPIRED', 'This draft expired: nobody decided it in time. It is never sent.')
  if (version !== given.version && status !== 'WITHDRAWN') {
    return new ConflictError(`${who ?? 'The draft changed'}; it is at version ${version} now. Nothing was decided.`, {
      currentVersion: version,
    })
  }
  if (status === 'BLOCKED') return refused('GUARD_REFUSED', 'BLOCKED', 'A guard blocks this draft. Edit it, or reject it.')
  if (status === 'WITHDRAWN') {
    return new ConflictError('This draft was withdrawn, because its lead is not written to any more. The lead’s timeline says why.', {
      currentVersion: version,
    })
  }
  return refused('ALREADY_DONE', 'NOT_DECIDED', 'There is no decision to take back.')
}

/**
 * Applies decisions in one statement, each on its own: one stands or one is refused, and each says which. In the order of leads and drafts,
 * so that two callers never wait for each other in a circle.
 */
export async function decideDrafts(tx: Sql, actor: Actor, decisions: readonly DraftDecision[], undoMinutes: number): Promise<Decided[]> {
  for (const { decision } of decisions) requireAgentAction(actor, auditAction[decision])
  const given = decisions.map(({ draftId, version, decision, tag, reason, text, statusAfter }, place) => ({
    place,
    draft_id: draftId,
    version,
    decision,
    tag: tag ?? null,
    reason: reason ?? null,
    text_after: text ?? null,
    status_after: statusAfter ?? 'PENDING',
  }))
  const { rows } = await tx.execute<Row & { place: number }>(sql`
    select g.place, g.draft_id as "draftId", o.outcome, o.version, o.status, o.last_decision as "lastDecision", o.last_actor as "lastActor", o.last_at as "lastAt"
    from (
      select r.* from jsonb_to_recordset(${JSON.stringify(given)}::jsonb)
        as r(place integer, draft_id uuid, version integer, decision review_decision, tag text, reason text, text_after jsonb, status_after draft_status)
      left join draft d on d.id = r.draft_id order by d.lead_id, d.id, r.place
    ) g
    cross join lateral decide_draft(g.draft_id, g.version, g.decision, ${actor.name}, g.tag, g.reason, g.text_after, g.status_after, ${undoMinutes}) o`)
  const byPlace = new Map(rows.map((row) => [row.place, row]))
  return decisions.map((decision, place) => {
    const row = byPlace.get(place)
    if (!row) throw new Error(`decide_draft gave no answer for ${decision.draftId}`)
    return row.outcome === 'DECIDED'
      ? { draftId: decision.draftId, version: row.version, error: null }
      : { draftId: decision.draftId, version: null, error: refusalOf(row, decision, undoMinutes) }
  })
}

/** One decision; throws why it was not applied. Returns the draft's new version. */
export async function decideDraft(tx: Sql, actor: Actor, decision: DraftDecision, undoMinutes: number): Promise<number> {
  const [decided] = await decideDrafts(tx, actor, [decision], undoMinutes)
  if (!decided || decided.error) throw decided?.error ?? new Error('no outcome')
  return decided.version
}
