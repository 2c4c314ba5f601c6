import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Disk, leastFreeBytes } from '@swarm/api/health/disk'
import { readiness } from '@swarm/api/health/readiness'
import type { WebhookSecrets } from '@swarm/api/webhooks/hook-providers'
import { schemaFingerprint } from '@swarm/db/migrate'
import { createWriter, type Writer } from '@swarm/db/write'
import { dispatch } from '@swarm/jobs/dispatch/dispatch'
import { endVersionWarning } from '@swarm/jobs/dispatch/end-version-warning'
import { loadHolidays } from '@swarm/jobs/dispatch/load-holidays'
import { loadAddressLists } from '@swarm/jobs/identity/load-address-lists'
import { createLog } from '@swarm/jobs/log'
import { publicAddressProblem } from '@swarm/jobs/public-address'
import { checkInvariants } from '@swarm/jobs/safety/check-invariants'
import { watchStopConditions } from '@swarm/jobs/safety/watch-stop-conditions'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { sweepOnce } from '../../jobs/src/dispatch/execute/sweep-once.ts'
import { hookSecret, startTestApi, type TestApi } from '../harness/api.ts'
import { handsFor, prepareExecution, type Sandboxed, sendNow, sendRows, startSandboxProcess } from '../harness/execution.ts'
import { makeBatch, operator } from '../harness/make-dispatch.ts'

const log = createLog('test', 'silent')
const folder = mkdtempSync(join(tmpdir(), 'swarm-i20-'))
const used = (secret: string | null) => ({ secret, isUsed: true })
const secrets: WebhookSecrets = { isStrict: true, instantly: hookSecret }
const disk: Disk = { folder: join(folder, 'not-made-yet'), leastFreeBytes }
const served = { webhookSecrets: secrets, mode: 'sandbox', publicUrl: null, disk } as const
let api: TestApi
let root: Writer
let sandbox: Sandboxed
beforeAll(async () => {
  api = await startTestApi({ webhookSecrets: secrets, disk })
  root = createWriter({ url: api.database.urls.superuser, name: 'test', maxConnections: 4, onConnectionError: () => {} })
  await prepareExecution(root)
  sandbox = await startSandboxProcess(join(folder, 'state'))
})
afterAll(async () => {
  await sandbox.stop()
  await root.end()
  await api.stop()
  rmSync(folder, { recursive: true, force: true })
})

/** What these tests do without: the runner, and the seal that it sets on audit rows within ten seconds. */
const absent = ['JOBS', 'AUDIT_SEALER']
/** What is missing besides. */
const failing = async (given: Partial<Parameters<typeof readiness>[1]> = {}) =>
  (await readiness(api.writer, { ...served, ...given })).filter(({ code }) => !absent.includes(code))
const ready = async () => {
  const answer = await fetch(`${api.url}/health/ready`)
  const body: { failing: string[] } = await answer.json()
  return { status: answer.status, failing: body.failing }
}

test('what is right is not called wrong', async () => {
  expect(await failing()).toEqual([])
})

test.each<[string, WebhookSecrets, string]>([
  ['no secret', { isStrict: true, instantly: null }, 'INSTANTLY_WEBHOOK_SECRET'],
  ['a secret that can be guessed', { isStrict: true, instantly: 'short' }, 'INSTANTLY_WEBHOOK_SECRET'],
  ['HeyReach without one', { ...secrets, heyreach: used(null) }, 'HEYREACH_WEBHOOK_SECRET'],
  ['Resend with a weak one', { ...secrets, resend: used('short') }, 'RESEND_WEBHOOK_SECRET'],
])('in strict mode %s is named, and its webhooks are answered 503', async (_, given, variable) => {
  expect(await failing({ webhookSecrets: given })).toEqual([
    { code: 'WEBHOOK_SECRETS', message: expect.stringMatching(new RegExp(`^${variable} .* 503`)) },
  ])
})

test.each([
  ['http://swarm.example.org', /not https/],
  ['https://localhost', /nobody outside/],
  ['https://swarm', /nobody outside/],
  ['https://10.1.2.3', /nobody outside/],
  ['https://[fd00::1]', /nobody outside/],
  ['https://office.internal', /nobody outside/],
  [null, /is not set/],
])('in production the address %s is none that recipients reach', async (publicUrl, words) => {
  expect(await failing({ mode: 'production', publicUrl })).toEqual([{ code: 'PUBLIC_ADDRESS', message: expect.stringMatching(words) }])
  expect(publicAddressProblem('sandbox', publicUrl)).toBeNull()
  expect(publicAddressProblem('production', 'https://swarm.chiefai.ai')).toBeNull()
})

test('a process with such an address hands nothing over, and still takes back what is out there', async () => {
  const hands = handsFor(root, sandbox)
  const { batchId } = await makeBatch(root, [await sendNow(root)])
  for (let sweep = 0; sweep < 3; sweep++) await sweepOnce({ ...hands, isHoldingBack: true })
  expect(await sendRows(root, [batchId])).toMatchObject([{ status: 'PLANNED', batchStatus: 'APPROVED' }])
  expect(await sandbox.requests('/activate$')).toEqual([])
  await hands.stop()
})

test('a process whose version is not that of the database hands nothing over, as little as one that does not say which it has', async () => {
  const hands = handsFor(root, sandbox)
  const { batchId, sendIds } = await makeBatch(root, [await sendNow(root)])
  await root.pool.query(`update installation set schema_fingerprint = 'of another version'`)
  await sweepOnce(hands)
  const warnings = async () => (await root.pool.query(`select resolved_at is null as open from alert where cause = 'version:runner'`)).rows
  expect(await warnings()).toEqual([])
  await root.pool.query('update installation set schema_fingerprint = $1', [schemaFingerprint()])
  // As the version before this one calls it.
  await root.pool.query('select reserved from reserve($1, gen_random_uuid(), 60000)', [sendIds])
  expect(await sendRows(root, [batchId])).toMatchObject([{ status: 'PLANNED', code: 'NOT_READY', batchStatus: 'EXECUTING' }])
  expect(await sandbox.requests('/activate$')).toEqual([])
  // Held for the second time: somebody is told, until none has tried for a while.
  await endVersionWarning(root)
  expect(await warnings()).toEqual([{ open: true }])
  await root.pool.query(`update alert set last_at = last_at - interval '11 minutes' where cause = 'version:runner'`)
  await endVersionWarning(root)
  expect(await warnings()).toEqual([{ open: false }])
  await root.pool.query('update send set not_before = null where id = any($1)', [sendIds])
  await sweepOnce(hands)
  expect(await sandbox.requests('/activate$')).toHaveLength(1)
  await hands.stop()
})

test('audit rows that nobody seals are named', async () => {
  expect((await root.pool.query(`update audit_unsealed set at = at - interval '1 minute'`)).rowCount).toBeGreaterThan(0)
  const named = await readiness(api.writer, served)
  expect(named.map(({ code }) => code)).toContain('AUDIT_SEALER')
})

test('a database of another version is named', async () => {
  await root.pool.query(`update installation set schema_fingerprint = 'of another version'`)
  expect(await failing()).toMatchObject([{ code: 'MIGRATIONS' }])
  expect((await ready()).status).toBe(503)
  await root.pool.query('update installation set schema_fingerprint = $1', [schemaFingerprint()])
  expect(await failing()).toEqual([])
})

test('a disk without room is named', async () => {
  disk.leastFreeBytes = Number.MAX_SAFE_INTEGER
  expect(await failing()).toEqual([{ code: 'DISK', message: expect.stringMatching(/ has \d+ MB left/) }])
  const answer = await ready()
  disk.leastFreeBytes = leastFreeBytes
  expect(answer).toMatchObject({ status: 503, failing: expect.arrayContaining(['DISK']) })
  expect((await ready()).failing).not.toContain('DISK')
})

test('a database that does not answer is named, and nothing else is guessed', async () => {
  const nowhere = createWriter({ url: 'postgres://x@127.0.0.1:1/x', name: 'test', maxConnections: 1, onConnectionError: () => {} })
  expect(await readiness(nowhere, served)).toEqual([{ code: 'DATABASE', message: 'The database does not answer.' }])
  await nowhere.end()
})

test('a broken invariant is named, stops dispatch by itself, and is named until a look finds it whole', async () => {
  // A send that counts as accepted, and that nobody approved.
  const { sendIds } = await makeBatch(root, [await sendNow(root)], { isApproved: false })
  await root.pool.query(
    `insert into send_attempt (send_id, key, taken_at, lease_until, settled_at, outcome) values ($1, gen_random_uuid(), now(), now(), now(), 'ACCEPTED')`,
    [sendIds[0]],
  )
  await root.pool.query(`update send set status = 'ACCEPTED', accepted_at = business_now(), reserved_at = business_now() where id = $1`, [
    sendIds[0],
  ])
  expect(await checkInvariants(root, log, 'lately')).toBeGreaterThan(0)
  const watch = watchStopConditions(root, log)
  await expect.poll(async () => (await failing()).map(({ code }) => code)).toEqual(['INVARIANTS'])
  expect((await ready()).failing).toContain('INVARIANTS')
  const data = { lists: loadAddressLists({ sandbox: true }), holidays: loadHolidays() }
  await expect
    .poll(() =>
      dispatch(root, operator, data, { motion: 'OUTBOUND' }).then(
        () => 'went',
        (error: Error) => error.message,
      ),
    )
    .toMatch(/Sending is stopped/)
  await watch.stop()
  await root.pool.query('delete from send_attempt where send_id = $1', [sendIds[0]])
  await root.pool.query(`update send set status = 'SKIPPED', code = 'X', message = 'x', accepted_at = null where id = $1`, [sendIds[0]])
  await checkInvariants(root, log, 'ever')
  expect(await failing()).toEqual([])
})
