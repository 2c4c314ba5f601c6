import type { Sql } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import type { Actor } from '../actors.ts'
import { ConflictError, InvalidInputError, NotFoundError, RefusedError } from '../errors.ts'
import { loadSettings } from '../settings/load-settings.ts'
import { dispatchSection } from './dispatch-settings.ts'
import { idOf } from './freeze-batch.ts'

export type BatchDecision = {
  batchId: string
  /** SHA-256 in hex, as the decider saw it. */
  scopeHash: string
  reason?: string | null | undefined
}

type Row = { status: string; refusal: string | null; decidedBy: string | null; decidedById: string | null; decidedAt: string | null }

/**
 * Whether the approver must be another person than the creator, which no key can be. A batch of one message that answers a person (approve and send, a reply)
 * is exempt, as an internal test is.
 */
async function needsOtherApprover(tx: Sql, batchId: string): Promise<boolean> {
  const { document: settings } = await loadSettings(tx, dispatchSection)
  const { rows } = await tx.execute<{ operators: number; isExempt: boolean }>(sql`
    select (select count(*)::int from user_account where disabled_at is null and 'operate' = any(scopes)) as operators,
      (select b.is_test or (b.motion = 'NURTURE' and (select count(*) from send s where s.batch_id = b.id) = 1) from batch b where b.id = ${batchId}) as "isExempt"`)
  const { operators = 0, isExempt = false } = rows[0] ?? {}
  return !isExempt && (settings.separateApprover === 'on' || (settings.separateApprover === 'auto' && operators >= 2))
}

/** Why nothing was decided, for the one who asked. */
function refusalOf({ status, refusal, decidedBy, decidedAt }: Row): Error {
  const refused = (code: RefusedError['code'], message: string) => new RefusedError(code, message, [{ code: refusal ?? code, message }])
  switch (refusal) {
    case 'EXPIRED':
      return refused('EXPIRED', 'This batch expired. Nothing went out from it; preview again.')
    case 'SCOPE_MISMATCH':
      return refused('SCOPE_MISMATCH', 'What would be sent differs from what you saw. Nothing was decided; look at the batch again.')
    case 'SAME_PERSON':
      return refused(
        'GUARD_REFUSED',
        'The approver must be another person than the one who created the batch, by themselves or with a key that they made.',
      )
    case 'NO_PERSON':
      return refused(
        'GUARD_REFUSED',
        'Another person than the one who created the batch must approve it, signed in: a key is nobody’s second person.',
      )
    case 'EMERGENCY_STOP':
      return refused('EMERGENCY_STOP', 'Sending is stopped. Nothing is approved until the stop is lifted.')
    default: {
      const at = decidedAt === null ? '' : `${new Date(decidedAt).toISOString().slice(0, 16).replace('T', ' ')} UTC`
      // What became of an approved one since was not its approver's doing.
      const isTheirs = status === 'APPROVED' || status === 'REJECTED'
      const who = decidedBy === null ? '' : isTheirs ? ` by ${decidedBy} at ${at}` : `; ${decidedBy} approved it at ${at}`
      return new ConflictError(`This batch is ${status.toLowerCase()} already${who}.`, {
        decidedBy,
        decidedAt: decidedAt === null ? null : new Date(decidedAt),
      })
    }
  }
}

/**
 * One final decision (I8). The same decision by the same person again answers as the first one did; anybody else hears who was faster. Does not
 * throw what it refuses: a batch that expired on the way stays expired, so the caller throws after the commit.
 */
export async function decideBatch(
  tx: Sql,
  actor: Actor,
  { batchId, scopeHash, reason }: BatchDecision,
  isApproval: boolean,
): Promise<Error | null> {
  if (!/^[0-9a-f]{64}$/i.test(scopeHash)) throw new InvalidInputError('scopeHash: is not a SHA-256 in hex', ['scopeHash'])
  const needsOther = isApproval && (await needsOtherApprover(tx, batchId))
  const { rows } = await tx.execute<Row>(sql`
    select status, refusal, decided_by as "decidedBy", decided_by_id as "decidedById", decided_at as "decidedAt"
    from decide_batch(${batchId}, decode(${scopeHash}, 'hex'), ${isApproval}, ${reason ?? null}, ${actor.name}, ${idOf(actor)}, ${needsOther})`)
  const row = rows[0]
  if (!row) return new NotFoundError('There is no such batch.')
  if (row.refusal === null) return null
  const isSame = isApproval ? ['APPROVED', 'EXECUTING', 'EXECUTED', 'PARTIAL'].includes(row.status) : row.status === 'REJECTED'
  return row.refusal === 'DECIDED' && isSame && row.decidedById === idOf(actor) ? null : refusalOf(row)
}
