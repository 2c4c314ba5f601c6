import { randomUUID } from 'node:crypto'
import { type Listener, listen, type Notice } from '@swarm/db/listen'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { cloneDatabase, type TestDatabase } from '../../harness/database.ts'

let database: TestDatabase
let clients: pg.Client[]
let listener: Listener
let heard: Notice[]
beforeAll(async () => {
  database = await cloneDatabase()
})
beforeEach(async () => {
  heard = []
  clients = await Promise.all(Array.from({ length: 8 }, connect))
  listener = listen(database.urls.api, { onNotices: (notices) => heard.push(...notices), onGap: () => {}, onError: () => {} })
  await expect.poll(async () => (await poker().query(`select from pg_stat_activity where application_name = 'listen'`)).rowCount).toBe(1)
  // It listens once it hears; what is announced before that is for nobody.
  await expect
    .poll(async () => {
      await say(poker(), 'hello')
      return heard.length
    })
    .toBeGreaterThan(0)
})
afterEach(async () => {
  await listener.stop()
  await Promise.all(clients.map((client) => client.end()))
})
afterAll(() => database.drop())

async function connect(): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: database.urls.superuser })
  await client.connect()
  return client
}
function client(place: number): pg.Client {
  const found = clients[place]
  if (!found) throw new Error(`no connection ${place}`)
  return found
}
const poker = () => client(7)
const poke = () => poker().query(`select pg_notify('notices', '')`)
const say = async (by: pg.Client, topic: string, subjects: (string | null)[] = [null]) => {
  await by.query('select announce($1, $2)', [topic, subjects])
  await poke()
}
const of = (topic: string) => heard.filter((notice) => notice.topic === topic).map(({ subject }) => subject)

test('commits out of order: who began before others and ends after them is heard, and nobody is heard twice', async () => {
  const early = randomUUID()
  await client(0).query('begin')
  await client(0).query('select announce($1, $2)', ['early', [early]])
  for (let round = 0; round < 3; round++) {
    const late = randomUUID()
    await say(client(1), `late ${round}`, [late])
    await expect.poll(() => of(`late ${round}`)).toEqual([late])
  }
  expect(of('early')).toEqual([])
  await client(0).query('commit')
  await poke()
  await expect.poll(() => of('early')).toEqual([early])
  await say(client(1), 'end')
  await expect.poll(() => of('end')).toEqual([null])
  expect([0, 1, 2].map((round) => of(`late ${round}`).length)).toEqual([1, 1, 1])
  expect(of('early')).toHaveLength(1)
})

test('seven writers at once, one of whose transactions in three stays open for a while or is taken back: each commit is heard once', async () => {
  const said: string[] = []
  await Promise.all(
    clients.slice(0, 7).map(async (by, writer) => {
      for (let at = 0; at < 60; at++) {
        const subjects = [randomUUID(), randomUUID()]
        await by.query('begin')
        await by.query('savepoint one')
        await by.query('select announce($1, $2)', ['many', subjects])
        await by.query('release one')
        if (at % 3 === writer % 3) await poke()
        const isKept = at % 5 !== 0
        await by.query(isKept ? 'commit' : 'rollback')
        if (isKept) said.push(...subjects)
      }
    }),
  )
  await say(client(0), 'last')
  await expect.poll(() => of('last')).toEqual([null])
  expect(of('many').sort()).toEqual(said.sort())
})

test('nobody is told of nothing', async () => {
  await client(0).query(`select announce('none', '{}'), announce('none', null)`)
  await say(client(0), 'something')
  await expect.poll(() => of('something')).toEqual([null])
  expect(of('none')).toEqual([])
})

test('what the version before asks is answered as it was: each notice has an id of its own', async () => {
  const subjects = [randomUUID(), randomUUID()]
  await say(client(0), 'older', subjects)
  const { rows } = await client(0).query<{ id: string; subject: string; transaction: string }>(
    `select id, topic, subject, transaction::text from notice where transaction >= '3'::xid8 and topic = 'older' order by id`,
  )
  expect(rows.map(({ subject }) => subject).sort()).toEqual([...subjects].sort())
  expect(new Set(rows.map(({ id }) => id)).size).toBe(2)
})
