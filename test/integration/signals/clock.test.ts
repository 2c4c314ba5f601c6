import { afterAll, beforeAll, expect, test } from 'vitest'
import { hookSecret, startTestApi, type TestApi } from '../../harness/api.ts'
import { eventually, startRunnerProcess, type TestRunner } from '../../harness/runner.ts'
import { startSandbox } from '../../sandbox/start-sandbox.ts'

let api: TestApi
let sandbox: Awaited<ReturnType<typeof startSandbox>>
let runner: TestRunner
let admin: string

beforeAll(async () => {
  sandbox = await startSandbox({ delays: 'off' })
  api = await startTestApi({ sandboxUrl: sandbox.url })
  runner = await startRunnerProcess(api.database, {
    INSTANTLY_API_KEY: 'sandbox-instantly-key',
    INSTANTLY_BASE_URL: `${sandbox.url}/instantly/api/v2`,
    INSTANTLY_WEBHOOK_SECRET: hookSecret,
    PUBLIC_URL: api.url,
    SANDBOX_PACE: 'off',
  })
  admin = await api.keyFor('admin')
  // The runner makes the hook by itself.
  await eventually(async () => ((await api.writer.pool.query('select from provider_hook where is_hearing')).rows.length > 0 ? true : null))
})
afterAll(async () => {
  await runner.stop()
  await api.stop()
  await sandbox.stop()
})

const advance = `mutation ($input: AdvanceClockInput!) { advanceClock(input: $input) { __typename ... on AdvanceClockSuccess { now ran } ... on UserError { code message } } }`
type Answer = { advanceClock: { now: string; ran: { steps: number; sandboxSteps: number; milliseconds: number }; code?: string } }
const businessNow = async () => (await api.writer.pool.query<{ now: Date }>('select business_now() as now')).rows[0]?.now.getTime() ?? 0
const sandboxNow = async () => {
  const state: { now: string } = await (await fetch(`${sandbox.url}/_control/clock`)).json()
  return Date.parse(state.now)
}

test('a day passes for the product and the sandbox together', async () => {
  const before = await businessNow()
  const answer = await api.ask<Answer>(admin, advance, { input: { by: 'P1D' } })
  expect(answer.data?.advanceClock).toMatchObject({ __typename: 'AdvanceClockSuccess' })
  const after = await businessNow()
  expect(after - before).toBeGreaterThanOrEqual(86_400_000)
  expect(after - before).toBeLessThan(86_400_000 + 10 * 60_000)
  expect(Math.abs((await sandboxNow()) - after)).toBeLessThan(60_000)
})

test('whoever stops the clock several times within hours is looked around for once', async () => {
  const looks = async () =>
    (await api.writer.pool.query(`select from pgboss.job_common where name = 'watch-kpis' and singleton_key = 'clock'`)).rows.length
  const advanced = (by: string) => api.ask<Answer>(admin, advance, { input: { by } })
  await advanced('PT13H')
  const before = await looks()
  expect(before).toBeGreaterThan(0)
  await advanced('PT1H')
  await advanced('PT2H')
  expect(await looks()).toBe(before)
  await advanced('PT6H')
  expect(await looks()).toBeGreaterThan(before)
})

test('three weeks on there are partitions for the months ahead, and the runner still hears', { timeout: 300_000 }, async () => {
  // Two weeks at once, as if nobody had been here: what they left undone is for the first day that is.
  await api.writer.pool.query(`update installation set moved = moved + interval '14 days'`)
  await fetch(`${sandbox.url}/_control/clock`, { method: 'PUT', body: JSON.stringify({ advanceMs: 14 * 86_400_000 }) })
  const answer = await api.ask<Answer>(admin, advance, { input: { by: 'P7D' } })
  expect(answer.data?.advanceClock.ran.steps).toBeGreaterThanOrEqual(14)
  process.stdout.write(`advanceClock P7D: ${JSON.stringify(answer.data?.advanceClock.ran)}\n`)
  const { rows } = await api.writer.pool.query(
    `select to_regclass('signal_' || to_char(business_now() at time zone 'UTC' + interval '3 months', 'YYYY_MM')) is not null as made`,
  )
  expect(rows).toEqual([{ made: true }])
  expect((await api.writer.pool.query('select from provider_hook where is_hearing')).rows).toHaveLength(1)
})

test.each([
  [{}, 'INVALID_INPUT'],
  [{ by: 'P1M' }, 'INVALID_INPUT'],
  [{ by: '-P1D' }, 'INVALID_INPUT'],
  [{ by: 'P1D', to: '2027-01-01T00:00:00Z' }, 'INVALID_INPUT'],
  [{ to: '2020-01-01T00:00:00Z' }, 'INVALID_INPUT'],
  [{ by: 'P999D' }, 'INVALID_INPUT'],
])('%j is refused', async (input, code) => {
  expect((await api.ask<Answer>(admin, advance, { input })).data?.advanceClock.code).toBe(code)
})

test('it needs admin, and one move waits for no other', async () => {
  expect((await api.ask<Answer>(await api.keyFor('operate'), advance, { input: { by: 'PT1M' } })).data?.advanceClock.code).toBe('FORBIDDEN')
  const codes = (await Promise.all([1, 2].map(() => api.ask<Answer>(admin, advance, { input: { by: 'PT5M' } })))).map(
    ({ data }) => data?.advanceClock.code,
  )
  expect(codes.toSorted()).toEqual(['NOT_READY', undefined])
})
