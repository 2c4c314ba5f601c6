import { failRun } from '@swarm/jobs/runs/finish-run'
import type { Run } from '@swarm/jobs/runs/stages'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { startTestApi, type TestApi } from '../../harness/api.ts'
import { eventually, startRunnerProcess, type TestRunner } from '../../harness/runner.ts'
import { startSandbox } from '../../sandbox/start-sandbox.ts'
import { type Control, controlOf } from '../../sandbox/testing/control.ts'
import { faultsOf, finishedRun, startRun } from './runs.ts'

type Sandbox = Awaited<ReturnType<typeof startSandbox>>

let sandbox: Sandbox
let api: TestApi
let key: string
let runners: TestRunner[] = []
beforeAll(async () => {
  sandbox = await startSandbox({ delays: 'on', people: 2_500 })
})
afterAll(() => sandbox.stop())
beforeEach(async () => {
  await control('POST', 'reset')
  api = await startTestApi()
  key = await api.keyFor('operate', 'review', 'admin')
  return async () => {
    await Promise.all(runners.map((runner) => runner.stop()))
    runners = []
    await api.stop()
  }
})

const control: Control = (...call) => controlOf(sandbox.url)(...call)

async function runner(env: Record<string, string> = {}): Promise<TestRunner> {
  const started = await startRunnerProcess(api.database, {
    APOLLO_BASE_URL: `${sandbox.url}/apollo/api/v1`,
    APOLLO_API_KEY: 'sandbox-apollo-key',
    QUEUES: 'advance-run,sweep-runs',
    ...env,
  })
  runners.push(started)
  return started
}

/** Whom the sandbox was asked to reveal, as its own log has it. */
async function asked(): Promise<string[]> {
  const { items } = (await control('GET', 'requests?provider=apollo&path=people/match')) as { items: { query: string }[] }
  return items.map(({ query }) => new URLSearchParams(query).get('id') ?? query)
}

const rows = async (text: string, values: unknown[] = []): Promise<Record<string, unknown>[]> =>
  (await api.writer.pool.query(text, values)).rows

async function begin(input: Record<string, unknown>): Promise<string> {
  const { run, message } = await startRun(api, key, input)
  if (!run) throw new Error(message)
  return run.id
}

test('a run finds people at Apollo, reveals each once, and their drafts wait in the queue', async () => {
  await runner()
  const run = await finishedRun(api, key, await begin({ source: 'default', limit: 25 }))
  expect(run).toMatchObject({ status: 'SUCCEEDED', errors: 0 })
  expect(faultsOf(run)).toEqual([])
  const [discover] = run.stages
  const ids = await asked()
  expect(ids).toHaveLength(25)
  expect(new Set(ids).size).toBe(25)
  expect(discover?.left).toBe(run.leads)
  expect(run.stages[5]?.left).toBeGreaterThan(10)
  // Only where somebody may be written to: the search itself was told so.
  expect(await rows(`select distinct country_code from lead where country_code is not null and country_code not in ('US', 'GB')`)).toEqual(
    [],
  )
  expect(await rows(`select count(*)::int, sum(credits)::int as credits from provider_lookup where key like 'id:%' and is_found`)).toEqual([
    { count: run.leads, credits: run.leads },
  ])

  // The next run finds others: who is known costs nothing.
  const second = await finishedRun(api, key, await begin({ source: 'default', limit: 10 }))
  expect(second.stages[0]?.reasons).toMatchObject({ KNOWN: discover?.left })
  expect(new Set(await asked()).size).toBe(35)
  expect(await asked()).toHaveLength(35)
})

test('killed in the middle and started again, a run finishes with nothing lost and nothing doubled', async () => {
  await control('PUT', 'behaviour', { delays: { minMs: 100, maxMs: 400 } })
  const first = await runner()
  const id = await begin({ source: 'default', limit: 70 })
  while ((await asked()).length < 30) await new Promise((resolve) => setTimeout(resolve, 10))
  await first.kill()
  runners = []
  await runner()
  const run = await finishedRun(api, key, id)
  expect(run.status).toBe('SUCCEEDED')
  expect(faultsOf(run)).toEqual([])
  const ids = await asked()
  expect(new Set(ids).size).toBe(ids.length)
  // Who was taken up but perhaps not asked when the process died: nobody can know, so nobody asks again, and the report says so.
  const lost = run.stages[0]?.reasons['ANSWER_LOST'] ?? 0
  expect(lost).toBeLessThanOrEqual(20)
  expect(ids.length).toBeGreaterThanOrEqual(70 - lost)
  expect((await rows(`select count(*)::int, count(distinct lead_id)::int as leads from draft`))[0]).toMatchObject({
    count: run.stages[4]?.entered,
    leads: run.stages[4]?.entered,
  })
  expect((await rows(`select count(*)::int, count(distinct lead_id)::int as leads from score_decision`))[0]?.['count']).toBe(
    (await rows(`select count(distinct lead_id)::int as n from score_decision`))[0]?.['n'],
  )
})

test('two runners share a run: nobody is revealed twice', async () => {
  await Promise.all([runner(), runner()])
  const one = await begin({ source: 'default', limit: 30 })
  const other = await begin({ source: 'consulting', limit: 30 })
  const runs = await Promise.all([finishedRun(api, key, one), finishedRun(api, key, other)])
  for (const run of runs) expect([run.status, faultsOf(run)]).toEqual(['SUCCEEDED', []])
  const ids = await asked()
  expect(new Set(ids).size).toBe(ids.length)
  expect(await rows(`select count(*)::int - count(distinct lead_id)::int as doubled from draft where status = 'PENDING'`)).toEqual([
    { doubled: 0 },
  ])
})

describe('what costs no credit', () => {
  test('somebody at an excluded company, whatever its spelling', async () => {
    await runner()
    const first = await finishedRun(api, key, await begin({ source: 'default', limit: 5 }))
    expect(first.leads).toBeGreaterThan(0)
    const names = await rows(`select distinct company_name from lead where company_name is not null`)
    await api.writer.pool.query('delete from provider_lookup')
    await control('DELETE', 'requests')
    for (const { company_name } of names) {
      const { exclusionNameKey } = await import('@swarm/jobs/identity/company-name')
      await api.writer.pool.query(`insert into exclusion (kind, name, name_key, source) values ('COMPETITOR', $1, $2, 'test')`, [
        company_name,
        exclusionNameKey(String(company_name)),
      ])
    }
    const second = await finishedRun(api, key, await begin({ source: 'default', limit: 5 }))
    expect(second.stages[0]?.reasons['COMPETITOR']).toBeGreaterThanOrEqual(names.length)
    const known = new Set(
      (await rows(`select provider_person_id from pipeline_run_found where code = 'COMPETITOR'`)).map((row) => row['provider_person_id']),
    )
    expect((await asked()).filter((id) => known.has(id))).toEqual([])
  })

  test('anybody once the month’s budget is spent: a warning at 80 %, a stop at 100 %', async () => {
    await api.writer.pool.query(
      `insert into setting_version (section, version, document, created_by) values ('enrichment', 1, '{"apollo": {"creditsPerMonth": 12}}', 'test')`,
    )
    await runner()
    const run = await finishedRun(api, key, await begin({ source: 'default', limit: 20 }))
    // A miss costs nothing, so its credit goes to somebody else.
    expect(await rows('select sum(credits)::int <= 12 as "isWithin" from provider_lookup')).toEqual([{ isWithin: true }])
    expect(((await control('GET', 'state')) as { apollo: { creditsConsumed: number } }).apollo.creditsConsumed).toBeLessThanOrEqual(12)
    expect(run.stages[0]?.reasons['CREDIT_BUDGET']).toBeGreaterThan(0)
    expect(await rows(`select severity from alert where cause like 'credits:apollo:%:spent'`)).toEqual([{ severity: 'WARNING' }])
  })
})

test('a cancelled run takes no new work', async () => {
  await control('PUT', 'behaviour', { delays: { minMs: 100, maxMs: 300 } })
  await runner()
  const id = await begin({ source: 'default', limit: 300 })
  while ((await asked()).length < 20) await new Promise((resolve) => setTimeout(resolve, 10))
  const { data } = await api.ask(
    key,
    `mutation ($runId: ID!) { cancelPipelineRun(input: { runId: $runId }) { __typename ... on CancelPipelineRunSuccess { run { status } } } }`,
    { runId: id },
  )
  expect(data).toEqual({ cancelPipelineRun: { __typename: 'CancelPipelineRunSuccess', run: { status: 'CANCELLED' } } })
  // What was under way ends; it is paid for. Then nobody is asked any more.
  const soon = await eventually(async () => {
    const before = (await asked()).length
    await new Promise((resolve) => setTimeout(resolve, 1_000))
    return (await asked()).length === before ? before : null
  })
  expect(soon).toBeLessThan(120)
  const again = await api.ask(
    key,
    `mutation ($runId: ID!) { cancelPipelineRun(input: { runId: $runId }) { ... on RefusedError { code reasons { code } } } }`,
    { runId: id },
  )
  expect(again.data).toEqual({ cancelPipelineRun: { code: 'ALREADY_DONE', reasons: [{ code: 'CANCELLED' }] } })
})

test('a run that dies is a critical alert, once; a key that Apollo refuses fails discovery at once, with a warning, and costs nothing', async () => {
  // No runner yet: nobody else ends it.
  await begin({ source: 'default', limit: 5 })
  const [died] = (await api.writer.pool.query<Run>('select id, key, source from pipeline_run')).rows
  if (!died) throw new Error('a run was begun')
  for (const why of ['out of memory', 'again']) await failRun(api.writer, died, why)
  expect(await rows('select status::text, failure from pipeline_run where id = $1', [died.id])).toEqual([
    { status: 'FAILED', failure: 'out of memory' },
  ])
  expect(await rows(`select severity, message from alert where cause = 'run:' || $1`, [died.id])).toEqual([
    { severity: 'CRITICAL', message: `Run ${died.key} died and was given up. The leads it had not finished can be run again.` },
  ])
  expect(await rows(`select actor from audit_entry where action = 'run.failed'`)).toEqual([{ actor: 'QUEEN' }])

  await runner({ APOLLO_API_KEY: 'wrong' })
  const run = await finishedRun(api, key, await begin({ source: 'default', limit: 5 }))
  expect(run).toMatchObject({ status: 'FAILED', failure: "DISCOVER: Apollo's search failed: unauthorized." })
  expect(await rows(`select severity from alert where cause like 'run-stage:%'`)).toEqual([{ severity: 'WARNING' }])
})

test('a new sandbox begins with people that Apollo finds: once, however often and on however many runners it starts', async () => {
  const first = { FIRST_LEADS: '10' }
  await Promise.all([runner(first), runner(first)])
  await eventually(async () => ((await rows(`select from pipeline_run where status = 'SUCCEEDED'`)).length > 0 ? true : null))
  await runner(first)
  expect(await rows(`select source, limit_count, started_by from pipeline_run`)).toEqual([
    { source: 'default', limit_count: 10, started_by: 'QUEEN' },
  ])
  // One row for each person before anybody is asked, and nobody twice.
  expect(await rows(`select count(*)::int as people from provider_lookup where key like 'id:%'`)).toEqual([{ people: 10 }])
  const ids = await asked()
  expect(ids.length).toBeGreaterThan(0)
  expect(new Set(ids).size).toBe(ids.length)
})
