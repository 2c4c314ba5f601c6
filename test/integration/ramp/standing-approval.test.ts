import { planTexts, planTextsHash } from '@swarm/jobs/cadence/plan-texts'
import { shippedPlans } from '@swarm/jobs/cadence/shipped-plans'
import { shippedTemplates } from '@swarm/jobs/craft/shipped-templates'
import { rejectBatch } from '@swarm/jobs/dispatch/reject-batch'
import { createLog } from '@swarm/jobs/log'
import { dispatchFollowUps } from '@swarm/jobs/ramp/dispatch-follow-ups'
import { gatekeeperMayGoOff } from '@swarm/jobs/ramp/gatekeeper'
import { giveStandingApproval, revokeStandingApproval } from '@swarm/jobs/ramp/standing-approval'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { changeSettings, makeBatch, operator, sendTo } from '../../harness/make-dispatch.ts'
import { type CadenceWorld, data, startCadence } from '../cadence/world.ts'

const byDefault = shippedPlans['default']
if (!byDefault) throw new Error('no default plan ships')
const texts = planTexts(byDefault, shippedTemplates())
const textsHash = planTextsHash(texts)
const plan = { plan: 'default', planVersion: 1, limitPerDay: 10, days: 30, textsHash, reason: 'The texts were read for a month.' }
const log = createLog('test', 'silent')

let world: CadenceWorld
beforeAll(async () => {
  world = await startCadence()
  await changeSettings(world.root, 'dispatch', ['reviewsBeforeFirstDispatch'], 0)
})
afterAll(() => world.stop())

/** So many days with a live send that was proven, up to yesterday. */
async function liveDays(count: number): Promise<void> {
  const { batchId } = await makeBatch(
    world.root,
    Array.from({ length: count }, (_, nth) => sendTo(`old-${count}-${nth}@past.example`)),
  )
  await world.root.pool.query(
    `update send set status = 'PROVEN', accepted_at = business_now(), proven_at = business_now() - make_interval(days => place), ceiling_day = organisation_day(business_now()) - place where batch_id = $1`,
    [batchId],
  )
  await world.root.pool.query(`update batch set status = 'EXECUTED', finished_at = business_now() where id = $1`, [batchId])
}

test('no standing approval before 30 days of live sends, the last 14 of them calm', async () => {
  await expect(giveStandingApproval(world.writer, operator, plan)).rejects.toThrow(/30 days of live sends/)
  await liveDays(29)
  expect(await gatekeeperMayGoOff(world.root.sql)).toBe(false)
  await world.root.pool.query(`delete from send where address like 'old-%'`)
  await liveDays(30)
  expect(await gatekeeperMayGoOff(world.root.sql)).toBe(true)
  await world.root.pool.query(
    `insert into motion_pause (motion, cause, reason, evidence, paused_by, paused_at, resumed_by, resumed_at, resume_reason)
     values ('OUTBOUND', 'bounce_rate', 'x', '{}', 'x', business_now() - interval '3 days', 'x', business_now() - interval '2 days', 'x')`,
  )
  expect(await gatekeeperMayGoOff(world.root.sql)).toBe(false)
  await world.root.pool.query('delete from motion_pause')
})

/** Every draft that stands for a follow-up has the version of its text that was read. */
const inReadTexts = () =>
  world.root.pool.query(`update draft set template_version = ($1::jsonb ->> angle)::integer where motion = 'CADENCE'`, [
    JSON.stringify(Object.fromEntries(texts.map(({ template, version }) => [template, version]))),
  ])

async function batchNow(id: string | undefined) {
  const { rows } = await world.root.pool.query(
    `select b.status, b.motion, b.created_by as "createdBy", b.decided_by as "decidedBy", b.decision_reason as reason, b.standing_approval_id is not null as "isStanding",
       (select count(*)::int from send s where s.batch_id = b.id) as sends,
       (select count(*)::int from audit_entry e where e.subject_id = b.id::text and e.action = 'batch.approved') as audits from batch b where b.id = $1`,
    [id],
  )
  return rows[0]
}

test('without one, follow-ups that are due tomorrow are frozen once in the morning and wait for a person', async () => {
  await world.enrolled()
  await world.enrolled()
  // Monday: step 3 is due on the next day. On Sunday, and before seven, nobody is asked.
  await world.clockTo('2026-11-29T21:05:00.000Z')
  expect(await dispatchFollowUps(world.root, data, log)).toEqual({ approved: [], waiting: [] })
  await world.clockTo('2026-11-30T13:55:00.000Z')
  expect(await dispatchFollowUps(world.root, data, log)).toEqual({ approved: [], waiting: [] })
  await world.clockTo('2026-11-30T15:05:00.000Z')
  const { approved, waiting } = await dispatchFollowUps(world.root, data, log)
  expect(approved).toEqual([])
  expect(waiting).toHaveLength(1)
  expect(await batchNow(waiting[0])).toMatchObject({ status: 'PENDING', motion: 'CADENCE', createdBy: 'schedule', sends: 2, audits: 0 })
  // While it waits no other one is made, nor one that would hold no more; once a person said no, not before the next day.
  expect(await dispatchFollowUps(world.root, data, log)).toEqual({ approved: [], waiting: [] })
  await world.clockTo('2026-11-30T21:05:00.000Z')
  expect(await dispatchFollowUps(world.root, data, log)).toEqual({ approved: [], waiting: [] })
  expect(await batchNow(waiting[0])).toMatchObject({ status: 'PENDING' })
  const { rows } = await world.root.pool.query(`select encode(scope_hash, 'hex') as hash from batch where id = $1`, [waiting[0]])
  await rejectBatch(world.root, operator, { batchId: waiting[0] ?? '', scopeHash: rows[0].hash, reason: 'Not these.' })
  expect(await dispatchFollowUps(world.root, data, log)).toEqual({ approved: [], waiting: [] })
})

test('while the ramp is on nothing is frozen by schedule', async () => {
  const { rows } = await world.root.pool.query(`delete from ramp_graduation returning at`)
  try {
    await world.clockTo('2026-12-01T21:05:00.000Z')
    expect(await dispatchFollowUps(world.root, data, log)).toEqual({ approved: [], waiting: [] })
  } finally {
    await world.root.pool.query(`insert into ramp_graduation (at, by) values ($1, 'test')`, [rows[0].at])
  }
})

test('under one they go by schedule up to its limit, with the approver and the version on record; what it does not cover waits for a person', async () => {
  await expect(giveStandingApproval(world.writer, operator, { ...plan, planVersion: 9 })).rejects.toThrow(/no version 9/)
  await expect(giveStandingApproval(world.writer, operator, { ...plan, textsHash: 'f'.repeat(64) })).rejects.toThrow(
    /changed since you read it/,
  )
  await giveStandingApproval(world.writer, operator, { ...plan, limitPerDay: 1 })
  await expect(giveStandingApproval(world.writer, operator, plan)).rejects.toThrow(/stands already/)
  await inReadTexts()
  await world.clockTo('2026-12-02T13:05:00.000Z')
  // The settings still ask for a person, and it is not yet time to ask one.
  expect(await dispatchFollowUps(world.root, data, log)).toEqual({ approved: [], waiting: [] })
  await changeSettings(world.root, 'dispatch', ['gatekeeperRequired'], false)
  const { approved } = await dispatchFollowUps(world.root, data, log)
  expect(approved).toHaveLength(1)
  expect(await batchNow(approved[0])).toMatchObject({
    status: 'APPROVED',
    motion: 'CADENCE',
    decidedBy: 'standing approval by Olga',
    reason: expect.stringMatching(/of default, version 1\.$/),
    isStanding: true,
    sends: 1,
    audits: 1,
  })
  // Its day is full: what is over its limit waits for a person, from seven on.
  expect(await dispatchFollowUps(world.root, data, log)).toEqual({ approved: [], waiting: [] })
  await world.clockTo('2026-12-02T14:05:00.000Z')
  const later = await dispatchFollowUps(world.root, data, log)
  expect(later).toMatchObject({ approved: [], waiting: [expect.any(String)] })
  expect(await batchNow(later.waiting[0])).toMatchObject({ status: 'PENDING', isStanding: false, sends: 1 })
})

test('neither another version of the plan nor another version of a text is covered', async () => {
  await revokeStandingApproval(world.writer, operator, { ...plan, reason: 'Another limit.' })
  await expect(revokeStandingApproval(world.writer, operator, plan)).rejects.toThrow(/No standing approval/)
  await giveStandingApproval(world.writer, operator, plan)
  const [otherVersion, otherText, covered] = [await world.enrolled(), await world.enrolled(), await world.enrolled()]
  await world.root.pool.query(
    `insert into cadence_plan (name, version, document, created_by) select name, 2, document, 'test' from cadence_plan where name = 'default' and version = 1`,
  )
  await world.root.pool.query('update enrollment set plan_version = 2 where lead_id = $1', [otherVersion])
  await world.clockTo('2026-12-08T21:05:00.000Z')
  await inReadTexts()
  await world.root.pool.query(`update draft set template_version = 700 where motion = 'CADENCE' and lead_id = $1`, [otherText])
  const { approved, waiting } = await dispatchFollowUps(world.root, data, log)
  const leads = async (ids: string[]) => {
    const { rows } = await world.root.pool.query(
      `select s.lead_id as lead from send s where s.batch_id = any($1) and s.lead_id = any($2)`,
      [ids, [otherVersion, otherText, covered]],
    )
    return rows.map(({ lead }) => lead).toSorted()
  }
  expect(await leads(approved)).toEqual([covered])
  expect(await leads(waiting)).toEqual([otherVersion, otherText].toSorted())
})

test('it ends by itself, and another one can be given then', async () => {
  await world.root.pool.query(`update standing_approval set expires_at = business_now() - interval '1 minute' where revoked_at is null`)
  const { rows } = await world.root.pool.query(
    'select standing_in_force(id) as "isInForce" from standing_approval where revoked_at is null',
  )
  expect(rows).toEqual([{ isInForce: false }])
  await giveStandingApproval(world.writer, operator, plan)
  expect(
    (await world.root.pool.query('select revoke_reason from standing_approval order by approved_at desc, revoked_at desc')).rows,
  ).toContainEqual({
    revoke_reason: 'It expired.',
  })
})

test('it is in force only while it stands, the settings let the gatekeeper be off, and the ramp is over', async () => {
  const { rows } = await world.root.pool.query<{ id: string }>('select id from standing_approval where revoked_at is null')
  const id = rows[0]?.id
  const isInForce = async () => (await world.root.pool.query('select standing_in_force($1) as "isInForce"', [id])).rows[0].isInForce
  expect(await isInForce()).toBe(true)
  await changeSettings(world.root, 'dispatch', ['gatekeeperRequired'], true)
  expect(await isInForce()).toBe(false)
  await changeSettings(world.root, 'dispatch', ['gatekeeperRequired'], false)
  const ramp = await world.root.pool.query(`delete from ramp_graduation returning at`)
  expect(await isInForce()).toBe(false)
  await world.root.pool.query(`insert into ramp_graduation (at, by) values ($1, 'test')`, [ramp.rows[0].at])
  expect(await isInForce()).toBe(true)

  const frozen = async (given: Parameters<typeof sendTo>[1], motion = 'CADENCE') => {
    await world.root.pool.query(
      `update send set status = 'SKIPPED', code = 'OVER', message = 'Another batch is made.' where address = 'late@past.example' and status = 'PLANNED'`,
    )
    const { batchId } = await makeBatch(world.root, [sendTo('late@past.example', { motion: 'CADENCE', step: 3, ...given })], {
      isApproved: false,
    })
    await world.root.pool.query('update batch set motion = $2 where id = $1', [batchId, motion])
    return batchId
  }
  const approve = async (batchId: string) =>
    (await world.root.pool.query('select approve_under_standing($1, $2) as refusal', [id, batchId])).rows[0].refusal
  const none = 'The standing approval does not cover all of it.'
  expect(await approve(await frozen({}))).toBe(none)
  const { rows: drafts } = await world.root.pool.query(
    `select d.id, d.lead_id as lead, d.version, d.motion, standing_covers($1, d.id) as "isCovered" from draft d join enrollment e on e.lead_id = d.lead_id
     where (e.plan, e.plan_version) = ('default', 1) order by d.motion`,
    [id],
  )
  // A first touch of theirs is not covered, whatever its text.
  expect(new Set(drafts.filter(({ motion }) => motion === 'OUTBOUND').map(({ isCovered }) => isCovered))).toEqual(new Set([false]))
  const covered = drafts.find(({ isCovered }) => isCovered)
  await world.root.pool.query(
    `update send set status = 'SKIPPED', code = 'OVER', message = 'Another batch is made.' where draft_id = $1 and status = 'PLANNED'`,
    [covered.id],
  )
  const ofCovered = { lead: covered.lead, draft: covered.id, draftVersion: covered.version, round: 7 }

  // What it let through today counts, and not what it let through before.
  const { rows: sent } = await world.root.pool.query(
    `update batch b set standing_approval_id = $1, decided_at = business_now() - interval '1 day'
     where id = (select batch_id from send where address like 'old-30-%' limit 1) returning (select count(*)::int from send s where s.batch_id = b.id) as count`,
    [id],
  )
  await world.root.pool.query('update standing_approval set limit_per_day = $2 where id = $1', [id, sent[0].count])
  const allowance = async () => (await world.root.pool.query('select standing_allowance($1) as left', [id])).rows[0].left
  expect(await allowance()).toBe(sent[0].count)
  await world.root.pool.query('update batch set decided_at = business_now() where standing_approval_id = $1', [id])
  expect(await allowance()).toBe(0)
  expect(await approve(await frozen(ofCovered, 'OUTBOUND'))).toBe(none)
  expect(await approve(await frozen(ofCovered))).toBe('It holds more than the standing approval lets through today.')
  await world.root.pool.query('update batch set standing_approval_id = null where standing_approval_id = $1', [id])

  // Taken back between the freezing of a batch and its approval: it waits for a person.
  const batchId = await frozen(ofCovered)
  await revokeStandingApproval(world.writer, operator, { ...plan, reason: 'The texts are old.' })
  expect(await isInForce()).toBe(false)
  expect(await approve(batchId)).toBe('The standing approval is not in force any more.')
  expect(await batchNow(batchId)).toMatchObject({ status: 'PENDING', isStanding: false })
})
