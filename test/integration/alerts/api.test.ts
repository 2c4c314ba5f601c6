import { setTimeout as sleep } from 'node:timers/promises'
import { encodeGlobalId } from '@swarm/api/graphql/builder'
import { alertSubject } from '@swarm/jobs/alerts/alert-subject'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { startTestApi, type TestApi } from '../../harness/api.ts'
import { globalId } from '../../harness/make.ts'
import { openSocket } from '../../harness/socket.ts'

let api: TestApi
let dana: string
let reader: string
beforeAll(async () => {
  api = await startTestApi()
  dana = await api.keyFor('operate')
  reader = await api.keyFor('read')
})
beforeEach(async () => {
  await api.writer.pool.query('delete from alert')
})
afterAll(async () => {
  expect(api.faults).toEqual([])
  await api.stop()
})

async function raise(cause: string, severity = 'WARNING'): Promise<string> {
  const { rows } = await api.writer.pool.query<{ id: string }>(`select id from raise_alert($1, $2::alert_severity, 'About it.')`, [
    cause,
    severity,
  ])
  api.writer.poke()
  return globalId('Alert', rows[0]?.id ?? '')
}
const act = (name: 'acknowledgeAlert' | 'resolveAlert', alertId: string, key = dana) =>
  api.ask<Record<string, unknown>>(
    key,
    `mutation ($input: ${name.charAt(0).toUpperCase()}${name.slice(1)}Input!) { ${name}(input: $input) {
       __typename ... on UserError { code message } ... on ConflictError { decidedBy }
       ... on ${name.charAt(0).toUpperCase()}${name.slice(1)}Success { alert { open acknowledgedBy resolvedBy } } } }`,
    { input: { alertId } },
  )
const listed = async (open: boolean | null) =>
  (
    await api.ask<{ alerts: { edges: { node: { cause: string } }[] } }>(
      reader,
      'query ($open: Boolean) { alerts(open: $open) { edges { node { cause } } } }',
      { open },
    )
  ).data?.alerts.edges.map(({ node }) => node.cause)

test('open alerts and resolved ones are listed apart, and what happened last comes first', async () => {
  await raise('a')
  const b = await raise('b')
  await raise('c')
  // Instants are kept to the millisecond: what happens within the same one has no order.
  await sleep(5)
  await raise('a')
  await act('resolveAlert', b)
  expect([await listed(true), await listed(false), await listed(null)]).toEqual([['a', 'c'], ['b'], ['a', 'c', 'b']])
})

test('one person acknowledges; the other hears who was faster', async () => {
  const id = await raise('a')
  const answers = await Promise.all([act('acknowledgeAlert', id), act('acknowledgeAlert', id, await api.keyFor('operate', 'review'))])
  const names = answers.map(({ data }) => data?.acknowledgeAlert)
  expect(names).toContainEqual(expect.objectContaining({ __typename: 'AcknowledgeAlertSuccess' }))
  expect(names).toContainEqual(expect.objectContaining({ __typename: 'ConflictError', decidedBy: expect.stringContaining('operate') }))
  const { rows } = await api.writer.pool.query(`select action from audit_entry where action = 'alert.acknowledged'`)
  expect(rows).toEqual([{ action: 'alert.acknowledged' }])
})

test('resolved twice is a conflict, and what happens again is another alert', async () => {
  const id = await raise('a')
  expect((await act('resolveAlert', id)).data?.resolveAlert).toMatchObject({ alert: { open: false, resolvedBy: 'operate' } })
  expect((await act('resolveAlert', id)).data?.resolveAlert).toMatchObject({ code: 'CONFLICT', decidedBy: 'operate' })
  expect((await act('acknowledgeAlert', id)).data?.acknowledgeAlert).toMatchObject({ code: 'CONFLICT' })
  expect(await raise('a')).not.toBe(id)
})

test('the alert of a stop that stands can be acknowledged, not resolved', async () => {
  await api.writer.pool.query(`select set_emergency_stop('ALL', 'Bounce spike', false, 'Dana')`)
  const { rows } = await api.writer.pool.query<{ id: string; level: number }>(`select id, level from alert`)
  expect(rows[0]?.level).toBe(3)
  const id = globalId('Alert', rows[0]?.id ?? '')
  expect((await act('resolveAlert', id)).data?.resolveAlert).toMatchObject({ code: 'EMERGENCY_STOP' })
  expect((await act('acknowledgeAlert', id)).data?.acknowledgeAlert).toMatchObject({ alert: { acknowledgedBy: 'operate' } })
  await api.writer.pool.query(`select lift_emergency_stop('ALL', 'Looked at', 'Dana')`)
  expect(await listed(true)).toEqual([])
})

test('reading is not acting, and an id of something else is none of an alert', async () => {
  const id = await raise('a')
  expect((await act('acknowledgeAlert', id, reader)).data?.acknowledgeAlert).toMatchObject({ code: 'FORBIDDEN' })
  expect((await act('resolveAlert', globalId('Batch', '0190a0a0-0000-7000-8000-000000000001'))).data?.resolveAlert).toMatchObject({
    code: 'INVALID_INPUT',
  })
  expect((await act('resolveAlert', globalId('Alert', '0190a0a0-0000-7000-8000-000000000001'))).data?.resolveAlert).toMatchObject({
    code: 'NOT_FOUND',
  })
})

test('who watches hears of an alert, of its count and of who is on it', async () => {
  const socket = openSocket(api.url, { key: reader })
  const alerts = socket.listen('subscription { alertRaised { cause count acknowledgedBy } }')
  await socket.listen('{ viewer { name } }').until(1)
  await new Promise((resolve) => setTimeout(resolve, 300))
  const id = await raise('a')
  await alerts.until(1)
  await raise('a')
  await alerts.until(2)
  await act('acknowledgeAlert', id)
  await alerts.until(3)
  expect(alerts.events.map((event) => (event as { data: { alertRaised: unknown } }).data.alertRaised)).toEqual([
    { cause: 'a', count: 1, acknowledgedBy: null },
    { cause: 'a', count: 2, acknowledgedBy: null },
    { cause: 'a', count: 2, acknowledgedBy: 'operate' },
  ])
  await socket.stop()
})

test('who was told is shown without numbers and addresses, and links lead to what the API calls the same', async () => {
  const cause = 'batch:0190a0a0-0000-7000-8000-000000000001'
  await raise(cause)
  await api.writer.pool.query(
    `insert into alert_notice (alert_id, level, channel, recipient, state, code, problem, created_at)
     select id, 2, 'SMS', '+15005550006', 'GIVEN_UP', 'STOPPED', 'This number has answered STOP.', business_now() from alert`,
  )
  await api.writer.pool.query(`insert into alert_channel values ('SLACK', false, 'Slack has no key (SLACK_API_KEY).', business_now())`)
  const { data } = await api.ask(
    reader,
    '{ alerts { edges { node { subject { label path } notices { recipient state code } } } } alertChannels { channel ready problem } }',
  )
  expect(data).toMatchObject({
    alerts: {
      edges: [
        {
          node: {
            subject: { label: 'Batch', path: `/dispatch/${encodeGlobalId('Batch', '0190a0a0-0000-7000-8000-000000000001')}` },
            notices: [{ recipient: '+1…06', state: 'GIVEN_UP', code: 'STOPPED' }],
          },
        },
      ],
    },
    alertChannels: [{ channel: 'SLACK', ready: false, problem: 'Slack has no key (SLACK_API_KEY).' }],
  })
  expect(alertSubject(cause).path).toContain(encodeGlobalId('Batch', '0190a0a0-0000-7000-8000-000000000001'))
})
