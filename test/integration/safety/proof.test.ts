import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { exitCodes } from '@swarm/api/cli/command'
import { runCommand } from '@swarm/api/cli/run-command'
import { createReader, type Reader } from '@swarm/db/read'
import { createWriter, type Writer } from '@swarm/db/write'
import { linkHash } from '@swarm/jobs/proof/link-hash'
import { verifyDatabase } from '@swarm/jobs/proof/verify-database'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { cloneDatabase, type TestDatabase } from '../../harness/database.ts'
import { approvedSend, changeSettings, makeAccounts, makeBatch, moveClock, reserve, tuesdayMorning } from '../../harness/make-dispatch.ts'

const folder = mkdtempSync(join(tmpdir(), 'swarm-proof-'))
let database: TestDatabase
let writer: Writer
let superuser: Writer
let reader: Reader
let sendIds: string[]
/** Approved, and never requested. */
let waitingId: string
beforeAll(async () => {
  database = await cloneDatabase()
  writer = createWriter({ url: database.urls.jobs, name: 'test', maxConnections: 3, onConnectionError: () => {} })
  superuser = createWriter({ url: database.urls.superuser, name: 'test', maxConnections: 2, onConnectionError: () => {} })
  reader = createReader({ url: database.urls.read, name: 'test', maxConnections: 2, deadlineMs: 10_000, onConnectionError: () => {} })
  await moveClock(writer, tuesdayMorning)
  await makeAccounts(writer, 1)
  await changeSettings(writer, 'dispatch', ['ramp', 'emailPerDay'], 1_000)
  const key = '00000000-0000-4000-8000-000000000001'
  const batch = await makeBatch(writer, [await approvedSend(writer), await approvedSend(writer), await approvedSend(writer)])
  sendIds = batch.sendIds
  expect((await reserve(writer.pool, sendIds, key)).every(({ reserved }) => reserved)).toBe(true)
  await writer.pool.query('select settle($1, $2)', [key, JSON.stringify(sendIds.map((sendId) => ({ sendId, outcome: 'ACCEPTED' })))])
  await writer.pool.query('select prove_sends($1)', [JSON.stringify([{ sendId: sendIds[0], messageId: 'm1', at: tuesdayMorning }])])
  waitingId = (await makeBatch(writer, [await approvedSend(writer)])).sendIds[0] ?? ''
  await writer.pool.query('select seal_audit(1000)')
})
afterAll(async () => {
  await reader.end()
  await writer.end()
  await superuser.end()
  await database.drop()
  rmSync(folder, { recursive: true, force: true })
})

const head = async () =>
  (
    await superuser.pool.query<{ number: number; hash: string }>(
      `select number::int, encode(hash, 'hex') as hash from audit_seal order by number desc limit 1`,
    )
  ).rows[0] ?? null
const verify = (keptHead: { number: number; hash: string } | null = null) => verifyDatabase(reader, { keptHead })

/** What the command line says, and how it ends. */
async function swarm(...words: string[]): Promise<{ code: number; out: string; told: string }> {
  const out: string[] = []
  const told: string[] = []
  const code = await runCommand(words, {
    folder,
    root: fileURLToPath(new URL('../../..', import.meta.url)),
    environment: { DATABASE_URL: database.urls.read, DATA_DIR: folder },
    print: (line) => out.push(line),
    tell: (line) => told.push(line),
    ask: async () => null,
  })
  return { code, out: out.join('\n'), told: told.join('\n') }
}

test('an untouched chain is whole, every send in it approved, in the database and in the exported file alone', async () => {
  expect(await verify(await head())).toMatchObject({ isWhole: true, fault: null, faultySends: 0, sends: 5 })
  for (const name of ['proof.jsonl', 'proof.jsonl.gz']) {
    expect((await swarm('audit', 'export', '--file', name)).code).toBe(exitCodes.good)
    const { code, out } = await swarm('audit', 'verify', '--file', name, '--json')
    expect(code).toBe(exitCodes.good)
    expect(JSON.parse(out)).toMatchObject({ isWhole: true, sends: 5, head: await head() })
  }
  expect((await swarm('audit', 'verify')).out).toContain('whole')
})

test('an exported file holds no more of people than what proves their sends', () => {
  const text = readFileSync(join(folder, 'proof.jsonl'), 'utf8')
  expect(text).not.toMatch(/@/)
})

/** Breaks the chain in the database and puts it back; `$1` is a send. */
const tampers = [
  {
    name: 'update',
    breaks: [
      `update audit_entry set actor = 'Mallory' where action = 'batch.approved' and subject_id = (select batch_id::text from send where id = $1)`,
    ],
    mends: [`update audit_entry set actor = 'Olga' where actor = 'Mallory' and $1::uuid is not null`],
    fault: 'its entry was changed',
  },
  {
    name: 'delete',
    breaks: ['create table kept_seal as select * from audit_seal where number = 2', 'delete from audit_seal where number = 2'],
    mends: ['insert into audit_seal select * from kept_seal', 'drop table kept_seal'],
    fault: 'a link before this one is missing',
    number: 3,
  },
  {
    name: 'reorder',
    breaks: [
      'create table kept_seal as select * from audit_seal where number in (2, 3)',
      'delete from audit_seal where number in (2, 3)',
      'insert into audit_seal select 5 - number, audit_id, previous_hash, hash, sealed_at from kept_seal',
    ],
    mends: ['delete from audit_seal where number in (2, 3)', 'insert into audit_seal select * from kept_seal', 'drop table kept_seal'],
    fault: 'it does not follow the link before it',
    number: 2,
  },
  {
    name: 'insert past the chain',
    breaks: [
      `insert into audit_entry (id, at, actor, action, subject_type, subject_id, digest) values ('00000000-0000-7000-8000-000000000009', now(), 'Mallory', 'x.done', 'x', 'x', sha256(''))`,
    ],
    mends: [`delete from audit_entry where id = '00000000-0000-7000-8000-000000000009'`],
    fault: 'entry 00000000-0000-7000-8000-000000000009 is not in the chain',
    number: null,
  },
  {
    name: 'a detail that was changed',
    breaks: [
      `update audit_detail set detail = detail || '{"reason": "x2"}' from audit_entry e where e.id = audit_id and e.action = 'send.reserved' and e.subject_id = $1::text`,
    ],
    mends: [
      `update audit_detail set detail = detail - 'reason' from audit_entry e where e.id = audit_id and e.action = 'send.reserved' and e.subject_id = $1::text`,
    ],
    fault: 'its detail was changed',
  },
]

test.each(tampers)('$name is found and its first bad link named', async ({ breaks, mends, fault, number }) => {
  const run = async (texts: string[]) => {
    for (const text of texts) await superuser.pool.query(text, text.includes('$1') ? [sendIds[0]] : [])
  }
  await run(breaks)
  const verdict = await verify()
  expect(verdict.isWhole).toBe(false)
  expect(verdict.fault?.fault).toBe(fault)
  if (number !== undefined) expect(verdict.fault?.number).toBe(number)
  const { code, out } = await swarm('audit', 'verify')
  expect(code).toBe(exitCodes.bad)
  expect(out).toContain(fault)
  await run(mends)
  expect((await verify()).isWhole).toBe(true)
})

test('a cut tail is found by the head that was kept outside, and so is a chain that was written anew', async () => {
  const kept = await head()
  writeFileSync(join(folder, 'audit-head'), `${kept?.number} ${kept?.hash}\n`)
  await superuser.pool.query('create table kept_seal as select * from audit_seal order by number desc limit 1')
  await superuser.pool.query('delete from audit_seal s using kept_seal k where k.number = s.number')
  await superuser.pool.query('insert into audit_unsealed select audit_id, sealed_at from kept_seal')
  // Without the kept head nobody could tell: the entry waits for its seal like any other.
  expect((await verify()).isWhole).toBe(true)
  const { code, out } = await swarm('audit', 'verify')
  expect(code).toBe(exitCodes.bad)
  expect(out).toContain(`but ${kept?.number} was kept: its tail was cut`)
  await superuser.pool.query('delete from audit_unsealed')
  await superuser.pool.query('insert into audit_seal select * from kept_seal')
  await superuser.pool.query('drop table kept_seal')
  expect((await verify({ number: kept?.number ?? 0, hash: 'f'.repeat(64) })).fault?.fault).toContain('written anew')
  expect((await swarm('audit', 'verify')).code).toBe(exitCodes.good)
})

const sendTampers = [
  {
    name: 'whose batch nobody approved as it is',
    breaks: `update send set hash = sha256(hash) where id = $1`,
    mends: `update send set hash = sha256(frozen) where id = $1`,
    fault: 'Nobody approved its batch as it is.',
    faulty: 3,
  },
  {
    name: 'that says it went out and was never reserved',
    breaks: `update send set status = 'ACCEPTED' where id = $2 and $1::uuid is not null`,
    mends: `update send set status = 'PLANNED' where id = $2 and $1::uuid is not null`,
    fault: 'A request was made without a reservation on record.',
    faulty: 1,
  },
  {
    name: 'that says it is proven without a proof',
    breaks: `update send set status = 'PROVEN' where id = (select max(id::text)::uuid from send where status = 'ACCEPTED' and $1::uuid is not null)`,
    mends: `update send s set status = 'ACCEPTED' where s.status = 'PROVEN' and not exists (select from audit_entry e where e.action = 'send.proven' and e.subject_id = s.id::text) and $1::uuid is not null`,
    fault: 'It is said to be proven, but no proof is on record.',
    faulty: 1,
  },
]

const given = (text: string) => [sendIds[0], waitingId].slice(0, text.includes('$2') ? 2 : 1)

test.each(sendTampers)('a send $name is named', async ({ breaks, mends, fault, faulty }) => {
  await superuser.pool.query(breaks, given(breaks))
  const verdict = await verify()
  expect(verdict).toMatchObject({ isWhole: false, fault: null, faultySends: faulty })
  expect(verdict.sendFaults[0]?.fault).toBe(fault)
  await superuser.pool.query(mends, given(mends))
  expect((await verify()).isWhole).toBe(true)
})

test('whatever is done to one line of the file, it no longer verifies', async () => {
  const lines = readFileSync(join(folder, 'proof.jsonl'), 'utf8').trimEnd().split('\n')
  const isLink = (line: string) => line.startsWith('{"kind":"link"')
  const linkCount = lines.filter(isLink).length
  const change = fc.record({
    at: fc.integer({ min: 1, max: linkCount - 1 }),
    how: fc.constantFrom('update', 'delete', 'insert', 'reorder', 'cut tail'),
  })
  await fc.assert(
    fc.asyncProperty(change, async ({ at, how }) => {
      const given = [...lines]
      const line = given[at] ?? ''
      if (how === 'update') given[at] = line.replace(/"actor":"[^"]*"/, '"actor":"Mallory"')
      if (how === 'delete') given.splice(at, 1)
      if (how === 'insert') given.splice(at, 0, line)
      if (how === 'reorder') given.splice(at, 2, given[at + 1] ?? '', line)
      if (how === 'cut tail') given.splice(at, linkCount - at + 1)
      writeFileSync(join(folder, 'changed.jsonl'), `${given.join('\n')}\n`)
      const { code, out } = await swarm('audit', 'verify', '--file', 'changed.jsonl', '--json')
      expect(code).toBe(exitCodes.bad)
      expect(JSON.parse(out).fault).not.toBeNull()
    }),
    { numRuns: 60 },
  )
})

test('what is no proof, no file or no option is said as such and not taken for a broken chain', async () => {
  writeFileSync(join(folder, 'not-a-proof.txt'), 'Hello\n')
  expect(await swarm('audit', 'verify', '--file', 'not-a-proof.txt')).toMatchObject({ code: exitCodes.usage, told: 'Line 1 is not JSON.' })
  expect((await swarm('audit', 'verify', '--file', 'nowhere')).code).toBe(exitCodes.usage)
  expect((await swarm('audit', 'verify', '--nonsense')).code).toBe(exitCodes.usage)
  expect((await swarm('audit', 'nonsense')).code).toBe(exitCodes.usage)
  expect(await swarm('audit', 'verify', '--help')).toMatchObject({ code: exitCodes.good, out: expect.stringContaining('--file FILE') })
  expect(await swarm()).toMatchObject({ code: exitCodes.good, out: expect.stringContaining('audit verify') })
})

test('the chain is hashed outside the database as inside', async () => {
  const text = fc.string({ unit: 'grapheme', maxLength: 40 }).filter((given) => !given.includes('\0') && given.isWellFormed())
  await fc.assert(
    fc.asyncProperty(text, text, text, text, async (actor, action, type, subject) => {
      const { rows } = await superuser.pool.query<{ hash: string }>(
        `select encode(sha256(audit_link_text(7, sha256(''), row('00000000-0000-7000-8000-000000000001'::uuid, '2026-11-24T16:00:00.120Z'::timestamptz, $1::text, $2::text, $3::text, $4::text, sha256('x'))::audit_entry)), 'hex') as hash`,
        [actor, action, type, subject],
      )
      const digest = (await superuser.pool.query<{ d: string }>(`select encode(sha256('x'), 'hex') as d`)).rows[0]?.d ?? ''
      const start = (await superuser.pool.query<{ d: string }>(`select encode(sha256(''), 'hex') as d`)).rows[0]?.d ?? ''
      const entry = {
        id: '00000000-0000-7000-8000-000000000001',
        at: '2026-11-24T16:00:00.120Z',
        actor,
        action,
        subjectType: type,
        subjectId: subject,
        digest,
        detail: null,
      }
      expect(linkHash(7, start, entry)).toBe(rows[0]?.hash)
    }),
    { numRuns: 50 },
  )
})
