import { randomInt, randomUUID } from 'node:crypto'
import { migrate } from '@swarm/db/migrate'
import { newId } from '@swarm/db/new-id'
import { createWriter, type Writer } from '@swarm/db/write'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { cloneDatabase, type TestDatabase } from '../../harness/database.ts'
import { from, makeNumbers, randomFrom } from './made-numbers.ts'

const seed = Number(process.env['SEED'] ?? randomInt(1_000_000))
let database: TestDatabase
let jobs: Writer
let owner: Writer
beforeAll(async () => {
  database = await cloneDatabase()
  jobs = createWriter({ url: database.urls.jobs, name: 'test', maxConnections: 2, onConnectionError: () => {} })
  owner = createWriter({ url: database.urls.superuser, name: 'test', maxConnections: 2, onConnectionError: () => {} })
  await makeNumbers(owner, randomFrom(seed), 60)
  await owner.pool.query('delete from signal')
})
afterAll(async () => {
  await jobs.end()
  await owner.end()
  await database.drop()
})

/** What figures counted before there was this table: straight from sends and signals. */
const fromRows = `
  select s.id, s.lead_id, s.proven_at as at, coalesce(bit_or(heard_bit(h.kind, h.detail)), 0)::smallint as heard
  from send s join batch b on b.id = s.batch_id and not b.is_test left join draft d on d.id = s.draft_id
  left join lateral (
    select g.* from signal g where coalesce((g.detail ->> 'sendId')::uuid, (
      select p.id from send p where p.lead_id = g.lead_id and p.status = 'PROVEN' and p.proven_at <= g.at
        and case g.kind when 'LINKEDIN_CONNECTED' then p.action = 'LINKEDIN_REQUEST' else p.channel = 'EMAIL' end order by p.proven_at desc, p.id desc limit 1)) = s.id
  ) h on true
  where s.status = 'PROVEN' and s.lead_id is not null and d.is_test is distinct from true group by s.id, s.lead_id, s.proven_at`

async function expectSame(where: string): Promise<void> {
  const { rows } = await owner.pool.query(
    `(select 'kept' as which, id, lead_id, at, heard from proven_send except select 'kept', * from (${fromRows}) r)
     union all (select 'rows', * from (${fromRows}) r except select 'rows', id, lead_id, at, heard from proven_send)`,
  )
  expect(rows, where).toEqual([])
}

test(`what is kept beside the sends is what the rows say, in every order of proofs, signals, judged opens and moved leads (seed ${seed})`, async () => {
  const random = randomFrom(seed)
  const pick = <T>(of: readonly T[]): T | undefined => of[Math.floor(random() * of.length)]
  const { rows: sends } = await owner.pool.query<{ id: string; leadId: string }>(`select id, lead_id as "leadId" from send`)
  // Few leads, so that many sends are one person's.
  const leads = sends.slice(0, 8).map(({ leadId }) => leadId)
  for (const send of sends)
    await owner.pool.query(`update send set status = 'ACCEPTED', proven_at = null, lead_id = $2, created_at = $3 where id = $1`, [
      send.id,
      pick(leads),
      from,
    ])
  await expectSame('nothing is proven')
  const kinds = ['EMAIL_OPENED', 'EMAIL_REPLIED', 'EMAIL_BOUNCED', 'UNSUBSCRIBED', 'LINKEDIN_CONNECTED', 'LINK_CLICKED']
  for (let step = 0; step < 250; step++) {
    const at = new Date(from.getTime() + Math.floor(random() * 20 * 86_400_000))
    const send = pick(sends)?.id
    const what = random()
    if (what < 0.25) await jobs.pool.query(`update send set status = 'PROVEN', proven_at = $2 where id = $1`, [send, at])
    else if (what < 0.8) {
      const { rows } = await owner.pool.query<{ lead: string; at: Date | null }>(
        'select lead_id as lead, proven_at as at from send where id = $1',
        [send],
      )
      const kind = pick(kinds)
      const heardAt = new Date(Math.max(at.getTime(), rows[0]?.at?.getTime() ?? 0))
      const detail = { sendId: random() < 0.5 ? send : null, ...(kind === 'EMAIL_OPENED' ? { open: pick(['human', 'undecided']) } : {}) }
      await jobs.pool.query(`insert into signal (id, lead_id, kind, provider, at, detail) values ($1, $2, $3, 'instantly', $4, $5)`, [
        newId(heardAt),
        rows[0]?.lead,
        kind,
        heardAt,
        detail,
      ])
    } else if (what < 0.9)
      await jobs.pool.query(
        `update signal set detail = detail || '{"open": "human"}' where id in (select id from signal where detail ->> 'open' = 'undecided' limit 2)`,
      )
    else if (what < 0.95) {
      const [to, gone] = [pick(leads), pick(leads)]
      await owner.pool.query('update signal set lead_id = $1 where lead_id = $2', [to, gone])
      await owner.pool.query('update send set lead_id = $1 where lead_id = $2', [to, gone])
    } else await owner.pool.query('delete from signal where id in (select id from signal order by id limit 1)')
    if (step % 25 === 0) await expectSame(`after step ${step}`)
  }
  await expectSame('at the end')
  const { rows } = await owner.pool.query<{ heard: number }>('select bit_or(heard)::int as heard from proven_send')
  expect(rows[0]?.heard).toBe(63)
}, 60_000)

test('what names no send is of the last one that it can be about, and a LinkedIn message is no request; an upgrade mends what was kept otherwise', async () => {
  const { rows: chosen } = await owner.pool.query<{ id: string; lead: string }>(
    `select s.id, s.lead_id as lead from send s join batch b on b.id = s.batch_id and not b.is_test join draft d on d.id = s.draft_id and not d.is_test order by s.id limit 3`,
  )
  const lead = chosen[0]?.lead
  await owner.pool.query(`delete from signal where lead_id = $1 or detail ->> 'sendId' = any($2)`, [lead, chosen.map(({ id }) => id)])
  await owner.pool.query(`update send set status = 'ACCEPTED', proven_at = null where lead_id = $1 or id = any($2)`, [
    lead,
    chosen.map(({ id }) => id),
  ])
  for (const [place, action] of ['EMAIL', 'LINKEDIN_REQUEST', 'LINKEDIN_MESSAGE'].entries())
    await owner.pool.query(`update send set lead_id = $2, channel = $3, action = $4, status = 'PROVEN', proven_at = $5 where id = $1`, [
      chosen[place]?.id,
      lead,
      action === 'EMAIL' ? action : 'LINKEDIN',
      action,
      new Date(from.getTime() + place * 3_600_000),
    ])
  const at = new Date(from.getTime() + 9 * 3_600_000)
  for (const kind of ['UNSUBSCRIBED', 'LINKEDIN_CONNECTED'])
    await jobs.pool.query(`insert into signal (id, lead_id, kind, provider, at, detail) values ($1, $2, $3, 'instantly', $4, '{}')`, [
      newId(at),
      lead,
      kind,
      at,
    ])
  const kept = async () =>
    (
      await owner.pool.query(
        `select s.action, p.heard, p.is_request as "isRequest" from proven_send p join send s on s.id = p.id where p.lead_id = $1 order by p.at`,
        [lead],
      )
    ).rows
  const right = [
    { action: 'EMAIL', heard: 16, isRequest: false },
    { action: 'LINKEDIN_REQUEST', heard: 32, isRequest: true },
    { action: 'LINKEDIN_MESSAGE', heard: 0, isRequest: false },
  ]
  expect(await kept()).toEqual(right)
  // As triggers of before leave it.
  await owner.pool.query(`update proven_send set is_request = null where channel = 'LINKEDIN'`)
  await owner.pool.query(
    `update proven_send p set heard = case s.action when 'LINKEDIN_MESSAGE' then 48 else 0 end from send s where s.id = p.id and p.lead_id = $1`,
    [lead],
  )
  await migrate(database.urls.migrate, 'sandbox')
  expect(await kept()).toEqual(right)
}, 60_000)

test('nobody but the rows themselves says what came back', async () => {
  await expect(jobs.pool.query('update proven_send set heard = 63')).rejects.toMatchObject({ code: '42501' })
  await expect(
    jobs.pool.query(`insert into proven_send (id, lead_id, at, channel, account) values ($1, $1, now(), 'EMAIL', 'a@b.example')`, [
      randomUUID(),
    ]),
  ).rejects.toMatchObject({ code: '42501' })
})

test('an upgrade keeps every send, and fills in who let out what triggers of before proved meanwhile', async () => {
  const kept = async () => (await owner.pool.query('select id, lead_id, at, heard, reviewer from proven_send order by id')).rows
  await owner.pool.query(`update send set status = 'PROVEN', proven_at = $1 where status = 'ACCEPTED'`, [from])
  const before = await kept()
  expect(before.length).toBeGreaterThan(10)
  expect(before.every(({ reviewer }) => reviewer !== null)).toBe(true)
  await owner.pool.query('update proven_send set reviewer = null')
  await migrate(database.urls.migrate, 'sandbox')
  expect(await kept()).toEqual(before)
  // Nothing is done at the starts that follow.
  const versions = async () => (await owner.pool.query('select xmin::text from proven_send order by id')).rows
  const rows = await versions()
  await migrate(database.urls.migrate, 'sandbox')
  expect(await versions()).toEqual(rows)
  await owner.pool.query('delete from proven_send')
  await migrate(database.urls.migrate, 'sandbox')
  expect(await kept()).toEqual(before)
}, 60_000)

test('rows that are far ahead of their time keep no month from getting its partition: they move in as they are, and figures stay', async () => {
  const { rows: ahead } = await owner.pool.query<{ at: Date }>(
    `with d as (
       insert into delivery (id, provider, headers, body, is_authenticated, received_at, is_duplicate)
       select uuid_v7(n.at), 'instantly', '{"a": 1}', '\\x00ff', true, n.at, false from (select business_now() + interval '18 months' as at) n returning id, received_at
     )
     insert into signal (id, lead_id, delivery_id, kind, provider, at, detail)
     select uuid_v7(d.received_at), p.lead_id, d.id, 'LINK_CLICKED', 'instantly', d.received_at, '{}' from d, (select lead_id from proven_send order by id limit 1) p returning at`,
  )
  const at = ahead[0]?.at
  const filed = async () =>
    (
      await owner.pool.query(
        `select d.tableoid::regclass::text as delivery, g.tableoid::regclass::text as signal, to_jsonb(d) as a, to_jsonb(g) as b from delivery d join signal g on g.delivery_id = d.id
         where d.received_at = $1`,
        [at],
      )
    ).rows
  const [before] = await filed()
  expect(before).toMatchObject({ delivery: 'delivery_rest', signal: 'signal_rest' })
  await owner.pool.query('select ensure_partitions($1, $1)', [at])
  const month = at?.toISOString().slice(0, 7).replace('-', '_')
  expect(await filed()).toEqual([{ ...before, delivery: `delivery_${month}`, signal: `signal_${month}` }])
  await expectSame('moved rows')
})
