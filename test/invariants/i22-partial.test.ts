import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createWriter, type Writer } from '@swarm/db/write'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import type { AllHands, Hands } from '../../jobs/src/dispatch/execute/hands.ts'
import { cloneDatabase, type TestDatabase } from '../harness/database.ts'
import {
  accounts,
  handsFor,
  prepareExecution,
  type Sandboxed,
  sendNow,
  sentMails,
  startSandboxProcess,
  sweepUntilEnded,
} from '../harness/execution.ts'
import { makeBatch } from '../harness/make-dispatch.ts'

const folder = mkdtempSync(join(tmpdir(), 'swarm-partial-'))
let database: TestDatabase
let writer: Writer
let sandbox: Sandboxed
let hands: AllHands & Hands & { stop(): Promise<void> }
beforeAll(async () => {
  database = await cloneDatabase()
  writer = createWriter({ url: database.urls.jobs, name: 'jobs', maxConnections: 6, onConnectionError: () => {} })
  await prepareExecution(writer)
  sandbox = await startSandboxProcess(join(folder, 'state'))
  hands = handsFor(writer, sandbox)
})
afterEach(() => sandbox.control('DELETE', 'faults'))
afterAll(async () => {
  await hands.stop()
  await sandbox.stop()
  await writer.end()
  await database.drop()
  rmSync(folder, { recursive: true, force: true })
})

async function batchOf(count: number) {
  const sends = []
  for (let index = 0; index < count; index++) sends.push(await sendNow(writer, { account: accounts[0] ?? '' }))
  return { sends, batchId: (await makeBatch(writer, sends)).batchId }
}

const statuses = (rows: { status: string; code: string | null }[]) =>
  rows.map(({ status, code }) => (code === null ? status : `${status} ${code}`))

test.each<[string, object]>([
  ['takes half of it and counts only that', { partial: true, times: 1 }],
  ['takes half each time', { partial: true }],
  ['takes all and names nobody', { body: '{"leads_uploaded":5,"created_leads":[]}', times: 1 }],
  [
    'takes all and names somebody else',
    { body: '{"leads_uploaded":5,"created_leads":[{"index":0,"id":"x","email":"stranger@x.example"}]}', times: 1 },
  ],
  ['takes all and the answer is lost', { dropAfterActing: true, times: 1 }],
  ['takes all and says 500', { status: 500, act: true, times: 1 }],
  ['answers with what no one can read', { body: '<html>', contentType: 'text/html', times: 1 }],
])('a bulk that %s: what is read back decides, nobody is added twice, nobody is forgotten', async (_, how) => {
  await sandbox.control('PUT', 'faults', [{ provider: 'instantly', path: '^/leads/add$', ...how }])
  const { sends, batchId } = await batchOf(5)
  const rows = await sweepUntilEnded(hands, [batchId])
  expect(statuses(rows)).toEqual(Array.from({ length: 5 }, () => 'ACCEPTED'))
  await sandbox.control('PUT', 'clock', { advanceMs: 60 * 60_000 })
  const mails = await sentMails(sandbox)
  expect(sends.map(({ address }) => mails.filter(({ lead }) => lead === address).length)).toEqual([1, 1, 1, 1, 1])
})

test('who the platform does not take is refused by name, and the others go', async () => {
  const { sends, batchId } = await batchOf(3)
  await hands.instantly.blockList.add([sends[1]?.address ?? ''])
  expect(statuses(await sweepUntilEnded(hands, [batchId]))).toEqual(['ACCEPTED', 'REFUSED NOT_TAKEN', 'ACCEPTED'])
})

test('when the platform takes nobody, nothing is handed over and the draft is removed', async () => {
  const { sends, batchId } = await batchOf(2)
  await hands.instantly.blockList.add(sends.map(({ address }) => address))
  const before = (await sandbox.requests('/activate$')).length
  expect(statuses(await sweepUntilEnded(hands, [batchId]))).toEqual(['REFUSED NOT_TAKEN', 'REFUSED NOT_TAKEN'])
  expect(await sandbox.requests('/activate$')).toHaveLength(before)
})
