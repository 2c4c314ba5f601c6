import { createWriter, type Writer } from '@swarm/db/write'
import { createLog } from '@swarm/jobs/log'
import type { TheirMessage } from '@swarm/jobs/statements/compare-statement'
import { drawStatements } from '@swarm/jobs/statements/draw-statements'
import type { StatementSource } from '@swarm/jobs/statements/statement-source'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestApi, type TestApi } from '../../harness/api.ts'
import { approvedSend, makeAccounts, makeBatch, moveClock, proveByHand } from '../../harness/make-dispatch.ts'

const log = createLog('test', 'silent')
let api: TestApi
let writer: Writer
let sent: { id: string; address: string; message: string }[]
beforeAll(async () => {
  api = await startTestApi()
  writer = createWriter({ url: api.database.urls.superuser, name: 'test', maxConnections: 3, onConnectionError: () => {} })
  // Their day: Tuesday the 24th of November in the organisation's zone.
  await moveClock(writer, '2026-11-24T16:00:00.000Z')
  await makeAccounts(writer, 1)
  const { batchId } = await makeBatch(writer, [await approvedSend(writer), await approvedSend(writer)])
  await proveByHand(writer, batchId)
  await writer.pool.query(
    `update send set provider_message_id = 'm-' || id, accepted_at = proven_at, provider_campaign_id = 'c1' where status = 'PROVEN'`,
  )
  sent = (await writer.pool.query(`select id, address, provider_message_id as message from send where status = 'PROVEN' order by id`)).rows
})
afterAll(async () => {
  await writer.end()
  await api.stop()
})

const messages = (): TheirMessage[] =>
  sent.map(({ address, message }) => ({
    messageId: message,
    campaignId: 'c1',
    address,
    account: 'ana@sender-0.example',
    at: '2026-11-24T16:01:00Z',
  }))
const asked: [Date, Date][] = []
const source = (said: () => TheirMessage[]): StatementSource => ({
  platform: 'INSTANTLY',
  async sentBetween(from, to) {
    asked.push([from, to])
    return from.toISOString().startsWith('2026-11-24') ? said() : []
  },
})
const draw = (said: () => TheirMessage[]) => drawStatements(writer, log, [source(said)])
const statements = async () =>
  (
    await api.ask<{
      statements: {
        day: string
        platform: string
        ours: number
        theirs: number | null
        equal: boolean
        differences: { kind: string; sendId: string | null; ours: string; theirs: string }[]
      }[]
    }>(await api.keyFor('read'), '{ statements { day platform ours theirs equal differences { kind sendId address ours theirs } } }')
  ).data?.statements ?? []
const stopped = async () => (await writer.pool.query('select reason from emergency_stop where lifted_at is null')).rows
const later = (hours: number) => writer.pool.query(`update installation set moved = moved + make_interval(hours => $1)`, [hours])

test('no day is drawn before it is over', async () => {
  await draw(messages)
  expect((await statements()).filter(({ day }) => day === '2026-11-24')).toEqual([])
})

test('a day on which both sides say the same is equal, and stays as it was drawn', async () => {
  await later(24)
  await draw(messages)
  expect(await statements()).toContainEqual({
    day: '2026-11-24',
    platform: 'INSTANTLY',
    ours: sent.length,
    theirs: sent.length,
    equal: true,
    differences: [],
  })
  const calls = asked.length
  await draw(messages)
  expect(asked.length).toBe(calls)
  expect(await stopped()).toEqual([])
})

test('what the platform does not show alerts, and is asked for again until it does', async () => {
  await writer.pool.query('delete from daily_statement')
  await draw(() => messages().slice(1))
  const day = (await statements()).find((one) => one.day === '2026-11-24')
  expect(day).toMatchObject({
    ours: sent.length,
    theirs: sent.length - 1,
    equal: false,
    differences: [{ kind: 'OURS_ALONE', ours: 'Ours is proven.', theirs: 'It shows no such message.' }],
  })
  expect((await writer.pool.query(`select severity from alert where cause = 'statement:INSTANTLY:2026-11-24'`)).rows).toEqual([
    { severity: 'WARNING' },
  ])
  expect(await stopped()).toEqual([])
  await later(1)
  await draw(messages)
  expect((await statements()).find((one) => one.day === '2026-11-24')?.equal).toBe(true)
})

test('what went out twice, or although it was held back, stops everything', async () => {
  await writer.pool.query('delete from daily_statement')
  await draw(() => [
    ...messages(),
    ...messages()
      .slice(0, 1)
      .map((message) => ({ ...message, messageId: 'again' })),
  ])
  expect((await statements()).find((one) => one.day === '2026-11-24')?.differences.map(({ kind }) => kind)).toEqual(['TWICE'])
  expect(await stopped()).toEqual([{ reason: expect.stringContaining('message again') }])
})
