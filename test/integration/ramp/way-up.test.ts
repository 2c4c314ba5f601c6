import { createLog } from '@swarm/jobs/log'
import { openNextTier } from '@swarm/jobs/ramp/open-next-tier'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { approvedSend, makeBatch, reserve } from '../../harness/make-dispatch.ts'
import { type RampWorld, startRamp } from './world.ts'

type State = { dailyLimit: number; tiers: string[]; canaryTier: string | null; tierCriteria: { name: string; passed: boolean }[] }

let world: RampWorld
const log = createLog('test', 'silent')
beforeAll(async () => {
  world = await startRamp()
  await world.root.pool.query(`select graduate_ramp('test', 'for a test')`)
  await world.root.pool.query(`delete from alert`)
})
afterAll(() => world.stop())

const look = async (): Promise<State> =>
  (await world.ask<{ ramp: State }>('{ ramp { dailyLimit tiers canaryTier canaryShare tierCriteria { name passed value required } } }'))
    .ramp

/** Codes with which emails to new leads of a tier are refused now, null for those that go. */
async function codesOf(tier: 'TIER_1' | 'TIER_2' | 'TIER_3', count: number, frozenAs = tier): Promise<(string | null)[]> {
  const sends = []
  for (let nth = 0; nth < count; nth++) {
    const send = await approvedSend(world.root, { tier: frozenAs })
    await world.root.pool.query('update lead set tier = $2 where id = $1', [send.lead, tier])
    sends.push(send)
  }
  const { sendIds, batchId } = await makeBatch(world.root, sends)
  const codes = []
  for (const id of sendIds) codes.push((await reserve(world.root.pool, [id]))[0]?.code ?? null)
  await world.root.pool.query(
    `update send set status = 'PROVEN', accepted_at = business_now(), proven_at = business_now(), window_to = business_now() + interval '2 hours' where batch_id = $1 and status = 'IN_FLIGHT'`,
    [batchId],
  )
  await world.root.pool.query(`update batch set status = 'EXECUTED', finished_at = business_now() where id = $1`, [batchId])
  return codes
}

test('after the ramp the limit rises one step with each clean day that was closed to go on, and stays on any other', async () => {
  expect(await look()).toMatchObject({ dailyLimit: 5, tiers: ['TIER_1'], canaryTier: 'TIER_2' })
  await world.cleanDay('CONTINUE')
  expect((await look()).dailyLimit).toBe(10)
  await world.cleanDay('HOLD')
  expect((await look()).dailyLimit).toBe(10)
  // A day that nobody closed.
  await world.decide()
  await world.send(1)
  await world.nextDay()
  expect((await look()).dailyLimit).toBe(10)
  await world.cleanDay('CONTINUE')
  expect((await look()).dailyLimit).toBe(15)
})

test('tier 2 gets a share of the day’s emails, and nobody of tier 3 is written to', async () => {
  // It would not be counted as one of the share.
  expect(await codesOf('TIER_2', 1, 'TIER_1')).toEqual(['RAMP'])
  expect(await codesOf('TIER_2', 5)).toEqual([null, null, null, 'RAMP', 'RAMP'])
  expect(await codesOf('TIER_3', 1)).toEqual(['RAMP'])
  expect(await codesOf('TIER_1', 1)).toEqual([null])
})

test('it opens in full after three clean days without drift and without a red flag; then tier 3 has its canary', async () => {
  await openNextTier(world.root, log)
  expect(await look()).toMatchObject({ canaryTier: 'TIER_2' })
  await world.decide()
  await world.close('CONTINUE')
  await world.nextDay()
  const ready = await look()
  expect(ready.tierCriteria.filter(({ passed }) => !passed)).toEqual([])
  expect(ready.dailyLimit).toBe(25)

  const { rows } = await world.root.pool.query<{ id: string; lead: string }>(
    `select id, lead_id as lead from send where tier = 'TIER_2' and status = 'PROVEN'`,
  )
  for (const { id, lead } of rows.slice(0, 2)) {
    await world.root.pool.query(
      `insert into signal (id, lead_id, kind, provider, at, detail) values (uuid_v7(business_now()), $1, 'EMAIL_BOUNCED', 'instantly', business_now(), $2)`,
      [lead, JSON.stringify({ sendId: id })],
    )
  }
  await openNextTier(world.root, log)
  expect((await look()).tierCriteria).toContainEqual(expect.objectContaining({ name: 'bounce_rate', passed: false }))
  expect(await look()).toMatchObject({ canaryTier: 'TIER_2' })

  await world.root.pool.query(`delete from signal where kind = 'EMAIL_BOUNCED'`)
  await openNextTier(world.root, log)
  await openNextTier(world.root, log)
  expect(await look()).toMatchObject({ tiers: ['TIER_1', 'TIER_2'], canaryTier: 'TIER_3' })
  expect(await codesOf('TIER_2', 3)).toEqual([null, null, null])
  expect(await codesOf('TIER_3', 1)).toEqual([null])
})

test('a day that is closed with a roll-back takes all of it back', async () => {
  await world.close('ROLL_BACK')
  expect(await look()).toMatchObject({ dailyLimit: 5, tiers: ['TIER_1'], canaryTier: 'TIER_2' })
  await world.nextDay()
  expect(await look()).toMatchObject({ dailyLimit: 5, tiers: ['TIER_1'], canaryTier: 'TIER_2' })
})
