import { randomInt, randomUUID } from 'node:crypto'
import { createWriter, type Writer } from '@swarm/db/write'
import { storeDeliveries } from '@swarm/jobs/signals/store-deliveries'
import { forgetRaw } from '@swarm/jobs/tidy/forget-raw'
import { tidyDatabase } from '@swarm/jobs/tidy/tidy-database'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestApi, type TestApi } from '../harness/api.ts'
import * as make from '../harness/make.ts'
import { approvedSend, makeAccounts, makeBatch, moveClock, reserve, tuesdayMorning } from '../harness/make-dispatch.ts'
import { load } from '../integration/import/import-file.ts'

const seed = Number(process.env.SEED ?? randomInt(1_000_000))

/** Small, seeded, good enough to mix things. */
function randomOf(start: number): (below: number) => number {
  let state = start
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

let api: TestApi
let root: Writer
let key: string
beforeAll(async () => {
  api = await startTestApi()
  root = createWriter({ url: api.database.urls.superuser, name: 'test', maxConnections: 4, onConnectionError: () => {} })
  key = await api.keyFor('read', 'operate', 'admin')
  await moveClock(root, tuesdayMorning)
  await makeAccounts(root, 1)
  await root.pool.query(`select graduate_ramp('test', 'for a test')`)
})
afterAll(async () => {
  await root.end()
  await api.stop()
})

/** One event, its bytes the same each time. */
const delivery = (address: string) => ({
  provider: 'instantly',
  headers: {},
  body: Buffer.from(JSON.stringify({ event_type: 'email_bounced', lead_email: address, campaign_id: 'c', timestamp: tuesdayMorning })),
  isAuthenticated: true,
})

async function accepted(): Promise<{ person: string; sendId: string }> {
  const send = await approvedSend(root)
  const { sendIds } = await makeBatch(root, [send])
  const attempt = randomUUID()
  const [answer] = await reserve(root.pool, sendIds, attempt)
  expect(answer).toMatchObject({ reserved: true })
  await root.pool.query('select settle($1, $2)', [
    attempt,
    JSON.stringify([{ sendId: sendIds[0], outcome: 'ACCEPTED', code: null, message: null }]),
  ])
  return { person: send.person, sendId: sendIds[0] ?? '' }
}

/** How the same person comes back in somebody's file. */
const spellings = [
  (address: string) => address.toUpperCase(),
  (address: string) => ` ${address} `,
  (address: string) => address.replace('@', '+news@'),
  (address: string) => `${address}.`.replace(/\.$/, ''),
]

test(`what keeps a second send from leaving outlives every pruning and every import of the same person (seed ${seed})`, async () => {
  const random = randomOf(seed)
  const written = [await accepted(), await accepted(), await accepted()]
  const suppressed = (await make.lead(root)).email
  await root.pool.query(`select from suppress($1::jsonb, 'test')`, [
    JSON.stringify([{ email: suppressed, person_key: suppressed, reason: 'Asked us.', source: 'test' }]),
  ])
  const heard = delivery(written[0]?.person ?? '')
  await root.transaction((tx) => storeDeliveries(tx, [heard]))

  const prune = async () => {
    // Whatever has a month of its own is kept for a while only, and drafts may be tidied away with their leads' history.
    for (const table of ['delivery', 'signal', 'timeline_entry', 'notice']) await root.pool.query(`delete from ${table}`)
  }
  const tidy = async () => {
    await root.pool.query(`update installation set moved = moved + interval '20 days'`)
    await root.pool.query(`select ensure_partitions(business_now(), business_now() + interval '2 months')`)
    await tidyDatabase(root)
    await forgetRaw(root)
  }
  const reimport = async () => {
    const spelled = spellings[random(spellings.length)] ?? ((address: string) => address)
    const people = [...written.map(({ person }) => person), suppressed].map(
      (address, at) => `${spelled(address)},Ana,Ruiz,Firm ${at},VP Operations,US`,
    )
    const csv = ['Email,First Name,Last Name,Company,Title,Country', ...people].join('\n')
    expect(await load(api, key, Buffer.from(csv))).toMatchObject({ rows: 4, created: 0 })
  }
  const operations = [prune, tidy, reimport]
  // Sixty days at least.
  const first = [prune, tidy, reimport, tidy, tidy]
  for (let step = 0; step < 10; step++) await (first[step] ?? operations[random(3)])?.()

  // The same touch again, by a lead that somebody made anew.
  for (const { person } of written) {
    const again = await makeBatch(root, [await approvedSend(root, { person })])
    expect(await reserve(root.pool, again.sendIds)).toMatchObject([{ reserved: false, code: 'ALREADY_SENT' }])
  }
  const anew = await makeBatch(root, [await approvedSend(root, { person: suppressed })])
  expect(await reserve(root.pool, anew.sendIds)).toMatchObject([{ reserved: false, code: 'SUPPRESSED' }])
  // A delivery that comes again after its first copy is gone.
  expect(await root.transaction((tx) => storeDeliveries(tx, [heard]))).toMatchObject([{ isDuplicate: true }])
  // Nobody was made twice.
  const { rows } = await root.pool.query<{ people: number }>(`select count(*)::int as people from lead where person_key = any($1)`, [
    [...written.map(({ person }) => person), suppressed],
  ])
  expect(rows).toEqual([{ people: written.length + 1 }])
})

test('no role of the application can take such evidence away', async () => {
  for (const url of [api.database.urls.api, api.database.urls.jobs]) {
    const client = new pg.Client({ connectionString: url })
    await client.connect()
    for (const statement of [
      'delete from send_once',
      'truncate send_once',
      'delete from delivery_once',
      'delete from suppression',
      'delete from unsubscribe_token',
      'delete from send',
      'delete from send_attempt',
      'update send_once set step = 99',
    ])
      await expect(client.query(statement), statement).rejects.toMatchObject({ code: '42501' })
    await client.end()
  }
})

test('somebody else can still be written to afterwards', async () => {
  const { sendIds } = await makeBatch(root, [await approvedSend(root)])
  expect(await reserve(root.pool, sendIds)).toMatchObject([{ reserved: true }])
})
