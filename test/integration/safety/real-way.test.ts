import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createReader, type Reader } from '@swarm/db/read'
import { createWriter, type Writer } from '@swarm/db/write'
import { createLog } from '@swarm/jobs/log'
import { verifyDatabase } from '@swarm/jobs/proof/verify-database'
import { checkInvariants } from '@swarm/jobs/safety/check-invariants'
import { drawStatements } from '@swarm/jobs/statements/draw-statements'
import { instantlyStatement } from '@swarm/jobs/statements/statement-source'
import { suppress } from '@swarm/jobs/suppression/suppress'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { proveSends } from '../../../jobs/src/dispatch/execute/prove-sends.ts'
import { cloneDatabase, type TestDatabase } from '../../harness/database.ts'
import { handsFor, prepareExecution, type Sandboxed, sendNow, startSandboxProcess, sweepUntilEnded } from '../../harness/execution.ts'
import { makeBatch, operator } from '../../harness/make-dispatch.ts'

const folder = mkdtempSync(join(tmpdir(), 'swarm-real-way-'))
const log = createLog('test', 'silent')
let database: TestDatabase
let writer: Writer
let superuser: Writer
let reader: Reader
let sandbox: Sandboxed
let hands: ReturnType<typeof handsFor>
beforeAll(async () => {
  database = await cloneDatabase()
  writer = createWriter({ url: database.urls.jobs, name: 'test', maxConnections: 4, onConnectionError: () => {} })
  superuser = createWriter({ url: database.urls.superuser, name: 'test', maxConnections: 2, onConnectionError: () => {} })
  reader = createReader({ url: database.urls.read, name: 'test', maxConnections: 2, deadlineMs: 10_000, onConnectionError: () => {} })
  await prepareExecution(superuser)
  sandbox = await startSandboxProcess(join(folder, 'sandbox'))
  hands = handsFor(writer, sandbox)
})
afterAll(async () => {
  await hands.stop()
  await sandbox.stop()
  await reader.end()
  await writer.end()
  await superuser.end()
  await database.drop()
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
})

test('what really went out, was held back, given back and lost on the way breaks no invariant, and both sides say the same of it', async () => {
  // One more goes nowhere: it is suppressed after the freeze. Two answers are lost, one before and one after the platform acted.
  const batches = []
  for (let index = 0; index < 6; index++) batches.push(await makeBatch(writer, [await sendNow(writer)]))
  const { rows } = await writer.pool.query<{ address: string }>('select address from send where id = $1', [batches[0]?.sendIds[0]])
  await suppress(writer, operator, { email: rows[0]?.address ?? '', domain: null, linkedinUrl: null, reason: 'They asked.' })
  await sandbox.control('PUT', 'faults', [
    { provider: 'instantly', method: 'POST', path: '/activate$', status: 429, headers: { 'retry-after': '1' }, times: 1 },
    { provider: 'instantly', method: 'POST', path: '/activate$', dropAfterActing: true, times: 1 },
  ])
  const sends = await sweepUntilEnded(
    hands,
    batches.map(({ batchId }) => batchId),
  )
  const states = Map.groupBy(sends, ({ status, code }) => (status === 'SKIPPED' ? `${status} ${code}` : status))
  expect(states.get('SKIPPED SUPPRESSED')?.length).toBe(1)

  // The windows are over, everywhere.
  await sandbox.control('PUT', 'clock', { advanceMs: 16 * 3_600_000 })
  await superuser.pool.query(`update installation set moved = moved + interval '16 hours'`)
  for (let look = 0; look < 3; look++) {
    await superuser.pool.query('update send set next_check_at = business_now() where next_check_at is not null')
    await proveSends(hands)
  }
  expect(
    (
      await writer.pool.query(
        `select s.status, count(*)::int as count from send s join batch b on b.id = s.batch_id where not b.is_test group by 1 order by 1`,
      )
    ).rows,
  ).toEqual([
    { status: 'PROVEN', count: 5 },
    { status: 'SKIPPED', count: 1 },
  ])

  await writer.pool.query('select seal_audit(10000)')
  expect((await writer.pool.query(`select * from broken_invariants('-infinity')`)).rows).toEqual([])
  expect(await checkInvariants(writer, log, 'ever')).toBe(0)
  expect(await verifyDatabase(reader, { keptHead: null })).toMatchObject({ isWhole: true, sendFaults: [] })

  await superuser.pool.query(`update installation set moved = moved + interval '1 day'`)
  await drawStatements(writer, log, [instantlyStatement(hands.instantly)])
  const statements = await writer.pool.query(
    `select day::text, ours, theirs, differences from daily_statement where ours > 6 or theirs > 0`,
  )
  // The harness proves one test send of each account by hand: the platform never saw them.
  expect(statements.rows).toEqual([{ day: '2026-11-24', ours: 11, theirs: 5, differences: expect.any(Array) }])
  const theirs = await writer.pool.query(
    `select d ->> 'kind' as kind, d ->> 'address' as address from daily_statement, jsonb_array_elements(differences) d where theirs > 0`,
  )
  expect(theirs.rows.filter(({ address }) => !String(address).endsWith('@inside.example'))).toEqual([])
})
