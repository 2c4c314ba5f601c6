import type { Sql } from '@swarm/db/write'
import { type SQL, sql } from 'drizzle-orm'
import type { FollowUpItem, FollowUpOutcome } from '../craft/craft-follow-up-drafts.ts'
import type { Reason } from '../reason.ts'
import { loadStepFacts } from './load-step-facts.ts'
import { type Enrolled, type EnrolledStep, loadEnrolled } from './load-ways.ts'
import { whySkipped } from './step-condition.ts'

/** What the cadence asks of crafting: drafts for due steps, and what a person says on the phone. */
export type Writing = {
  craftFollowUps(tx: Sql, items: readonly FollowUpItem[]): Promise<readonly FollowUpOutcome[]>
  writeScripts(tx: Sql, items: readonly { leadId: string; template: string }[]): Promise<ReadonlyMap<string, string>>
}

/** Due steps looked at, the longest overdue first; 25 emails a day make some 500 running enrollments. */
const mostLookedAt = 5_000
/** Most that is changed in one transaction: while it works nothing of those leads can be settled. */
const mostChanged = 50

type DraftNow = { id: string; status: string; note: string | null; isOut: boolean }
type Turn = { enrolled: Enrolled; step: EnrolledStep }
type Skip = { enrolled: Enrolled; step: EnrolledStep; reason: Reason }

/** Ended drafts that a step does not wait for: a rejected one skips it, a withdrawn or expired one is made again. */
const draftOver: Readonly<Record<string, Reason | 'AGAIN'>> = {
  REJECTED: { code: 'DRAFT_REJECTED', message: 'Its draft was rejected.' },
  BLOCKED: { code: 'DRAFT_BLOCKED', message: 'Its draft was blocked by a guard.' },
  EXPIRED: 'AGAIN',
  WITHDRAWN: 'AGAIN',
}

async function loadDrafts(tx: Sql, turns: readonly Turn[]): Promise<Map<string, DraftNow>> {
  const ids = turns.flatMap(({ step }) => step.draftId ?? [])
  if (ids.length === 0) return new Map()
  const { rows } = await tx.execute<DraftNow>(sql`
    select d.id, d.status, d.guard_notes -> 0 ->> 'message' as note,
      exists (select from send s where s.draft_id = d.id and s.status in ('PLANNED', 'IN_FLIGHT', 'ACCEPTED', 'PROVEN', 'UNKNOWN')) as "isOut"
    from draft d where d.id = any(${sql.param(ids)}::uuid[])`)
  return new Map(rows.map((row) => [row.id, row]))
}

type Turns = { skipped: Skip[]; tasks: Turn[]; writings: Turn[] }

/** What the next steps of enrollments (`e`) ask for now: to be skipped, given to a person, or written. What waits for an approval or a ceiling asks for nothing. */
async function loadTurns(tx: Sql, now: Date, rest: SQL): Promise<Turns> {
  const enrolled = await loadEnrolled(tx, rest)
  const next = enrolled.flatMap((one): Turn[] => {
    const step = one.steps.find(({ isOpen }) => isOpen)
    return step === undefined || step.state === 'PARKED' ? [] : [{ enrolled: one, step }]
  })
  const drafts = await loadDrafts(tx, next)
  const facts = await loadStepFacts(
    tx,
    next.map(({ enrolled: { leadId } }) => leadId),
  )
  const turns: Turns = { skipped: [], tasks: [], writings: [] }
  for (const { enrolled: one, step } of next) {
    const draft = step.draftId === null ? null : (drafts.get(step.draftId) ?? null)
    if (draft?.isOut) continue
    const over = draft === null ? 'AGAIN' : draftOver[draft.status]
    const lead = facts.get(one.leadId)
    const isDue = step.dueAt !== null && step.dueAt <= now
    const reason = lead === undefined ? null : whySkipped(step, lead)
    if (over !== undefined && over !== 'AGAIN') {
      turns.skipped.push({ enrolled: one, step, reason: { ...over, message: draft?.note ?? over.message } })
    } else if (reason !== null) {
      // Until it is due the condition may still come to hold.
      if (isDue) turns.skipped.push({ enrolled: one, step, reason })
    } else if (step.action === 'TASK') {
      if (isDue) turns.tasks.push({ enrolled: one, step })
    } else if (over === 'AGAIN') turns.writings.push({ enrolled: one, step })
  }
  return turns
}

/**
 * Moves on next steps of running enrollments that are due by `horizon`, some at a time: drafts are made the day before, a step that is not for
 * this lead is skipped with its reason once it is due, a task goes to a person. Answers how many were changed.
 *
 * The lead's row is locked before its enrollment's, as settling and applying signals do; a lead that they hold is left for the next time.
 */
export async function advanceSteps(tx: Sql, now: Date, horizon: Date, writing: Writing): Promise<number> {
  const isDue = sql`e.state = 'ACTIVE' and e.next_due_at < ${horizon.toISOString()}::timestamptz`
  const seen = await loadTurns(tx, now, sql`${isDue} order by e.next_due_at, e.id limit ${mostLookedAt}`)
  const leadIds = [...seen.skipped, ...seen.tasks, ...seen.writings].map(({ enrolled }) => enrolled.leadId).slice(0, mostChanged)
  if (leadIds.length === 0) return 0
  const { rows: locked } = await tx.execute<{ id: string }>(
    sql`select id from lead where id = any(${sql.param(leadIds)}::uuid[]) order by id for no key update skip locked`,
  )
  const mine = locked.map(({ id }) => id)
  const turns = await loadTurns(tx, now, sql`${isDue} and e.lead_id = any(${sql.param(mine)}::uuid[]) order by e.id for update of e`)
  const unwritten = await craft(tx, turns.writings, writing)
  await skipSteps(tx, [...turns.skipped, ...unwritten])
  await giveTasks(tx, now, turns.tasks, writing)
  return turns.skipped.length + turns.tasks.length + turns.writings.length
}

/** Makes the drafts; answers the steps that can't have one. */
async function craft(tx: Sql, turns: readonly Turn[], { craftFollowUps }: Writing): Promise<Skip[]> {
  const items = turns.flatMap(({ enrolled: { leadId, round }, step: { step, template, action } }): FollowUpItem[] =>
    action === 'TASK' ? [] : [{ leadId, motion: 'CADENCE', round, step, template, action }],
  )
  if (items.length === 0) return []
  const outcomes = new Map((await craftFollowUps(tx, items)).map((outcome) => [outcome.leadId, outcome]))
  const made: { id: string; draftId: string }[] = []
  const none: Skip[] = []
  for (const { enrolled, step } of turns) {
    const outcome = outcomes.get(enrolled.leadId)
    if (outcome === undefined) continue
    if (outcome.draftId !== null) made.push({ id: step.id, draftId: outcome.draftId })
    else none.push({ enrolled, step, reason: outcome.reason })
  }
  await tx.execute(sql`
    update enrollment_step t set draft_id = m."draftId" from jsonb_to_recordset(${JSON.stringify(made)}::jsonb) as m(id uuid, "draftId" uuid)
    where t.id = m.id and t.state = 'WAITING'`)
  return none
}

async function skipSteps(tx: Sql, skipped: readonly Skip[]): Promise<void> {
  if (skipped.length === 0) return
  const rows = skipped.map(({ step, reason }) => ({ id: step.id, ...reason }))
  await tx.execute(sql`select skip_steps(${JSON.stringify(rows)}::jsonb)`)
}

/** A task is given once it is due; the cadence goes on without waiting for it. */
async function giveTasks(tx: Sql, now: Date, tasks: readonly Turn[], { writeScripts }: Writing): Promise<void> {
  if (tasks.length === 0) return
  const scripts = await writeScripts(
    tx,
    tasks.map(({ enrolled, step }) => ({ leadId: enrolled.leadId, template: step.template })),
  )
  const rows = tasks.map(({ enrolled, step }) => ({
    step: step.id,
    lead: enrolled.leadId,
    kind: step.task,
    script: scripts.get(enrolled.leadId) ?? '',
    due: (step.dueAt ?? now).toISOString(),
  }))
  await tx.execute(sql`select give_tasks(${JSON.stringify(rows)}::jsonb)`)
}
