import { randomUUID } from 'node:crypto'
import { releaseParkedSends } from '@swarm/jobs/cadence/release-parked-sends'
import { planDispatch } from '@swarm/jobs/dispatch/plan-dispatch'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { approvedSend, makeBatch, operator, reserve, sendTo } from '../../harness/make-dispatch.ts'
import { type CadenceWorld, data, startCadence } from './world.ts'

let world: CadenceWorld
beforeAll(async () => {
  world = await startCadence()
})
afterAll(() => world.stop())

const countOf = async (text: string, values: unknown[] = []): Promise<number> => (await world.root.pool.query(text, values)).rows[0].count
const planned = async () =>
  (await planDispatch(world.writer.sql, data, { motion: 'CADENCE' })).planned.map(({ leadId, step }) => ({ leadId, step }))

test('many sweeps at once, and one after the other, make each draft once', async () => {
  const leads = await Promise.all(Array.from({ length: 5 }, () => world.enrolled()))
  await world.jumpTo('2026-11-25T12:00:00Z')
  await Promise.all(Array.from({ length: 6 }, world.sweep))
  await world.clockTo('2026-11-30T20:00:00Z')
  await Promise.all(Array.from({ length: 6 }, world.sweep))
  expect(
    await countOf(`select count(*)::int as count from draft where motion = 'CADENCE' and step = 3 and lead_id = any ($1)`, [leads]),
  ).toBe(5)
})

test('a sweep that is killed in the middle leaves nothing half done, and the next one does it', async () => {
  const leadId = await world.enrolled()
  // The database ends every connection of the runner while it works.
  const killer = setInterval(() => {
    world.root.pool
      .query(
        `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and usename = 'swarm_jobs' and state = 'active'`,
      )
      .catch(() => {})
  }, 5)
  for (let attempt = 0; attempt < 10; attempt++) await world.sweep().catch(() => {})
  clearInterval(killer)
  await world.sweep()
  const now = await world.look(leadId)
  expect(now.steps.map(({ state }) => state)).toEqual(['DONE', ...Array.from({ length: 7 }, () => 'WAITING')])
  expect(now.nextDueAt).not.toBeNull()
})

test('only the first step that waits is ever handed over: the guard refuses the next one, a second one, and any after the end', async () => {
  const leadId = await world.enrolled()
  await world.clockTo('2026-12-08T20:00:00Z')
  const problem = async (step: number) =>
    (await world.root.pool.query('select enrollment_problem($1, 1::smallint, $2::smallint) as problem', [leadId, step])).rows[0].problem
  expect(await problem(3)).toBeNull()
  expect(await problem(5)).toBe('It is not the step that comes next.')
  await world.touch(leadId)
  expect(await problem(3)).toBe('It is not the step that comes next.')
  await world.root.pool.query(`select end_enrollments(array[$1]::uuid[], 'REPLIED', 'They replied.', 'test')`, [leadId])
  expect(await problem(5)).toBe('The cadence has ended: They replied.')
  // Another day, on which this person was not written to.
  await world.jumpTo('2026-12-09T20:00:00Z')

  const { rows } = await world.root.pool.query('select person_key from lead where id = $1', [leadId])
  const { sendIds } = await makeBatch(world.root, [
    sendTo(rows[0].person_key, { lead: leadId, person: rows[0].person_key, motion: 'CADENCE', step: 5 }),
  ])
  expect(await reserve(world.root.pool, sendIds, randomUUID())).toMatchObject([{ reserved: false, code: 'STATUS_FORBIDS' }])
})

test('an outage longer than the grace parks what fell due in it; a person releases one and discards the other, and nothing leaves by itself', async () => {
  await world.jumpTo('2027-02-02T16:00:00Z')
  await world.sweep()
  const one = await world.enrolled()
  const other = await world.enrolled()
  await world.clockTo('2027-02-08T20:00:00Z')
  expect((await planned()).filter(({ leadId }) => [one, other].includes(leadId))).toEqual([
    { leadId: one, step: 3 },
    { leadId: other, step: 3 },
  ])
  // Both were due on Tuesday; nobody was there until Friday.
  await world.jumpTo('2027-02-12T20:00:00Z')
  expect((await planned()).filter(({ leadId }) => [one, other].includes(leadId))).toEqual([])
  await world.sweep()
  await world.sweep()
  const { rows } = await world.root.pool.query(
    `select id, lead_id, batch_id, status, code, frozen is not null as frozen from send where batch_id is null and lead_id = any ($1) order by lead_id`,
    [[one, other]],
  )
  expect(rows).toEqual(
    [one, other]
      .toSorted()
      .map((lead_id) => ({ id: expect.any(String), lead_id, batch_id: null, status: 'PLANNED', code: 'PARKED', frozen: true })),
  )
  expect((await planned()).filter(({ leadId }) => [one, other].includes(leadId))).toEqual([])

  const sendOf = (leadId: string) => rows.find(({ lead_id }) => lead_id === leadId).id
  await releaseParkedSends(world.writer, operator, { sendIds: [sendOf(one)], discard: false, reason: 'It still fits.' })
  await releaseParkedSends(world.writer, operator, { sendIds: [sendOf(other)], discard: true, reason: 'Too late now.' })
  await expect(releaseParkedSends(world.writer, operator, { sendIds: [sendOf(one)], discard: true, reason: 'Twice.' })).rejects.toThrow(
    'parked no more',
  )
  // With the last of them the alert is over, by whoever decided it.
  const others = await world.root.pool.query<{ id: string }>(`select id from send where batch_id is null and status = 'PLANNED'`)
  if (others.rows.length > 0)
    await releaseParkedSends(world.writer, operator, { sendIds: others.rows.map(({ id }) => id), discard: true, reason: 'Too late now.' })
  const ended = await world.root.pool.query(`select resolved_by from alert where cause = 'cadence.parked' order by first_at desc limit 1`)
  expect(ended.rows).toEqual([{ resolved_by: operator.name }])
  await world.sweep()
  expect((await world.look(one)).steps[2]).toMatchObject({ state: 'WAITING' })
  expect((await world.look(other)).steps[2]).toMatchObject({ state: 'SKIPPED', code: 'DISCARDED' })
  await world.clockTo('2027-02-15T20:00:00Z')
  expect((await planned()).filter(({ leadId }) => leadId === one)).toEqual([{ leadId: one, step: 3 }])
})

test('a stop parks too, and only what it held back for longer than the grace', async () => {
  await world.jumpTo('2027-03-02T16:00:00Z')
  await world.sweep()
  const early = await world.enrolled()
  await world.clockTo('2027-03-08T20:00:00Z')
  await world.root.pool.query(`insert into emergency_stop (scope, reason, set_by, set_at) values ('ALL', 'a test', 'test', business_now())`)
  await world.clockTo('2027-03-11T20:00:00Z')
  expect(await countOf(`select count(*)::int as count from send where batch_id is null and lead_id = $1`, [early])).toBe(0)
  await world.root.pool.query(
    `update emergency_stop set lifted_at = business_now(), lifted_by = 'test', lift_reason = 'a test' where lifted_at is null`,
  )
  await world.sweep()
  expect(
    await countOf(`select count(*)::int as count from send where batch_id is null and status = 'PLANNED' and lead_id = $1`, [early]),
  ).toBe(1)
})

test('an unclear touch counts as one until a person says that it was none; a refused one is skipped; either way the cadence goes on', async () => {
  await world.jumpTo('2027-05-04T15:00:00Z')
  await world.sweep()
  const unclear = await world.enrolled()
  const refused = await world.enrolled()
  await world.clockTo('2027-05-11T15:00:00Z')
  const sendId = await world.touch(unclear, 'UNKNOWN')
  await world.touch(refused, 'REFUSED')
  await world.sweep()
  expect((await world.look(unclear)).steps[2]).toMatchObject({ state: 'DONE' })
  expect((await world.look(refused)).steps[2]).toMatchObject({ state: 'SKIPPED', code: 'REFUSED' })
  // A refusal was no touch: the message was due on the same day, and skipped for want of a connection.
  expect([(await world.look(unclear)).nextStep, (await world.look(refused)).nextStep]).toEqual([4, 5])

  await world.root.pool.query(`select settle_unknown($1, 'ABSENT', 'Not in its outbox.', 'Olga', null, null)`, [sendId])
  await world.sweep()
  expect((await world.look(unclear)).steps[2]).toMatchObject({ state: 'SKIPPED', code: 'SETTLED_NOT_SENT' })
})

test('who leaves takes along what is parked for them', async () => {
  await world.jumpTo('2027-06-01T15:00:00Z')
  await world.sweep()
  const leadId = await world.enrolled()
  await world.clockTo('2027-06-07T19:00:00Z')
  await world.jumpTo('2027-06-11T19:00:00Z')
  await world.sweep()
  const sends = async () =>
    (await world.root.pool.query('select id, status, code from send where batch_id is null and lead_id = $1', [leadId])).rows
  const [parked] = await sends()
  expect(parked).toMatchObject({ status: 'PLANNED', code: 'PARKED' })
  const problem = await world.root.pool.query('select enrollment_problem($1, 1::smallint, 3::smallint) as problem', [leadId])
  expect(problem.rows).toEqual([{ problem: 'This step is parked for a person.' }])
  await world.root.pool.query(`select end_enrollments(array[$1]::uuid[], 'BY_HAND', 'They left.', 'test')`, [leadId])
  expect(await sends()).toEqual([{ id: parked.id, status: 'SKIPPED', code: 'ENROLLMENT_ENDED' }])
  expect((await world.look(leadId)).steps[2]).toMatchObject({ state: 'SKIPPED', code: 'ENROLLMENT_ENDED' })
  await expect(releaseParkedSends(world.writer, operator, { sendIds: [parked.id], discard: false, reason: 'Late.' })).rejects.toThrow(
    'parked no more',
  )
})

test('versions of a plan are never rewritten, by nobody of the application', async () => {
  await expect(world.writer.pool.query(`update cadence_plan set document = '{}'`)).rejects.toThrow('permission denied')
  await expect(world.writer.pool.query('delete from cadence_plan')).rejects.toThrow('permission denied')
})

test('whoever answered before the first touch was settled enters no cadence; who did not enters the plan in force', async () => {
  await world.jumpTo('2027-07-06T15:00:00Z')
  await world.root.pool.query(
    `insert into cadence_plan (name, version, document, created_by) select name, 2, document, 'test' from cadence_plan where name = 'default' and version = 1`,
  )
  const send = await approvedSend(world.root)
  const { sendIds } = await makeBatch(world.root, [send])
  const key = randomUUID()
  expect(await reserve(world.root.pool, sendIds, key)).toMatchObject([{ reserved: true }])
  await world.root.pool.query(`update lead set status = 'REPLIED' where id = $1`, [send.lead])
  await world.root.pool.query('select settle($1, $2)', [key, JSON.stringify([{ sendId: sendIds[0], outcome: 'ACCEPTED' }])])
  expect(await world.look(send.lead ?? '')).toMatchObject({ state: 'ENDED', cause: 'LEAD_IS_OVER' })
  const { rows } = await world.root.pool.query('select plan_version, state from enrollment where lead_id = $1', [await world.enrolled()])
  expect(rows).toEqual([{ plan_version: 2, state: 'ACTIVE' }])
})

test('what waits in a batch can’t be released or discarded as if it were parked, and what is done can’t be skipped', async () => {
  const { sendIds } = await makeBatch(world.root, [await approvedSend(world.root)])
  await expect(releaseParkedSends(world.writer, operator, { sendIds, discard: true, reason: 'Not this one.' })).rejects.toThrow(
    'parked no more',
  )
  expect((await world.root.pool.query('select status from send where id = any($1)', [sendIds])).rows).toEqual([{ status: 'PLANNED' }])
  const leadId = await world.enrolled()
  await world.root.pool.query(
    `select skip_steps(jsonb_agg(jsonb_build_object('id', t.id, 'code', 'X', 'message', 'A test.')))
     from enrollment_step t join enrollment e on e.id = t.enrollment_id where e.lead_id = $1 and t.state = 'DONE'`,
    [leadId],
  )
  expect((await world.look(leadId)).steps[0]).toMatchObject({ state: 'DONE', code: null })
})
