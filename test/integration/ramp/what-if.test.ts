import { decideBatch } from '@swarm/jobs/dispatch/decide-batch'
import { dispatch } from '@swarm/jobs/dispatch/dispatch'
import { dispatchSchema } from '@swarm/jobs/dispatch/dispatch-settings'
import { icpSection } from '@swarm/jobs/segment/icp-profile'
import { type DayBeforeAfter, whatIfDispatch } from '@swarm/jobs/what-if/what-if-dispatch'
import { whatIfIcp } from '@swarm/jobs/what-if/what-if-icp'
import { afterAll, beforeAll, expect, test } from 'vitest'
import * as make from '../../harness/make.ts'
import { approvedSend, changeSettings, operator, tuesdayMorning } from '../../harness/make-dispatch.ts'
import { type CadenceWorld, data, settleAs, startCadence } from '../cadence/world.ts'

const days = 30

let world: CadenceWorld
beforeAll(async () => {
  world = await startCadence()
  await changeSettings(world.root, 'dispatch', ['reviewsBeforeFirstDispatch'], 0)
  for (let nth = 0; nth < 30; nth++) await approvedSend(world.root)
})
afterAll(() => world.stop())

const settings = async (): Promise<Record<string, unknown>> =>
  (
    await world.root.pool.query<{ document: Record<string, unknown> }>(
      `select document from setting_version where section = 'dispatch' order by version desc limit 1`,
    )
  ).rows[0]?.document ?? {}
const emails = (found: readonly DayBeforeAfter[], side: 'before' | 'after') => found.map((day) => day[side].emailsSent)
const total = (counts: readonly number[]) => counts.reduce((sum, count) => sum + count, 0)

async function whatIf(patch: Record<string, unknown>, isRampEnded = false): Promise<DayBeforeAfter[]> {
  const document = dispatchSchema.parse({ ...(await settings()), ...patch })
  return whatIfDispatch(world.root, data.holidays, { document, isRampEnded, days })
}

/** Everything approved whose window is open goes; answers how many emails. */
async function execute(): Promise<number> {
  const { rows } = await world.root.pool.query<{ id: string; channel: string }>(
    `select s.id, s.channel from send s join batch b on b.id = s.batch_id
     where s.status = 'PLANNED' and b.status = 'APPROVED' and s.window_from <= business_now() order by s.id`,
  )
  await settleAs(
    world.root,
    rows.map(({ id }) => id),
    'ACCEPTED',
  )
  // A first touch that nothing shows to have left gets no follow-up.
  const mails = rows.filter(({ channel }) => channel === 'EMAIL').map(({ id }) => ({ sendId: id }))
  await world.root.pool.query('select prove_sends($1)', [JSON.stringify(mails)])
  return rows.filter(({ channel }) => channel === 'EMAIL').length
}

/** What a person does each morning before windows open, on the virtual clock; answers the emails that went on each day. */
async function live(): Promise<number[]> {
  const sent: number[] = []
  const begin = Date.parse(tuesdayMorning)
  const minutes = 60_000
  for (let day = 0; day < days; day++) {
    if (day > 0) await world.clockTo(new Date(begin + day * 86_400_000 - 70 * minutes).toISOString())
    const { batchIds } = await dispatch(world.root, operator, data, { motion: 'ALL' })
    for (const batchId of batchIds) {
      const { rows } = await world.root.pool.query<{ hash: string }>(`select encode(scope_hash, 'hex') as hash from batch where id = $1`, [
        batchId,
      ])
      await world.root.transaction((tx) => decideBatch(tx, operator, { batchId, scopeHash: rows[0]?.hash ?? '' }, true))
    }
    if (day > 0) await world.jumpTo(new Date(begin + day * 86_400_000 - 55 * minutes).toISOString())
    sent.push(await execute())
  }
  return sent
}

test('a what-if changes nothing, and a higher ceiling or more days bring more', async () => {
  const before = JSON.stringify(await settings())
  const { ceilings, window } = dispatchSchema.parse(await settings())
  const less = await whatIf({ ceilings: { ...ceilings, emailPerDay: 4 } })
  expect(Math.max(...emails(less, 'after'))).toBe(4)
  expect(total(emails(less, 'after'))).toBeLessThan(total(emails(less, 'before')))
  const wider = await whatIf({ window: { ...window, mondayAndFriday: true } })
  const mondays = (side: 'before' | 'after') =>
    total(wider.filter(({ on }) => new Date(`${on}T12:00:00Z`).getUTCDay() === 1).map((day) => day[side].emailsSent))
  expect(mondays('before')).toBe(0)
  expect(mondays('after')).toBeGreaterThan(0)
  expect(JSON.stringify(await settings())).toBe(before)
})

test('as if the ramp ended today: the limit rises one step with each sending day', async () => {
  const { ramp } = dispatchSchema.parse(await settings())
  const found = await whatIf({ ramp: { ...ramp, emailStepsAfter: [5, 10, 15], canaryDays: 3 } }, true)
  // Tuesday to Thursday, and on with the next Tuesday.
  expect(found.slice(0, 8).map(({ after }) => after.emailLimit)).toEqual([5, 10, 15, 25, 25, 25, 25, 25])
})

test('the month then goes within 2 % of what was said', async () => {
  const { ceilings, window } = dispatchSchema.parse(await settings())
  const patch = { ceilings: { ...ceilings, emailPerDay: 7 }, window: { ...window, mondayAndFriday: true } }
  const said = emails(await whatIf(patch), 'after')
  await changeSettings(world.root, 'dispatch', ['ceilings', 'emailPerDay'], 7)
  await changeSettings(world.root, 'dispatch', ['window', 'mondayAndFriday'], true)
  const found = await live()
  expect(total(found)).toBeGreaterThan(90)
  expect(Math.abs(total(found) - total(said)), `${said} said, ${found} found`).toBeLessThanOrEqual(0.02 * total(found))
}, 120_000)

test('another ICP profile says which leads would change tier, and which drafts would be withdrawn', async () => {
  const lead = await make.lead(world.root, { columns: { tier: 'TIER_2', score: 65 } })
  await make.draft(world.root, { lead })
  const profile = icpSection.schema.parse({})
  const found = await whatIfIcp(world.root.sql, profile)
  expect(found.changes).toContainEqual({
    leadId: lead.id,
    from: 'TIER_2',
    to: null,
    score: expect.any(Number),
    pendingDrafts: 1,
    approvedDrafts: 0,
  })
})
