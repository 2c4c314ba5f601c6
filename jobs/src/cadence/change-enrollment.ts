import type { Sql, Writer } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import type { Actor } from '../actors.ts'
import { businessNow } from '../business-now.ts'
import { ConflictError, InvalidInputError, NotFoundError, RefusedError } from '../errors.ts'
import { loadPlan } from './load-plan.ts'
import { type Enrolled, loadEnrolled } from './load-ways.ts'
import { movedSteps } from './moved-steps.ts'

export const enrollmentChanges = ['ENROLL', 'PAUSE', 'RESUME', 'EXIT', 'MOVE'] as const
export type EnrollmentChange = (typeof enrollmentChanges)[number]

export type ChangeEnrollmentInput = {
  leadId: string
  change: EnrollmentChange
  /** MOVE: another plan; the one it has unless said. */
  plan: string | null
  /** MOVE: another version; the newest unless said. */
  planVersion: number | null
  /** MOVE: another account for cold mail. */
  account: string | null
  /** PAUSE: until then; else until somebody resumes it. */
  until: Date | null
  reason: string | null
}

/** What a person changes about one lead's cadence. Audited and on the lead's timeline, in one transaction. */
export async function changeEnrollment(writer: Writer, actor: Actor, input: ChangeEnrollmentInput): Promise<{ enrollmentId: string }> {
  return writer.transaction(async (tx) => {
    // The lead's row first, as everything that settles and applies does.
    const { rows: leads } = await tx.execute<Record<string, never>>(sql`select from lead where id = ${input.leadId} for no key update`)
    if (leads.length === 0) throw new NotFoundError('There is no such lead.')
    if (input.change === 'ENROLL') return enrollByHand(tx, input.leadId)
    const [enrolled] = await loadEnrolled(tx, sql`e.lead_id = ${input.leadId} and e.state <> 'ENDED' for update of e`)
    if (!enrolled) throw new NotFoundError('No cadence of this lead is running.')
    await changeRunning(tx, actor, enrolled, input, await businessNow(tx))
    return { enrollmentId: enrolled.id }
  })
}

async function changeRunning(tx: Sql, actor: Actor, enrolled: Enrolled, input: ChangeEnrollmentInput, now: Date): Promise<void> {
  const leadIds = sql`array[${input.leadId}]::uuid[]`
  const reason = input.reason ?? 'No reason was given.'
  switch (input.change) {
    case 'ENROLL':
      throw new ConflictError('A cadence of this lead is running already.')
    case 'PAUSE':
      if (input.until !== null && input.until <= now) throw new InvalidInputError('until: must lie ahead', ['until'])
      // On its way to another pause: nobody lets it go on by that.
      if (enrolled.state === 'PAUSED')
        await tx.execute(sql`select resume_enrollments(${leadIds}, 'PAUSED_ANEW', 'it is paused anew.', ${actor.name})`)
      await tx.execute(
        sql`select pause_enrollments(${leadIds}, ${input.until?.toISOString() ?? null}::timestamptz, 'BY_HAND', ${reason}, ${actor.name})`,
      )
      return
    case 'RESUME':
      if (enrolled.state !== 'PAUSED') throw new ConflictError('The cadence is not paused.')
      await tx.execute(sql`select resume_enrollments(${leadIds}, 'BY_HAND', ${reason}, ${actor.name})`)
      return
    case 'EXIT':
      await tx.execute(sql`select end_enrollments(${leadIds}, 'BY_HAND', ${reason}, ${actor.name})`)
      return
    case 'MOVE':
      return move(tx, actor, enrolled, input)
    default:
      input.change satisfies never
  }
}

/** To another version or plan, or to another account. What is in a batch stays as it was frozen, so a move waits until that is over. */
async function move(tx: Sql, actor: Actor, enrolled: Enrolled, input: ChangeEnrollmentInput): Promise<void> {
  const { rows: waiting } = await tx.execute<Record<string, never>>(sql`
    select from enrollment_step t join send s on s.draft_id = t.draft_id
    where t.enrollment_id = ${enrolled.id} and s.status in ('PLANNED', 'IN_FLIGHT') limit 1`)
  if (waiting.length > 0) {
    const message = 'Its next touch is in a batch or parked; decide that first.'
    throw new RefusedError('NOT_READY', message, [{ code: 'IN_BATCH', message }])
  }
  if (input.account !== null) await moveAccount(tx, actor, enrolled, input.account)
  if (input.plan === null && input.planVersion === null) {
    if (input.account === null) throw new InvalidInputError('Say what to move to: a plan, a version or an account.', ['planVersion'])
    return
  }
  const plan = await loadPlan(tx, input.plan ?? enrolled.plan, input.planVersion)
  if (!plan) throw new NotFoundError('There is no such version of the plan.')
  const steps = movedSteps(enrolled.steps, plan.document.steps)
  await tx.execute(
    sql`select move_enrollment(${enrolled.id}, ${plan.name}, ${plan.version}, ${JSON.stringify(steps)}::jsonb, ${input.reason ?? ''}, ${actor.name})`,
  )
}

async function moveAccount(tx: Sql, actor: Actor, enrolled: Enrolled, account: string): Promise<void> {
  const { rows } = await tx.execute<Record<string, never>>(sql`
    with moved as (
      update enrollment e set account = a.address, platform = a.platform, updated_at = business_now()
      from sending_account a where e.id = ${enrolled.id} and a.address = ${account} and a.paused_at is null and a.platform in ('INSTANTLY', 'RESEND', 'SMTP')
        -- Who was written to through GoHighLevel stays there, and nobody else goes there by a move.
        and e.platform <> 'GHL'
      returning e.id, e.lead_id, e.account
    ), kept as (update lead l set account = m.account, updated_at = business_now() from moved m where l.id = m.lead_id)
    select tell_enrollments(array[m.id], 'enrollment.moved', 'Moved to the account ' || m.account || '.', ${actor.name}, jsonb_build_object('account', m.account)) from moved m`)
  if (rows.length === 0) throw new NotFoundError('There is no such account for cold mail, it is paused, or this lead stays on GoHighLevel.')
}

/** An accepted first touch that has no running cadence: enrolled as settling would have done. */
async function enrollByHand(tx: Sql, leadId: string): Promise<{ enrollmentId: string }> {
  await tx.execute(sql`
    select enroll(array(select s.id from send s where s.lead_id = ${leadId} and s.motion = 'OUTBOUND' and s.step = 1 and s.status in ('ACCEPTED', 'PROVEN') order by s.id desc limit 1))`)
  const { rows } = await tx.execute<{ id: string; isNew: boolean }>(
    sql`select id, created_at = business_now() as "isNew" from enrollment where lead_id = ${leadId} order by id desc limit 1`,
  )
  const [made] = rows
  if (made?.isNew) return { enrollmentId: made.id }
  if (made) throw new ConflictError('This round of the lead has had its cadence.')
  const message = 'A cadence begins with an accepted first touch, and this lead has none.'
  throw new RefusedError('NOT_READY', message, [{ code: 'NO_FIRST_TOUCH', message }])
}
