import type { Sql } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import { refuseWhileStopped } from '../dispatch/refuse-while-stopped.ts'
import { RefusedError, type UserErrorCode } from '../errors.ts'
import { loadRecipients } from '../suppression/recipients.ts'
import { loadCalendarProblem } from './queries.ts'

type Code = Extract<UserErrorCode, 'NOT_READY' | 'GUARD_REFUSED'>
const refuse = (kind: Code, code: string, message: string): never => {
  throw new RefusedError(kind, message, [{ code, message }])
}

/**
 * Refuses a meeting that may not be asked for now: the calendar writes to whom it books, so whatever stops sending, or forbids writing to this
 * person, stops this too. Asked when a person asks and again directly before the call.
 */
export async function refuseMeeting(tx: Sql, leadId: string): Promise<void> {
  await refuseWhileStopped(tx)
  const { rows } = await tx.execute<{ isShadow: boolean }>(sql`
    select setting('dispatch', '{shadowMode}')::boolean
      or exists (select from process p where p.shadow_mode and p.seen_at > now() - interval '15 seconds') as "isShadow"`)
  if (rows[0]?.isShadow === true) refuse('NOT_READY', 'SHADOW_MODE', 'Shadow mode: nothing leaves, no invitation either.')
  const problem = await loadCalendarProblem(tx)
  if (problem !== null) refuse('NOT_READY', 'NOT_READY', problem)

  const recipient = (await loadRecipients(tx, [leadId])).get(leadId)
  if (!recipient?.email) refuse('GUARD_REFUSED', 'INVALID_RECIPIENT', 'The lead has no address that an invitation could go to.')
  if (recipient?.suppressed) refuse('GUARD_REFUSED', 'SUPPRESSED', `Suppressed: ${recipient.suppressed}.`)
  if (recipient?.status === 'BOUNCED' || recipient?.status === 'UNSUBSCRIBED') {
    refuse('GUARD_REFUSED', 'STATUS_FORBIDS', 'This person can not be written to.')
  }
}
