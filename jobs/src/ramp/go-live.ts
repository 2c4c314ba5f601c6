import type { Sql } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import type { RampCriterion } from './load-ramp.ts'

/** The steps that can hold while nothing leaves yet: shadow mode may go when they do. */
const beforeLive = ['run', 'review', 'approve', 'dispatch_live', 'approve_batch']

type Facts = {
  run: string | null
  reviewed: number
  reviewsNeeded: number
  approved: number
  batch: string | null
  approvedBatch: string | null
  send: string | null
  clean: number
  cleanNeeded: number
  graduatedAt: string | null
}

/** The way to going live in 8 steps, each computed from rows. The autonomy score is the share of them that passed. */
export async function loadGoLive(db: Sql): Promise<RampCriterion[]> {
  const { rows } = await db.execute<Facts>(sql`
    with verdict as materialized (select draft_id, decision from counted_verdicts('-infinity'))
    select
      (select r.key from pipeline_run r where r.status = 'SUCCEEDED' order by r.started_at limit 1) as run,
      (select count(distinct v.draft_id)::int from verdict v) as reviewed,
      setting('dispatch', '{reviewsBeforeFirstDispatch}')::int as "reviewsNeeded",
      (select count(distinct v.draft_id)::int from verdict v where v.decision = 'APPROVE') as approved,
      (select b.id from batch b where not b.is_test and b.motion <> 'NURTURE' order by b.created_at limit 1) as batch,
      (select b.id from batch b where not b.is_test and b.motion <> 'NURTURE' and b.decided_by is not null and b.status not in ('REJECTED', 'PENDING') order by b.created_at limit 1) as "approvedBatch",
      (select s.id from send s join batch b on b.id = s.batch_id where s.accepted_at is not null and not b.is_test order by s.accepted_at limit 1) as send,
      (select value::int from ramp_criteria() where name = 'clean_days') as clean, setting('dispatch', '{ramp,cleanDays}')::int as "cleanNeeded",
      (select min(at) from ramp_graduation) as "graduatedAt"`)
  const [facts] = rows
  if (!facts) throw new Error('going live has no facts')
  const step = (name: string, passed: boolean, value: string, required: string, evidence: Record<string, unknown>): RampCriterion => ({
    name,
    passed,
    value,
    required,
    evidence,
  })
  const found = (one: unknown, word: string) => (one === null ? 'not yet' : word)
  return [
    step('run', facts.run !== null, found(facts.run, 'done'), 'a run that succeeded', { run: facts.run }),
    step('review', facts.reviewed >= facts.reviewsNeeded, `${facts.reviewed} decided`, `${facts.reviewsNeeded} decided drafts`, {
      reviewed: facts.reviewed,
    }),
    step('approve', facts.approved > 0, `${facts.approved} approved`, 'an approved draft', { approved: facts.approved }),
    step('dispatch_live', facts.batch !== null, found(facts.batch, 'done'), 'a batch frozen by a live dispatch', { batchId: facts.batch }),
    step('approve_batch', facts.approvedBatch !== null, found(facts.approvedBatch, 'done'), 'a batch approved by a person', {
      batchId: facts.approvedBatch,
    }),
    step('activate', facts.send !== null, found(facts.send, 'done'), 'a live send that the platform accepted', { sendId: facts.send }),
    step(
      'clean_days',
      facts.graduatedAt !== null || facts.clean >= facts.cleanNeeded,
      `${facts.clean} in a row`,
      `${facts.cleanNeeded} clean days in a row`,
      { cleanDays: facts.clean },
    ),
    step('graduate', facts.graduatedAt !== null, found(facts.graduatedAt, 'done'), 'the ramp has ended', { at: facts.graduatedAt }),
  ]
}

/** The steps before the first live send that do not hold, by name: while there is one an admin can't switch shadow mode off during the ramp. */
export async function goLiveMissing(db: Sql): Promise<string[]> {
  return (await loadGoLive(db)).filter(({ name, passed }) => !passed && beforeLive.includes(name)).map(({ name }) => name)
}
