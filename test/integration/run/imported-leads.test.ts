import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestApi, type TestApi } from '../../harness/api.ts'
import { fittingFacts, makeLeads } from '../../harness/make-leads.ts'
import { startRunnerProcess, type TestRunner } from '../../harness/runner.ts'
import { openSocket } from '../../harness/socket.ts'
import { faultsOf, finishedRun, readRun, startRun } from './runs.ts'

let api: TestApi
let runner: TestRunner
let key: string
beforeAll(async () => {
  api = await startTestApi()
  key = await api.keyFor('operate', 'review', 'admin')
  runner = await startRunnerProcess(api.database, { QUEUES: 'advance-run,sweep-runs' })
})
afterAll(async () => {
  await runner.stop()
  await api.stop()
})

const rows = async (text: string, values: unknown[] = []): Promise<Record<string, unknown>[]> =>
  (await api.writer.pool.query(text, values)).rows

async function runToEnd(input: Record<string, unknown>) {
  const { run, message } = await startRun(api, key, input)
  if (!run) throw new Error(message)
  return finishedRun(api, key, run.id)
}

const globalId = (kind: string, id: string): string => Buffer.from(`${kind}:${id}`).toString('base64url')

test('2,000 imported leads go through six stages: one outcome, one draft, one score each', async () => {
  const unfit = { title: 'Intern', industry: 'oil & energy', employeeCount: 9 }
  await makeLeads(
    api.writer,
    Array.from({ length: 2_000 }, (_, number) => fittingFacts(number, number % 5 === 0 ? unfit : {})),
  )
  const startedAt = performance.now()
  const run = await runToEnd({ source: 'new' })
  process.stderr.write(
    `2,000 leads through six stages: ${((performance.now() - startedAt) / 1000).toFixed(1)} s (${run.stages.map(({ stage, durationMs }) => `${stage} ${durationMs} ms`).join(', ')})\n`,
  )
  expect(run).toMatchObject({ status: 'SUCCEEDED', failure: null, leads: 2_000, errors: 0 })
  expect(run.key).toMatch(/^run_\d{8}_\d{6}_[0-9a-f]{6}$/)
  expect(faultsOf(run)).toEqual([])
  expect(run.stages.every(({ passed }) => passed)).toBe(true)
  expect(run.stages[2]).toMatchObject({ stage: 'SEGMENT', entered: 2_000, left: 1_600, skipped: 400, reasons: { SCORE_TOO_LOW: 400 } })
  expect(run.stages[5]).toMatchObject({ stage: 'QUEUE', entered: 1_600, left: 1_600 })
  expect(await rows(`select status, is_compliant, count(*)::int, count(distinct lead_id)::int as leads from draft group by 1, 2`)).toEqual([
    { status: 'PENDING', is_compliant: true, count: 1_600, leads: 1_600 },
  ])
  expect(await rows('select count(*)::int, count(distinct lead_id)::int as leads from score_decision')).toEqual([
    { count: 2_000, leads: 2_000 },
  ])
  expect(await rows(`select status, status_cause, count(*)::int from lead group by 1, 2 order by 1`)).toEqual([
    { status: 'PENDING', status_cause: null, count: 1_600 },
    { status: 'DISQUALIFIED', status_cause: 'score', count: 400 },
  ])
}, 120_000)

test('reasons add up to the score exactly, and every stage stands in the timeline with its run and its agent', async () => {
  const { data } = await api.ask<{
    leads: {
      edges: {
        node: {
          score: number
          tier: string
          scoreReasons: { points: number }[]
          facts: { name: string; provider: string }[]
          timeline: { edges: { node: { actor: string } }[] }
        }
      }[]
    }
  }>(
    key,
    `{ leads(first: 200, filter: { status: [PENDING] }) { edges { node { score tier scoreReasons { points } facts { name provider } timeline(first: 10) { edges { node { actor } } } } } } }`,
  )
  for (const { node } of data?.leads.edges ?? []) {
    expect(Math.round(node.scoreReasons.reduce((sum, { points }) => sum + points * 10, 0))).toBe(node.score * 10)
    expect(node.timeline.edges.map((edge) => edge.node.actor).reverse()).toEqual([
      'HUNTER',
      'ENRICHER',
      'SEGMENTOR',
      'CRAFTER',
      'GATEKEEPER',
      'GATEKEEPER',
    ])
    expect(node.facts.find(({ name }) => name === 'title')).toEqual({ name: 'title', provider: 'csv' })
  }
  expect(await rows('select count(*)::int from timeline_entry where run_id is null')).toEqual([{ count: 0 }])
})

test('an unsubscribe link is in the footer and nowhere else: the database finds it by its hash', async () => {
  expect(
    await rows(`select count(*)::int from draft d join unsubscribe_token u on u.draft_id = d.id
      where u.token_hash = sha256(convert_to(substring(d.footer from 'http://localhost:4000/u/([A-Za-z0-9_-]{22,})'), 'UTF8'))`),
  ).toEqual([{ count: 1_600 }])
})

describe('who is left out, and why', () => {
  test('an open draft, somebody contacted, excluded, suppressed, an unlawful region, nobody’s region, no address', async () => {
    const [open = ''] = (await rows(`select lead_id from draft where status = 'PENDING' order by id limit 1`)).map(({ lead_id }) =>
      String(lead_id),
    )
    const ids = await makeLeads(api.writer, [
      fittingFacts(9_001),
      fittingFacts(9_002),
      fittingFacts(9_003),
      fittingFacts(9_004, { country: 'Germany', region: 'Bavaria', city: 'Munich' }),
      fittingFacts(9_005, { country: null, region: null, city: null }),
      fittingFacts(9_006, { email: null, emailStatus: null }),
    ])
    const [contacted = '', excluded = '', suppressed = '', german = '', nowhere = '', byProfile = ''] = ids
    await api.writer.pool.query(`update lead set status = 'SENT' where id = $1`, [contacted])
    await api.writer.pool.query(`insert into exclusion (kind, domain, source) values ('CUSTOMER', 'brightside9002.example', 'test')`)
    await api.writer.pool.query(
      `insert into suppression (email, person_key, reason, source) select email, person_key, 'asked to stop', 'test' from lead where id = $1`,
      [suppressed],
    )
    const run = await runToEnd({ leadIds: [open, ...ids].map((id) => globalId('Lead', id)) })
    const outcomes = await rows(
      `select lead_id, stage, outcome, code from pipeline_run_lead where run_id = (select id from pipeline_run where key = $1)`,
      [run.key],
    )
    const of = (id: string) => outcomes.find(({ lead_id }) => lead_id === id)
    expect(of(open)).toMatchObject({ stage: 'DISCOVER', outcome: 'SKIPPED', code: 'OPEN_DRAFT' })
    expect(of(contacted)).toMatchObject({ stage: 'DISCOVER', outcome: 'SKIPPED', code: 'ALREADY_CONTACTED' })
    expect(of(excluded)).toMatchObject({ stage: 'SEGMENT', outcome: 'SKIPPED', code: 'CUSTOMER' })
    expect(of(suppressed)).toMatchObject({ stage: 'SEGMENT', outcome: 'SKIPPED', code: 'SUPPRESSED' })
    expect(of(german)).toMatchObject({ stage: 'SEGMENT', outcome: 'SKIPPED', code: 'UNLAWFUL_REGION' })
    expect(of(nowhere)).toMatchObject({ stage: 'SEGMENT', outcome: 'SKIPPED', code: 'UNKNOWN_REGION' })
    expect(of(byProfile)).toMatchObject({ stage: 'QUEUE', outcome: 'LEFT', code: null })
    expect(await rows(`select channel, step, subject from draft where lead_id = $1`, [byProfile])).toEqual([
      { channel: 'LINKEDIN', step: 2, subject: null },
    ])
    expect(
      await rows(`select status, status_cause from lead where id = any($1::uuid[]) order by status_cause`, [[excluded, german]]),
    ).toEqual([
      { status: 'DISQUALIFIED', status_cause: 'exclusion' },
      { status: 'DISQUALIFIED', status_cause: 'region' },
    ])
    expect(
      await rows(`select count(*)::int from score_decision where lead_id = any($1::uuid[])`, [[excluded, suppressed, german, nowhere]]),
    ).toEqual([{ count: 0 }])
  })

  test('a lead whose exclusion was taken back is in again', async () => {
    await api.writer.pool.query(`update exclusion set removed_at = now() where domain = 'brightside9002.example'`)
    const [lead = ''] = (await rows(`select id from lead where email = 'ana9002@brightside9002.example'`)).map(({ id }) => String(id))
    const run = await runToEnd({ leadIds: [globalId('Lead', lead)] })
    expect(run.stages[5]).toMatchObject({ entered: 1, left: 1 })
    expect(await rows('select status, status_cause, tier from lead where id = $1', [lead])).toEqual([
      { status: 'PENDING', status_cause: null, tier: 'TIER_1' },
    ])
  })

  test('a lead whose draft was rejected is open again once a new one waits, and its timeline says so', async () => {
    const [leadId = ''] = await makeLeads(api.writer, [fittingFacts(9_010)])
    await api.writer.pool.query(`update lead set status = 'REJECTED' where id = $1`, [leadId])
    await runToEnd({ leadIds: [globalId('Lead', leadId)] })
    expect(await rows('select status from lead where id = $1', [leadId])).toEqual([{ status: 'PENDING' }])
    expect(
      await rows(`select actor, detail from timeline_entry where lead_id = $1 and detail ->> 'signal' = 'DRAFT_QUEUED'`, [leadId]),
    ).toEqual([{ actor: 'GATEKEEPER', detail: expect.objectContaining({ from: 'REJECTED', to: 'PENDING' }) }])
  })

  test('two runs over the same leads at once make one open draft each', async () => {
    const ids = (
      await makeLeads(
        api.writer,
        Array.from({ length: 300 }, (_, number) => fittingFacts(20_000 + number)),
      )
    ).map((id) => globalId('Lead', id))
    const [one, other] = await Promise.all([runToEnd({ leadIds: ids }), runToEnd({ leadIds: ids })])
    expect([...faultsOf(one), ...faultsOf(other)]).toEqual([])
    expect((one.stages[5]?.left ?? 0) + (other.stages[5]?.left ?? 0)).toBe(300)
    expect(
      await rows(
        `select count(*)::int, count(distinct lead_id)::int as leads from draft d join lead l on l.id = d.lead_id where l.email like 'ana20___@%' and d.status = 'PENDING'`,
      ),
    ).toEqual([{ count: 300, leads: 300 }])
  })
})

test('a page that watches a run sees it move, live', async () => {
  const ids = await makeLeads(
    api.writer,
    Array.from({ length: 1_200 }, (_, number) => fittingFacts(30_000 + number)),
  )
  const { run } = await startRun(api, key, { leadIds: ids.map((id) => globalId('Lead', id)) })
  const socket = openSocket(api.url, { key })
  const listening = socket.listen('subscription ($id: ID!) { pipelineRunChanged(id: $id) { status stages { stage left } } }', {
    id: run?.id,
  })
  await listening.until(3)
  const end = await finishedRun(api, key, run?.id ?? '')
  expect(end.stages[5]?.left).toBe(1_200)
  await socket.stop()
})

test('killed in the middle and started again, a run finishes with one draft, one score and one outcome for each lead', async () => {
  const ids = await makeLeads(
    api.writer,
    Array.from({ length: 1_500 }, (_, number) => fittingFacts(40_000 + number)),
  )
  const { run } = await startRun(api, key, { leadIds: ids.map((id) => globalId('Lead', id)) })
  const crafted = () => rows('select from draft d join pipeline_run r on r.id = d.run_id where r.key = $1 limit 1', [run?.key])
  while ((await crafted()).length === 0) await new Promise((resolve) => setTimeout(resolve, 2))
  await runner.kill()
  expect((await readRun(api, key, run?.id ?? '')).status).toBe('RUNNING')
  runner = await startRunnerProcess(api.database, { QUEUES: 'advance-run,sweep-runs' })
  const end = await finishedRun(api, key, run?.id ?? '')
  expect([end.status, end.errors, faultsOf(end), end.stages[5]?.left]).toEqual(['SUCCEEDED', 0, [], 1_500])
  const of = 'from %s t where t.lead_id = any($1::uuid[])'
  for (const table of ['draft', 'score_decision', 'pipeline_run_lead']) {
    expect([
      table,
      ...(await rows(`select count(*)::int as n, count(distinct t.lead_id)::int as leads ${of.replace('%s', table)}`, [ids])),
    ]).toEqual([table, { n: 1_500, leads: 1_500 }])
  }
  expect(await rows(`select count(*)::int as n ${of.replace('%s', 'timeline_entry')} and run_id is not null`, [ids])).toEqual([
    { n: 9_000 },
  ])
})

test.each([
  [{ source: 'nobody-knows' }, 'InvalidInputError', /There is no source "nobody-knows"/],
  [{ source: 'import:nonsense' }, 'InvalidInputError', /not the id of an import/],
  [
    { source: 'new', leadIds: [Buffer.from('Lead:0199f0aa-0000-7000-8000-000000000001').toString('base64url')] },
    'InvalidInputError',
    /not both/,
  ],
  [{ leadIds: [Buffer.from('Lead:0199f0aa-0000-7000-8000-000000000001').toString('base64url')] }, 'NotFoundError', /do not exist/],
  [{ source: 'new' }, 'RefusedError', /no lead to run/],
  [{ source: 'default', limit: 0 }, 'InvalidInputError', /at least 1/],
])('%j is refused in words', async (input, type, words) => {
  const { __typename, message } = await startRun(api, key, input)
  expect(__typename).toBe(type)
  expect(message).toMatch(words)
})

test('a run without a key for Apollo fails in discovery, says so, and warns', async () => {
  const run = await runToEnd({ source: 'default', limit: 5 })
  expect(run).toMatchObject({ status: 'FAILED', failure: 'DISCOVER: Apollo has no key here.' })
  expect(run.stages[0]).toMatchObject({ passed: false })
  expect(await rows(`select severity, message from alert where cause like 'run-stage:%'`)).toEqual([
    { severity: 'WARNING', message: `Run ${run.key}: stage DISCOVER failed. Apollo has no key here.` },
  ])
})

test('every start and end of a run is audited once', async () => {
  const audited = await rows(
    `select action, count(*)::int, count(distinct subject_id)::int as runs from audit_entry where subject_type = 'pipeline_run' group by 1 order by 1`,
  )
  const runs = await rows(`select count(*)::int from pipeline_run`)
  expect(audited.find(({ action }) => action === 'run.started')).toMatchObject({ count: runs[0]?.['count'], runs: runs[0]?.['count'] })
  expect(audited.filter(({ action }) => action !== 'run.started').reduce((sum, { count }) => sum + Number(count), 0)).toBe(
    runs[0]?.['count'],
  )
})
