import { createWriter, type Writer } from '@swarm/db/write'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestApi, type TestApi } from '../harness/api.ts'
import * as make from '../harness/make.ts'
import { approvedSend, changeSettings, makeAccounts, makeBatch, moveClock, reserve, tuesdayMorning } from '../harness/make-dispatch.ts'

let api: TestApi
let world: Writer
beforeAll(async () => {
  api = await startTestApi()
  world = createWriter({ url: api.database.urls.superuser, name: 'test', maxConnections: 2, onConnectionError: () => {} })
  await moveClock(world, tuesdayMorning)
  await makeAccounts(world, 2)
})
afterAll(async () => {
  await world.end()
  await api.stop()
})

/** Every table with a checksum of all its rows, but those in which each request leaves its own trace. */
async function checksums(): Promise<Record<string, string>> {
  const { rows: tables } = await world.pool.query<{ name: string }>(
    `select format('%I', relname) as name from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not relispartition and relname not in ('api_key', 'client_mutation', 'operation_rate')`,
  )
  const sums: Record<string, string> = {}
  for (const { name } of tables) {
    const { rows } = await world.pool.query<{ sum: string }>(
      `select count(*) || ':' || coalesce(md5(string_agg(md5(t::text), '' order by md5(t::text))), '') as sum from ${name} t`,
    )
    sums[name] = rows[0]?.sum ?? ''
  }
  return sums
}

test('a preview leaves every row of every table as it was, and asks on a connection that could not write', async () => {
  for (let index = 0; index < 6; index++) {
    const lead = await make.lead(world, { columns: { status: 'APPROVED', tier: index % 2 ? 'TIER_1' : 'TIER_2' } })
    await make.draft(world, { lead, columns: { status: 'APPROVED', decided_at: await make.now(world) } })
  }
  const key = await api.keyFor('operate', 'admin')
  const preview = (motion: string, more = '') =>
    api.ask(
      key,
      `mutation { dispatch(input: { motion: ${motion}${more} }) { __typename ... on DispatchSuccess { batches { id } preview { counts planned { edges { node { lead { email } } } } held { edges { node { code } } } } } } }`,
    )
  const before = await checksums()
  expect(Object.keys(before).length).toBeGreaterThan(30)
  for (const motion of ['OUTBOUND', 'CADENCE', 'REVIVAL', 'ALL']) {
    const { data, errors } = await preview(motion)
    expect(errors).toBeUndefined()
    expect(data).toMatchObject({ dispatch: { __typename: 'DispatchSuccess', batches: [] } })
  }
  await preview('ALL', ', openWindowReason: "They asked for it today", limit: 2')
  await api.ask(
    key,
    '{ leads { edges { node { nextSend { blocker { code } } } } } ramp { active } ceilings { name } accounts { address } goLive { name } today { clean } whatIf(input: { rampEnded: true }) { sendsAfter } }',
  )
  expect(await checksums()).toEqual(before)
})

test('a shadow send ends SKIPPED and takes no once-key, ceiling, day or lead status', async () => {
  const batch = await makeBatch(world, [await approvedSend(world), await approvedSend(world)])
  await changeSettings(world, 'dispatch', ['shadowMode'], true)
  const leads = async () =>
    (
      await world.pool.query(
        'select l.id, l.status, l.version from lead l join send s on s.lead_id = l.id where s.batch_id = $1 order by 1',
        [batch.batchId],
      )
    ).rows
  const before = await leads()
  expect((await reserve(world.pool, batch.sendIds)).map(({ reserved, code, frozen }) => ({ reserved, code, frozen }))).toEqual(
    Array(2).fill({ reserved: false, code: 'SHADOW_MODE', frozen: null }),
  )
  expect(await leads()).toEqual(before)
  const { rows } = await world.pool.query(
    `select (select count(*)::int from send where batch_id = $1 and status = 'SKIPPED' and code = 'SHADOW_MODE') as skipped, (select count(*)::int from send_once where send_id = any($2)) as once,
       (select count(*)::int from touch_day where send_id = any($2)) as touched, (select coalesce(sum(used), 0)::int from ceiling_use) as used, (select count(*)::int from send_attempt where send_id = any($2)) as attempts`,
    [batch.batchId, batch.sendIds],
  )
  expect(rows).toEqual([{ skipped: 2, once: 0, touched: 0, used: 0, attempts: 0 }])
})
