import { createLog } from '@swarm/jobs/log'
import { dispatchFollowUps } from '@swarm/jobs/ramp/dispatch-follow-ups'
import { gatekeeperMayGoOff } from '@swarm/jobs/ramp/gatekeeper'
import { giveStandingApproval, revokeStandingApproval } from '@swarm/jobs/ramp/standing-approval'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { changeSettings, makeBatch, operator, sendTo } from '../../harness/make-dispatch.ts'
import { type CadenceWorld, data, startCadence } from '../cadence/world.ts'

const plan = { plan: 'default', planVersion: 1, reason: 'The texts were read for a month.' }
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

test('under it follow-ups of that version go by schedule, with the approver and the version on record; without it they wait', async () => {
  await expect(giveStandingApproval(world.writer, operator, { ...plan, planVersion: 9 })).rejects.toThrow(/no version 9/)
  await giveStandingApproval(world.writer, operator, plan)
  await expect(giveStandingApproval(world.writer, operator, plan)).rejects.toThrow(/stands already/)

  await world.enrolled()
  await world.enrolled()
  await world.clockTo('2026-12-01T15:05:00.000Z')
  // The settings still ask for a person.
  expect(await dispatchFollowUps(world.root, data, log)).toEqual([])
  await changeSettings(world.root, 'dispatch', ['gatekeeperRequired'], false)
  const approved = await dispatchFollowUps(world.root, data, log)
  expect(approved).toHaveLength(1)
  const { rows } = await world.root.pool.query(
    `select b.status, b.motion, b.decided_by, b.decision_reason, (select count(*)::int from send s where s.batch_id = b.id) as sends,
       (select count(*)::int from audit_entry e where e.subject_id = b.id::text and e.action = 'batch.approved') as audits from batch b where b.id = $1`,
    [approved[0]],
  )
  expect(rows[0]).toMatchObject({
    status: 'APPROVED',
    motion: 'CADENCE',
    decided_by: 'standing approval by Olga',
    decision_reason: expect.stringMatching(/of default, version 1\.$/),
    sends: 2,
    audits: 1,
  })

  // Another version of the plan is not covered: a person approves.
  await world.root.pool.query(
    `insert into cadence_plan (name, version, document, created_by) select name, 2, document, 'test' from cadence_plan where name = 'default' and version = 1`,
  )
  const other = await world.enrolled()
  await world.root.pool.query('update enrollment set plan_version = 2 where lead_id = $1', [other])
  await world.clockTo('2026-12-08T15:05:00.000Z')
  expect(await dispatchFollowUps(world.root, data, log)).toEqual([])
  expect(
    (await world.root.pool.query(`select count(*)::int as waiting from batch where motion = 'CADENCE' and status = 'PENDING'`)).rows,
  ).toEqual([{ waiting: 1 }])

  await revokeStandingApproval(world.writer, operator, plan)
  await expect(revokeStandingApproval(world.writer, operator, plan)).rejects.toThrow(/No standing approval/)
})
