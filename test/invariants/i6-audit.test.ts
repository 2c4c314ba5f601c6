import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { createWriter, type Writer } from '@swarm/db/write'
import { findCutTail } from '@swarm/jobs/audit/find-cut-tail'
import { readKeptHead, startHeadKeeper } from '@swarm/jobs/audit/keep-head'
import { startSealer } from '@swarm/jobs/audit/seal-audit'
import { warnOfUnsealed } from '@swarm/jobs/audit/warn-of-unsealed'
import { writeAudit } from '@swarm/jobs/audit/write-audit'
import { createLog } from '@swarm/jobs/log'
import { setEmergencyStop } from '@swarm/jobs/safety/set-emergency-stop'
import { watchStopConditions } from '@swarm/jobs/safety/watch-stop-conditions'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { cloneDatabase, type TestDatabase } from '../harness/database.ts'

const log = createLog('test', 'silent')
let database: TestDatabase
let writer: Writer
let superuser: pg.Client
beforeAll(async () => {
  database = await cloneDatabase()
  writer = createWriter({ url: database.urls.jobs, name: 'test', maxConnections: 4, onConnectionError: () => {} })
  superuser = new pg.Client({ connectionString: database.urls.superuser })
  await superuser.connect()
})
afterAll(async () => {
  await superuser.end()
  await writer.end()
  await database.drop()
})

beforeEach(async () => {
  await superuser.query('truncate audit_entry, audit_detail, audit_unsealed, audit_seal, emergency_stop')
})

const decide = (n: number) =>
  writeAudit(
    writer.sql,
    { kind: 'system', name: 'test' },
    { action: 'test.decided', subjectType: 'test', subjectId: String(n), detail: { address: `person${n}@a.example` } },
  )
async function chainOf(count: number): Promise<void> {
  for (let n = 1; n <= count; n += 1) {
    await decide(n)
    // Entries of one millisecond have no order among themselves.
    await sleep(2)
  }
  await writer.pool.query('select seal_audit(1000)')
}
const verify = async () => (await superuser.query<{ number: string | null; fault: string }>('select * from verify_audit()')).rows

describe.each(['api', 'jobs'] as const)('with the very credentials of %s', (role) => {
  let own: pg.Client
  beforeEach(async () => {
    await chainOf(3)
    own = new pg.Client({ connectionString: database.urls[role] })
    await own.connect()
  })
  afterEach(() => own.end())

  const tables = ['audit_entry', 'audit_detail', 'audit_unsealed', 'audit_seal']
  const attempts = tables.flatMap((table) => [
    `update ${table} set ${table === 'audit_entry' ? `actor = 'x'` : table === 'audit_detail' ? `detail = '{}'` : table === 'audit_seal' ? 'number = 9' : 'at = now()'}`,
    `delete from ${table}`,
    `truncate ${table} cascade`,
    `alter table ${table} disable trigger all`,
    `alter table ${table} add column x int`,
    `drop table ${table} cascade`,
    `create trigger x before insert on ${table} execute function suppress_redundant_updates_trigger()`,
    `create rule x as on insert to ${table} do instead nothing`,
    `merge into ${table} t using (select 1) s on true when matched then delete`,
    `select * from ${table} for update`,
    `comment on table ${table} is 'x'`,
  ])
  const others = [
    `insert into audit_entry (id, at, actor, action, subject_type, subject_id, digest) values (gen_random_uuid(), now(), 'x', 'x', 'x', 'x', '')`,
    `insert into audit_detail select id, '{}' from audit_entry on conflict (audit_id) do update set detail = '{}'`,
    `insert into audit_unsealed select id, at from audit_entry`,
    `insert into audit_seal select 9, id, '', '', now() from audit_entry limit 1`,
    `create or replace function write_audit(actor text, action text, subject_type text, subject_id text, detail jsonb) returns uuid language sql as 'select gen_random_uuid()'`,
    `create function public.x() returns int language sql as 'select 1'`,
    `drop function write_audit(text, text, text, text, jsonb)`,
    `alter function seal_audit(integer) security invoker`,
    'set role swarm_migrate',
    'set session_replication_role = replica',
    'create extension dblink',
    `copy audit_entry from program 'true'`,
  ]
  test('nothing changes a row, a table or a function of the audit trail', async () => {
    for (const statement of [...attempts, ...others]) {
      await expect(own.query(statement), statement).rejects.toMatchObject({ code: expect.stringMatching(/^(42501|42809|0A000)$/) })
    }
    // PostgreSQL only warns that there was nothing to grant.
    for (const table of tables) await own.query(`grant all on ${table} to swarm_${role}`)
    await expect(own.query('delete from audit_entry')).rejects.toMatchObject({ code: '42501' })
    expect((await superuser.query('select from audit_entry')).rowCount).toBe(3)
    expect(await verify()).toEqual([])
  })
})

test('the API may not seal: the chain is the runner’s', async () => {
  const own = new pg.Client({ connectionString: database.urls.api })
  await own.connect()
  await expect(own.query('select seal_audit(1)')).rejects.toMatchObject({ code: '42501' })
  await own.end()
})

test('who reads sees the trail and writes nothing, not even an entry of their own', async () => {
  const own = new pg.Client({ connectionString: database.urls.read })
  await own.connect()
  expect((await own.query('select from audit_entry')).rowCount).toBe(0)
  await expect(own.query(`select write_audit('x', 'x', 'x', 'x', '{}')`)).rejects.toMatchObject({ code: '42501' })
  await own.query('set default_transaction_read_only = off')
  await expect(own.query('delete from audit_entry')).rejects.toMatchObject({ code: '42501' })
  await own.end()
})

test('a decision has exactly one row, in its own transaction: both or none', async () => {
  const actor = { kind: 'user', id: '1', name: 'Ana', scopes: ['review'] } as const
  await setEmergencyStop(writer, actor, { scope: 'ALL', reason: 'Bounce spike', isDrill: false })
  await setEmergencyStop(writer, actor, { scope: 'ALL', reason: 'Bounce spike', isDrill: false })
  const { rows } = await superuser.query('select actor, action from audit_entry')
  expect(rows).toEqual([{ actor: 'Ana', action: 'emergency_stop.set' }])
  await expect(
    writer.transaction(async (tx) => {
      await writeAudit(tx, actor, { action: 'test.decided', subjectType: 'test', subjectId: '1', detail: {} })
      throw new Error('the decision fell through')
    }),
  ).rejects.toThrow()
  expect((await superuser.query('select from audit_entry')).rowCount).toBe(1)
})

test('an agent’s action that is not on its list is refused and leaves no decision', async () => {
  await expect(
    writeAudit(writer.sql, { kind: 'agent', name: 'HUNTER' }, { action: 'send.reserved', subjectType: 'send', subjectId: '1', detail: {} }),
  ).rejects.toMatchObject({ agent: 'HUNTER', action: 'send.reserved' })
  expect((await superuser.query('select from audit_entry')).rowCount).toBe(0)
})

test('two sealers at once link every row within a second, each once, while decisions keep coming', async () => {
  const other = createWriter({ url: database.urls.jobs, name: 'other', maxConnections: 2, onConnectionError: () => {} })
  const sealers = [startSealer(writer, log), startSealer(other, log)]
  const until = performance.now() + 1_800
  let oldestSeconds = 0
  /** The longest that this machine took for a round of decisions: a sealer has some statements to run, and waits its turn like them. */
  let slowestSeconds = 0
  let decisions = 0
  while (performance.now() < until) {
    const began = performance.now()
    await Promise.all(Array.from({ length: 10 }, (_, i) => decide(decisions + i)))
    decisions += 10
    slowestSeconds = Math.max(slowestSeconds, (performance.now() - began) / 1_000)
    const { rows } = await superuser.query<{ seconds: number }>(
      'select coalesce(extract(epoch from clock_timestamp() - min(at)), 0)::float8 as seconds from audit_unsealed',
    )
    oldestSeconds = Math.max(oldestSeconds, rows[0]?.seconds ?? 0)
  }
  await expect.poll(async () => (await superuser.query('select from audit_unsealed')).rowCount).toBe(0)
  await Promise.all(sealers.map((sealer) => sealer.stop()))
  await other.end()
  expect(oldestSeconds).toBeLessThan(1 + 5 * slowestSeconds)
  expect((await superuser.query('select from audit_seal')).rowCount).toBe(decisions)
  expect(await verify()).toEqual([])
})

test('a decision that nobody seals within ten seconds alerts once, and no longer once it is sealed', async () => {
  await decide(1)
  const alerts = async () =>
    (await superuser.query(`select count, resolved_by as by from alert where cause = 'audit-unsealed' order by first_at`)).rows
  await warnOfUnsealed(writer)
  expect(await alerts()).toEqual([])
  await superuser.query(`update audit_unsealed set at = at - interval '11 seconds'`)
  const watch = watchStopConditions(writer, log)
  await expect.poll(alerts).toEqual([{ count: 1, by: null }])
  await watch.stop()
  await warnOfUnsealed(writer)
  expect(await alerts()).toEqual([{ count: 1, by: null }])
  await writer.pool.query('select seal_audit(1000)')
  await warnOfUnsealed(writer)
  await warnOfUnsealed(writer)
  expect(await alerts()).toEqual([{ count: 1, by: 'clock' }])
})

describe('somebody with every right', () => {
  const tampering: [string, string, { number: string | null; fault: string }][] = [
    [
      'changes who decided',
      `update audit_entry set actor = 'somebody else' where subject_id = '3'`,
      { number: '3', fault: 'its entry was changed' },
    ],
    [
      'changes when',
      `update audit_entry set at = at - interval '1 day' where subject_id = '3'`,
      { number: '3', fault: 'its entry was changed' },
    ],
    [
      'changes what was decided',
      `update audit_detail set detail = '{}' where audit_id = (select id from audit_entry where subject_id = '4')`,
      { number: '4', fault: 'its detail was changed' },
    ],
    [
      'changes the digest with it',
      `update audit_entry set digest = sha256('{}') where subject_id = '4'`,
      { number: '4', fault: 'its entry was changed' },
    ],
    [
      'deletes an entry and its link',
      `with s as (delete from audit_seal where number = 2 returning audit_id), d as (delete from audit_detail where audit_id in (select audit_id from s)) select 1`,
      { number: '3', fault: 'a link before this one is missing' },
    ],
    ['deletes the first link', 'delete from audit_seal where number = 1', { number: '2', fault: 'a link before this one is missing' }],
    [
      'closes the gap afterwards',
      'delete from audit_seal where number = 2; update audit_seal set number = number - 1 where number > 2',
      { number: '2', fault: 'does not follow the link before it' },
    ],
    [
      'swaps two entries',
      `alter table audit_seal drop constraint audit_seal_audit_id_key; update audit_seal a set audit_id = b.audit_id from audit_seal b where (a.number, b.number) in ((2, 3), (3, 2))`,
      { number: '2', fault: 'its entry was changed' },
    ],
    [
      'slips in an entry past the function',
      `insert into audit_entry (id, at, actor, action, subject_type, subject_id, digest) values ('00000000-0000-7000-8000-000000000000', now(), 'x', 'x', 'x', 'x', '')`,
      { number: null, fault: 'entry 00000000-0000-7000-8000-000000000000 is not in the chain' },
    ],
    [
      'slips in a link',
      `with e as (insert into audit_entry (id, at, actor, action, subject_type, subject_id, digest) values (gen_random_uuid(), now(), 'x', 'x', 'x', 'x', '') returning id) insert into audit_seal select 6, id, (select hash from audit_seal where number = 5), sha256('x'), now() from e`,
      { number: '6', fault: 'its entry was changed' },
    ],
  ]
  test.each(tampering)('%s: the first bad link is named', async (_, statements, found) => {
    await chainOf(5)
    expect(await verify()).toEqual([])
    await superuser.query('begin')
    try {
      await superuser.query(statements)
      expect(await verify()).toEqual([found])
    } finally {
      await superuser.query('rollback')
    }
  })

  test('cuts the tail: the chain that is left is whole, but the head that was kept outside is not in it', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'swarm-head-'))
    const file = join(folder, 'audit-head')
    await chainOf(5)
    await (await startHeadKeeper(writer, log, file)).stop()
    const kept = readKeptHead(file)
    expect(kept?.number).toBe(5)
    expect((await findCutTail(writer, kept)).fault).toBeNull()

    await superuser.query(
      'delete from audit_seal where number > 3; delete from audit_detail where audit_id not in (select audit_id from audit_seal); delete from audit_entry where id not in (select audit_id from audit_seal)',
    )
    expect(await verify()).toEqual([])
    expect((await findCutTail(writer, kept)).fault).toMatch(/^The audit chain ends at 3, but 5 was kept/)

    // A runner that starts now says so and keeps the proof, also when the chain has grown past it again.
    await chainOf(4)
    expect((await findCutTail(writer, kept)).fault).toMatch(/has another hash/)
    const before = readFileSync(file, 'utf8')
    await (await startHeadKeeper(writer, log, file)).stop()
    expect(readFileSync(file, 'utf8')).toBe(before)
    const { rows } = await superuser.query(`select severity from alert where cause = 'audit-head' and resolved_at is null`)
    expect(rows).toEqual([{ severity: 'CRITICAL' }])
    rmSync(folder, { recursive: true })
  })
})

/** The writer, and something that happens directly after each answer that it gets. */
const afterEachAnswer = (then: () => Promise<unknown>): Writer =>
  new Proxy(writer, {
    get: (target, name) =>
      name === 'sql'
        ? new Proxy(target.sql, {
            get: (db, call) =>
              call === 'execute'
                ? async (...args: Parameters<typeof db.execute>) => {
                    const answer = await db.execute(...args)
                    await then()
                    return answer
                  }
                : Reflect.get(db, call),
          })
        : Reflect.get(target, name),
  })

test('a chain that is cut while the head is being kept: the proof stays', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'swarm-head-'))
  const file = join(folder, 'audit-head')
  await chainOf(5)
  await (await startHeadKeeper(writer, log, file)).stop()
  const before = readFileSync(file, 'utf8')
  const cutting = afterEachAnswer(async () => {
    await superuser.query('delete from audit_seal where number > 3')
  })
  await (await startHeadKeeper(cutting, log, file)).stop()
  expect(readFileSync(file, 'utf8')).toBe(before)
  rmSync(folder, { recursive: true })
})

test('what another runner of the same folder is just writing is not taken away from it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'swarm-head-'))
  await chainOf(2)
  // In another container it may have the same number.
  const others = `audit-head.${process.pid}.new`
  writeFileSync(join(folder, others), 'half of a he')
  await (await startHeadKeeper(writer, log, join(folder, 'audit-head'))).stop()
  expect(readdirSync(folder)).toEqual(['audit-head', others])
  rmSync(folder, { recursive: true })
})

test('a later head that another runner of the same folder has kept meanwhile stays', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'swarm-head-'))
  const file = join(folder, 'audit-head')
  await chainOf(2)
  let isFirst = true
  const slow = afterEachAnswer(async () => {
    if (isFirst) {
      isFirst = false
      await chainOf(3)
      await (await startHeadKeeper(writer, log, file)).stop()
    }
  })
  const keeper = await startHeadKeeper(slow, log, file)
  expect(readKeptHead(file)).toEqual((await findCutTail(writer, null)).head)
  await keeper.stop()
  rmSync(folder, { recursive: true })
})

test('a head that can’t be read is not written over, and somebody is told for as long as it lies there', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'swarm-head-'))
  const file = join(folder, 'audit-head')
  const told = async () => {
    const { rows } = await superuser.query<{ open: boolean }>(
      `select resolved_at is null as open from alert where cause like 'audit-head-unkept:%'`,
    )
    return rows.map(({ open }) => open)
  }
  await chainOf(2)
  writeFileSync(file, 'rubbish')
  await (await startHeadKeeper(writer, log, file)).stop()
  expect(readFileSync(file, 'utf8')).toBe('rubbish')
  expect(await told()).toEqual([true])
  rmSync(file)
  await (await startHeadKeeper(writer, log, file)).stop()
  expect(readKeptHead(file)?.number).toBe(2)
  expect(await told()).toEqual([false])
  rmSync(folder, { recursive: true })
})

test('erasing a person’s detail keeps the chain whole', async () => {
  await chainOf(5)
  await superuser.query(`delete from audit_detail where detail ->> 'address' = 'person3@a.example'`)
  expect(await verify()).toEqual([])
  expect((await superuser.query('select from audit_entry')).rowCount).toBe(5)
})
