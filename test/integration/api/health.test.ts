import { createWriter } from '@swarm/db/write'
import { contracts } from '@swarm/jobs/queue/contracts'
import { takeDeadLetters } from '@swarm/jobs/queue/settle-dead-letters'
import type { Wake } from '@swarm/jobs/queue/wake'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestApi, type TestApi } from '../../harness/api.ts'

let api: TestApi
let key: string
beforeAll(async () => {
  api = await startTestApi()
  key = await api.keyFor('read')
})
afterAll(() => api.stop())

const nowOf = async (): Promise<number> => {
  const { data } = await api.ask<{ health: { now: string } }>(key, '{ health { now } }')
  return Date.parse(data?.health.now ?? '')
}

test('health says what business time is, also after the clock of a sandbox was moved', async () => {
  expect(Math.abs((await nowOf()) - Date.now())).toBeLessThan(60_000)
  await api.writer.pool.query(`select move_clock(business_now() + interval '3 days')`)
  expect(Math.abs((await nowOf()) - Date.now() - 3 * 86_400_000)).toBeLessThan(60_000)
})

type Module = {
  name: string
  light: string
  isReady: boolean
  blockedBy: string[]
  since: string | null
  checks: { code: string; light: string; value: number | null; detail: string | null; todo: string; href: string }[]
}
const board = async (): Promise<(name: string) => Module | undefined> => {
  const answer = await api.ask<{ health: { modules: Module[] } }>(key, '{ health { modules } }')
  expect(answer.errors).toBeUndefined()
  return (name) => answer.data?.health.modules.find((module) => module.name === name)
}

test('the board measures every check of its table, and a module says what blocks it and since when', async () => {
  const before = await board()
  expect(
    before('dispatch')
      ?.checks.map(({ code }) => code)
      .toSorted(),
  ).toContain('EMERGENCY_STOP')
  expect(before('replies')?.light).toBe('GREEN')
  await api.writer.pool.query(`select from set_emergency_stop('ALL', 'a drill of the board', true, 'Dana')`)
  await api.writer.pool.query(
    `insert into alert (cause, severity, message, first_at, last_at) values ('board-test', 'CRITICAL', 'Look.', business_now() - interval '2 hours', business_now())`,
  )
  const stopped = await board()
  expect(stopped('dispatch')).toMatchObject({ light: 'RED', isReady: false })
  expect(stopped('dispatch')?.blockedBy).toContain('EMERGENCY_STOP')
  expect(stopped('dispatch')?.checks[0]).toMatchObject({
    code: 'EMERGENCY_STOP',
    light: 'RED',
    detail: 'a drill of the board',
    href: '/alerts',
  })
  expect(stopped('dispatch')?.since).not.toBeNull()
  expect(stopped('alerts')?.checks[0]).toMatchObject({ code: 'ALERT_CRITICAL', light: 'RED' })
  await api.writer.pool.query(`select from lift_emergency_stop('ALL', 'the drill is over', 'Dana')`)
  await api.writer.pool.query(`update alert set resolved_by = 'Dana', resolved_at = business_now() where cause = 'board-test'`)
  expect((await board())('dispatch')?.blockedBy).not.toContain('EMERGENCY_STOP')
})

test('a failing row is seen where it belongs: a delivery that waits, one that failed, a breaker, a run', async () => {
  await api.writer.pool.query(`
    insert into delivery (id, provider, event_type, headers, body, is_authenticated, received_at, is_duplicate, error)
    select uuid_v7(business_now() - age), 'instantly', 'reply_received', '{}', '\\x00', true, business_now() - age, false, error
    from (values (interval '40 seconds', null), (interval '1 hour', 'It names nobody.')) d(age, error)`)
  await api.writer.pool.query(
    `insert into provider_breaker (provider, state, failures_in_a_row, recent, opened_at) values
      ('apollo', 'OPEN', 5, '{f,f,f,f,f}', now() + interval '1 hour'), ('ghl', 'OPEN', 5, '{f,f,f,f,f}', now() + interval '1 hour'), ('instantly', 'OPEN', 5, '{f,f,f,f,f}', now() - interval '2 hours')`,
  )
  await api.writer.pool.query(
    `insert into alert (id, cause, severity, message, first_at, last_at) values (uuid_v7(business_now()), 'breaker:apollo', 'CRITICAL', 'Calls are held.', business_now() - interval '2 hours', business_now())`,
  )
  await api.writer.pool.query(`insert into provider_hook (provider, is_hearing, checked_at) values ('ghl', false, now())
    on conflict (provider) do update set is_hearing = false`)
  await api.writer.pool.query(`insert into provider_access (provider, has_key, seen_at) values ('apollo', true, now()), ('instantly', true, now()), ('ghl', false, now())
    on conflict (provider) do update set has_key = excluded.has_key`)
  await api.writer.pool.query(`
    insert into pipeline_run (key, mode, source, status, failure, started_by, started_at, finished_at)
    select 'run_2026112' || n || '_000000_abcdef', 'sandbox', 'apollo', case when n = 1 then 'SUCCEEDED' else 'FAILED' end::run_status, 'Apollo refused our key.', 'Dana',
      business_now() - (5 - n) * interval '1 hour', business_now() - (5 - n) * interval '1 hour' from generate_series(1, 3) n`)
  const seen = await board()
  expect(seen('signals')).toMatchObject({ light: 'YELLOW', isReady: true })
  expect(seen('signals')?.checks.map(({ light }) => light)).toEqual(['YELLOW', 'YELLOW'])
  expect(seen('enrich')).toMatchObject({ light: 'RED' })
  expect(seen('enrich')?.checks[0]).toMatchObject({ code: 'ENRICHMENT_BREAKER', detail: 'apollo' })
  // A platform that has no key any more blocks nothing, and an open breaker lets a call through after a minute.
  expect(seen('nurture')?.blockedBy).toEqual([])
  expect(seen('email')?.blockedBy).not.toContain('EMAIL_BREAKER')
  // Two of the last three failed; the one before them did not.
  expect(seen('runs')?.checks[0]).toMatchObject({ code: 'RUN_FAILED', light: 'YELLOW', value: 2 })
})

test('the processes that run and what each agent did last are told', async () => {
  await api.writer.pool.query(
    `insert into process (kind, version, host, pid, seen_at) values ('jobs', 'test', 'here', 4711, now()), ('jobs', 'old', 'there', 4712, now() - interval '2 minutes')`,
  )
  await api.writer.pool.query(`select write_audit('HUNTER', 'lead.created', 'lead', 'many', '{}')`)
  const { data } = await api.ask<{
    health: {
      processes: { pid: number; live: boolean; startedAt: string }[]
      agentWork: { agent: string; actions: string[]; lastAction: string | null; dayCount: number }[]
    }
  }>(key, '{ health { processes { kind version host pid startedAt seenAt live } agentWork { agent actions lastAction lastAt dayCount } } }')
  expect(data?.health.processes.filter(({ pid }) => pid > 4710 && pid < 4713).map(({ pid, live }) => [pid, live])).toEqual(
    expect.arrayContaining([
      [4711, true],
      [4712, false],
    ]),
  )
  expect(data?.health.agentWork.find(({ agent }) => agent === 'HUNTER')).toMatchObject({ lastAction: 'lead.created', dayCount: 1 })
  expect(data?.health.agentWork.find(({ agent }) => agent === 'OPERATOR')?.actions).toContain('send.reserved')
})

test('instants within JSON are written as everywhere, so that every browser and program reads them', async () => {
  await api.writer.pool.query(
    `insert into provider_hook (provider, is_hearing, checked_at) values ('ghl', true, '2026-11-22 06:15:09.14+00')
     on conflict (provider) do update set checked_at = excluded.checked_at`,
  )
  await api.writer.pool.query(
    `insert into provider_breaker (provider, state, opened_at, recent) values ('apollo', 'OPEN', '2026-11-22 06:15:09+00', '{}')
     on conflict (provider) do update set opened_at = excluded.opened_at`,
  )
  const { data } = await api.ask<{ health: { webhooks: unknown[]; providers: unknown[] } }>(key, '{ health { webhooks providers } }')
  expect(data?.health.webhooks).toContainEqual(expect.objectContaining({ provider: 'ghl', checkedAt: '2026-11-22T06:15:09.14+00:00' }))
  expect(data?.health.providers).toContainEqual(expect.objectContaining({ provider: 'apollo', openedAt: '2026-11-22T06:15:09+00:00' }))
})

test('jobs that failed for good are run again or forgotten by whoever may operate, once, and audited', async () => {
  const jobs = createWriter({ url: api.database.urls.jobs, name: 'test', maxConnections: 2, onConnectionError: () => {} })
  try {
    const runId = '0190a0a0-0000-7000-8000-000000000001'
    const bury = (queue: string, data: object, key: string) =>
      jobs.pool.query(
        `insert into pgboss.job (name, data, singleton_key, source_name, source_output) values ('dead-letters', $1, $2, $3, '{"message": "Apollo is away."}')`,
        [data, key, queue],
      )
    await bury('advance-run', { runId }, runId)
    await bury('advance-run', { runId }, runId)
    await bury('sweep-runs', {}, 'start')
    const dead = async () =>
      (
        await api.ask<{ health: { deadLetters: { queue: string; count: number }[] } }>(
          key,
          '{ health { deadLetters { queue count lastError } } }',
        )
      ).data?.health.deadLetters
    expect(await dead()).toEqual([
      { queue: 'advance-run', count: 2, lastError: 'Apollo is away.' },
      { queue: 'sweep-runs', count: 1, lastError: 'Apollo is away.' },
    ])
    const retry = `mutation ($queue: String!) { retryDeadLetters(input: { queue: $queue }) { __typename ... on RetryDeadLettersSuccess { jobs } ... on UserError { code message } } }`
    const forbidden = await api.ask(key, retry, { queue: 'advance-run' })
    expect(forbidden.data).toMatchObject({ retryDeadLetters: { __typename: 'ForbiddenError' } })
    const operator = await api.keyFor('operate')
    const asked = await api.ask(operator, retry, { queue: 'advance-run' })
    expect(asked.data).toEqual({ retryDeadLetters: { __typename: 'RetryDeadLettersSuccess', jobs: 2 } })
    expect((await api.ask(operator, retry, { queue: 'no-such-queue' })).data).toMatchObject({ retryDeadLetters: { code: 'NOT_FOUND' } })

    // What the runner does with it.
    const { rows } = await jobs.pool.query<{ data: unknown }>(`select data from pgboss.job where name = 'settle-dead-letters'`)
    const payload = contracts.settleDeadLetters.payload.parse(rows[0]?.data)
    const woken: unknown[] = []
    const wake: Wake = async (...asks) => void woken.push(asks)
    await takeDeadLetters(jobs, wake, payload)
    await takeDeadLetters(jobs, wake, payload)
    expect(woken).toEqual([['advanceRun', { runId }, runId]])
    await takeDeadLetters(jobs, wake, {
      ...payload,
      queue: 'sweep-runs',
      isRetry: false,
      until: new Date(Date.now() + 1_000).toISOString(),
    })
    expect(woken).toHaveLength(1)
    expect(await dead()).toEqual([])
    const audit = await api.writer.pool.query(`select action, subject_id from audit_entry where subject_type = 'queue'`)
    expect(audit.rows).toEqual([{ action: 'jobs.retried', subject_id: 'advance-run' }])
  } finally {
    await jobs.end()
  }
})
