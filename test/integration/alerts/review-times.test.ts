import { watchReviewTimes } from '@swarm/jobs/alerts/watch-review-times'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import * as make from '../../harness/make.ts'
import { type AlertWorld, startAlertWorld } from './world.ts'

let world: AlertWorld
beforeAll(async () => {
  world = await startAlertWorld()
})
beforeEach(async () => {
  await world.fresh()
  await world.writer.pool.query('delete from draft_reading')
  await world.writer.pool.query(`update draft set status = 'WITHDRAWN', opened_at = null, decided_at = null`)
})
afterAll(() => world.stop())

/** Tuesday 09:00 in Denver; working hours are 9 to 17. */
async function draft(): Promise<string> {
  const lead = await make.lead(world.writer)
  const { id } = await make.draft(world.writer, { lead })
  return id
}
const watch = () => watchReviewTimes(world.hands.writer)
const alerts = async () =>
  (
    await world.writer.pool.query<{ cause: string; severity: string; count: number; message: string }>(
      'select cause, severity, count, message from alert order by cause',
    )
  ).rows

test('a draft that nobody looked at in 30 minutes or decided in 2 hours of working time is told once', async () => {
  await draft()
  await draft()
  await world.later(29)
  await watch()
  expect(await alerts()).toEqual([])
  await world.later(2)
  await watch()
  await watch()
  expect(await alerts()).toMatchObject([
    { cause: 'review-first-look', severity: 'WARNING', count: 2, message: 'Drafts that nobody looked at within 30 min of working time.' },
  ])
  await world.later(90)
  await watch()
  await watch()
  expect(await alerts()).toMatchObject([
    { cause: 'review-decision', count: 2 },
    { cause: 'review-first-look', count: 2 },
  ])
})

test('one that was looked at in time broke only the second promise, and a resolved alert does not come back for the same draft', async () => {
  const id = await draft()
  await world.writer.pool.query('update draft set opened_at = business_now() where id = $1', [id])
  await world.later(125)
  await watch()
  expect(await alerts()).toMatchObject([{ cause: 'review-decision', count: 1 }])
  await world.writer.pool.query(`update alert set resolved_at = business_now(), resolved_by = 'Dana'`)
  await watch()
  expect(await alerts()).toHaveLength(1)
})

test('an unopened queue reminds once, at the review hour in the organisation’s zone', async () => {
  const id = await draft()
  await world.writer.pool.query(
    `insert into sla_breach (draft_id, kind, at) select $1, k, business_now() from unnest(enum_range(null::sla_kind)) k`,
    [id],
  )
  const { rows } = await world.writer.pool.query<{ hour: number }>(
    `select extract(hour from business_now() at time zone setting('organisation', '{timeZone}'))::int as hour from installation`,
  )
  const untilThree = (15 - (rows[0]?.hour ?? 0)) * 60
  await world.later(untilThree - 2)
  await watch()
  expect(await alerts()).toEqual([])
  await world.later(3)
  await watch()
  await world.writer.pool.query(`update alert set resolved_at = business_now(), resolved_by = 'Dana'`)
  await watch()
  expect(await alerts()).toMatchObject([
    { cause: 'review-unopened:2026-11-24', severity: 'INFO', message: '1 draft waits, and nobody has opened the queue today.' },
  ])
})

test('an opened queue, and an empty one, remind nobody', async () => {
  await world.later(7 * 60)
  await watch()
  const id = await draft()
  await world.writer.pool.query(
    `insert into draft_reading (draft_id, actor, since, seen_at) values ($1, 'Dana', business_now(), business_now())`,
    [id],
  )
  await watch()
  expect((await alerts()).filter(({ cause }) => cause.startsWith('review-unopened'))).toEqual([])
})
