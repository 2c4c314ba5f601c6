import { setTimeout as sleep } from 'node:timers/promises'
import type { Reader } from '@swarm/db/read'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { startTestApi, type TestApi } from '../../harness/api.ts'
import { openSocket } from '../../harness/socket.ts'

let api: TestApi
let superuser: pg.Client
let key: string
const uncaught: unknown[] = []
const remember = (error: unknown) => void uncaught.push(error)
beforeAll(async () => {
  api = await startTestApi()
  key = await api.keyFor('read', 'review', 'admin')
  superuser = new pg.Client({ connectionString: api.database.urls.superuser })
  await superuser.connect()
  await superuser.query('create extension pg_stat_statements')
  process.on('unhandledRejection', remember).on('uncaughtException', remember)
})
afterAll(async () => {
  process.off('unhandledRejection', remember).off('uncaughtException', remember)
  await superuser.end()
  await api.stop()
})

const subscription = 'subscription { safetyChanged { emergencyStop reason } }'
const setStop = (active: boolean, reason = 'Bounce spike', angle?: string) =>
  api.ask(
    key,
    'mutation ($active: Boolean!, $reason: String!, $angle: String) { setEmergencyStop(input: { active: $active, reason: $reason, angle: $angle }) { __typename ... on UserError { message } } }',
    { active, reason, angle },
  )
/** A subscription says nothing when it is in; a query answered after it on the same socket shows it. */
async function opened(count: number, query = subscription) {
  // What was changed before is not what this one waits for.
  await sleep(80)
  const sockets = Array.from({ length: count }, () => openSocket(api.url, { key }))
  const listening = sockets.map((socket) => socket.listen(query))
  await Promise.all(sockets.map((socket) => socket.listen('{ viewer { name } }').until(1)))
  await sleep(200)
  return { sockets, listening, stop: () => Promise.all(sockets.map((socket) => socket.stop())) }
}

async function readsOf(text: string): Promise<number> {
  const { rows } = await superuser.query<{ calls: number }>(
    `select coalesce(sum(calls), 0)::int as calls from pg_stat_statements s join pg_database d on d.oid = s.dbid join pg_roles r on r.oid = s.userid
     where d.datname = current_database() and r.rolname = 'swarm_read' and query like $1`,
    [`%${text}%`],
  )
  return rows[0]?.calls ?? 0
}

test('a committed change reaches a subscriber with its state', async () => {
  const { listening, stop } = await opened(1)
  const [events] = listening
  await setStop(true)
  await events?.until(1)
  expect(events?.events.at(-1)).toMatchObject({ data: { safetyChanged: { emergencyStop: true, reason: 'Bounce spike' } } })
  await setStop(false)
  await events?.until(2)
  expect(events?.events.at(-1)).toMatchObject({ data: { safetyChanged: { emergencyStop: false, reason: null } } })
  await stop()
})

test('a change over server-sent events arrives as well', async () => {
  const leaving = new AbortController()
  const stream = await fetch(`${api.url}/graphql`, {
    method: 'POST',
    signal: leaving.signal,
    headers: { 'content-type': 'application/json', accept: 'text/event-stream', authorization: `Bearer ${key}` },
    body: JSON.stringify({ query: subscription }),
  })
  await sleep(500)
  await setStop(true)
  let text = ''
  for await (const part of stream.body ?? []) {
    text += Buffer.from(part).toString()
    if (text.includes('event: next')) break
  }
  leaving.abort()
  expect(text).toContain('"emergencyStop":true')
  await setStop(false)
})

test('who may only read hears of a change from where it was committed, whatever their Accept says', async () => {
  let row: string | null = null
  const replicaReader: Reader = {
    read: () =>
      row === null ? Promise.reject(new Error('select secret from relation: the replica was asked')) : Promise.resolve(JSON.parse(row)),
    end: () => Promise.resolve(),
  }
  const behind = await startTestApi({ replicaReader })
  const [analyst, admin] = [await behind.keyFor('read'), await behind.keyFor('review', 'admin')]
  // Of a fault of ours the caller gets the name under which the log has it, and nothing else.
  const masked = await behind.ask(analyst, '{ safety { emergencyStop } }')
  const id = masked.errors?.[0]?.extensions?.id
  expect(id).toMatch(/^[0-9a-f-]{36}$/)
  expect(masked.errors).toMatchObject([
    { message: `Something failed on our side. It is in the log as ${id}.`, extensions: { code: 'INTERNAL_SERVER_ERROR', id } },
  ])
  expect(JSON.stringify(masked)).not.toMatch(/select|relation|replica|\bat /)
  expect(behind.faults).toEqual([
    [{ err: expect.objectContaining({ message: expect.stringMatching(/replica was asked/) }), errorId: id }, 'graphql: fault'],
  ])
  // So it is with what the execution finds wrong in an answer; the field is named.
  for (const [wrong, found] of [
    ['null', /Cannot return null for non-nullable field Safety.emergencyStop/],
    ['"secret"', /Boolean cannot represent/],
  ] as const) {
    row = `{ "isStopped": ${wrong} }`
    const { errors } = await behind.ask(analyst, '{ safety { emergencyStop } }')
    const errorId = errors?.[0]?.extensions?.id
    expect(errors).toMatchObject([
      {
        message: `Something failed on our side. It is in the log as ${errorId}.`,
        path: ['safety', 'emergencyStop'],
        extensions: { code: 'INTERNAL_SERVER_ERROR' },
      },
    ])
    expect(behind.faults.splice(1)).toEqual([
      [{ err: expect.objectContaining({ message: expect.stringMatching(found) }), errorId }, 'graphql: fault'],
    ])
  }
  const nulled = await behind.ask(analyst, 'query ($id: ID = "x") { node(id: $id) { id } }', { id: null })
  expect(nulled.errors).toMatchObject([{ message: expect.stringMatching(/must not be null/), extensions: { code: 'INVALID_INPUT' } }])
  expect(behind.faults).toHaveLength(1)
  await behind.ask(admin, 'mutation { setEmergencyStop(input: { active: true, reason: "Bounce spike" }) { __typename } }')
  for (const accept of ['*/*', 'text/event-stream']) {
    const leaving = new AbortController()
    const stream = await fetch(`${behind.url}/graphql`, {
      method: 'POST',
      signal: leaving.signal,
      headers: { 'content-type': 'application/json', accept, authorization: `Bearer ${analyst}` },
      body: JSON.stringify({ query: subscription }),
    })
    // Again and again: the stream does not say from when on it listens.
    const changing = setInterval(() => {
      void behind.writer.transaction(async (tx) => void (await tx.execute(`select announce('safety', array[null]::uuid[])`)))
    }, 300)
    let text = ''
    for await (const part of stream.body ?? []) {
      text += Buffer.from(part).toString()
      if (text.includes('event: next')) break
    }
    clearInterval(changing)
    leaving.abort()
    expect(text, accept).toContain('"emergencyStop":true')
  }
  await behind.stop()
})

test('what is rolled back is not told', async () => {
  const { listening, stop } = await opened(1)
  await api.writer
    .transaction(async (tx) => {
      await tx.execute(`select announce('safety', array[null]::uuid[])`)
      throw new Error('changed my mind')
    })
    .catch(() => {})
  api.writer.poke()
  await sleep(150)
  expect(listening[0]?.events).toEqual([])
  await stop()
})

test('40 equal subscriptions share one execution; another question has its own', async () => {
  const { listening, stop } = await opened(40)
  const other = await opened(1, 'subscription { safetyChanged { emergencyStop } }')
  const before = await readsOf('from "emergency_stop"')
  await setStop(true, 'Counted once', 'quick_win')
  await Promise.all([...listening, ...other.listening].map((one) => one.until(1)))
  // Two executions, for two different documents, and the answer of the mutation itself asks for nothing of it.
  expect((await readsOf('from "emergency_stop"')) - before).toBe(2)
  expect(new Set(listening.map(({ events }) => JSON.stringify(events[0]))).size).toBe(1)
  await stop()
  await other.stop()
  await setStop(false, 'Counted once', 'quick_win')
})

test('the last one to leave ends the shared execution, and the next one starts afresh', async () => {
  const first = await opened(3)
  await first.stop()
  await sleep(50)
  const before = await readsOf('from "emergency_stop"')
  await setStop(true)
  await sleep(150)
  expect((await readsOf('from "emergency_stop"')) - before).toBe(0)
  const second = await opened(1)
  await setStop(false)
  await second.listening[0]?.until(1)
  await second.stop()
})

test('a burst of changes is merged for each subscriber, and the last state is told', async () => {
  const { listening, stop } = await opened(1)
  // One behind the other as fast as the database takes them.
  const set = `select set_emergency_stop('ALL', 'A burst', false, 'test'), pg_notify('notices', '')`
  const lift = `select lift_emergency_stop('ALL', 'over', 'test'), pg_notify('notices', '')`
  await Promise.all(Array.from({ length: 20 }, (_, i) => superuser.query(i % 2 === 0 ? set : lift)))
  await expect.poll(() => JSON.stringify(listening[0]?.events.at(-1))).toContain('"emergencyStop":false')
  await sleep(200)
  expect(listening[0]?.events.length).toBeLessThan(20)
  expect(JSON.stringify(listening[0]?.events.at(-1))).toContain('"emergencyStop":false')
  await stop()
})

test('a lost listening connection comes back by itself and tells subscribers to look again; what was changed meanwhile is not lost', async () => {
  const { listening, sockets, stop } = await opened(2)
  const heard = () => listening.map(({ events }) => events.length)
  const lost = `from pg_stat_activity where application_name = $1 and datname = current_database()`
  // These first, and once: who looks at its access anew over a connection that is about to end is closed, and comes again; after each round somebody may.
  await superuser.query(`select pg_terminate_backend(pid, 30000) ${lost}`, ['api'])
  for (let round = 1; round <= 3; round += 1) {
    // There must be a connection to lose: the one before may still be on its way back.
    await expect
      .poll(async () => {
        const { rows } = await superuser.query(
          `select from pg_stat_activity where application_name = 'listen' and datname = current_database() and state = 'idle' and query <> ''`,
        )
        return rows.length
      })
      .toBeGreaterThan(0)
    const before = heard()
    await superuser.query(`select pg_terminate_backend(pid) ${lost}`, ['listen'])
    // Changed by a process that can't tell ours.
    await superuser.query(`select from set_emergency_stop('ALL', 'Set while nobody listened', false, 'test')`)
    await Promise.all(listening.map((one, place) => one.until((before[place] ?? 0) + 1)))
    await expect.poll(() => listening[0]?.events.at(-1)).toMatchObject({ data: { safetyChanged: { emergencyStop: true } } })
  }
  await superuser.query(`select from lift_emergency_stop('ALL', 'over', 'test')`)
  let isOpen = true
  for (const socket of sockets) void socket.closed.then(() => (isOpen = false))
  await sleep(100)
  expect(isOpen).toBe(true)
  await stop()
})

test('a client that does not read is dropped with a code, and holds nobody else up', { timeout: 120_000 }, async () => {
  const { listening, stop } = await opened(1)
  // Each event carries a long reason thirty times, sixty times over.
  const fields = Array.from({ length: 30 }, (_, i) => `r${i}: reason`).join(' ')
  const openSlow = async () => {
    const socket = new WebSocket(`${api.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws')
    await new Promise((resolve) => socket.once('open', resolve))
    socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization: `Bearer ${await api.keyFor('read')}` } }))
    await new Promise((resolve) => socket.once('message', resolve))
    for (let i = 0; i < 60; i += 1)
      socket.send(
        JSON.stringify({ id: String(i), type: 'subscribe', payload: { query: `subscription S${i} { safetyChanged { ${fields} } }` } }),
      )
    // Answered after all of them were taken in, however busy this machine is.
    const answered = new Promise<void>((resolve) => {
      socket.on('message', (data: Buffer) => {
        if (data.toString().includes('"id":"last"')) resolve()
      })
    })
    socket.send(JSON.stringify({ id: 'last', type: 'subscribe', payload: { query: '{ viewer { name } }' } }))
    await answered
    await sleep(100)
    socket.pause()
    return socket
  }
  const [late, gone] = [await openSlow(), await openSlow()]
  const open = async () => {
    const metrics = await fetch(`${api.url}/metrics`, { headers: { authorization: `Bearer ${key}` } })
    return Number(/swarm_websockets (\d+)/.exec(await metrics.text())?.[1])
  }
  await expect.poll(open).toBe(3)
  // The server gives both three seconds to read why they are dropped. One begins to read the moment it is, however slow the rest here is.
  const code = new Promise((resolve) => late.once('close', resolve))
  const { close } = WebSocket.prototype
  let dropped = 0
  WebSocket.prototype.close = function (...how) {
    if (how[0] === 1013 && ++dropped === 2) late.resume()
    close.apply(this, how)
  }
  await setStop(true, 'x'.repeat(500))
  // Changes that come while an answer is being worked out are merged, so their number says little of how much was sent.
  for (let i = 0; i < 400 && dropped < 2; i += 1) {
    const heard = listening[0]?.events.length ?? 0
    await superuser.query(`select announce('safety', array[null]::uuid[]), pg_notify('notices', '')`)
    // Whoever reads hears of each change before the next one is made.
    await expect.poll(() => listening[0]?.events.length ?? 0, { interval: 20 }).toBeGreaterThan(heard)
  }
  WebSocket.prototype.close = close
  // By the server; a client that reads it closes with the same code.
  expect(dropped).toBeGreaterThanOrEqual(2)
  expect(await code).toBe(1013)
  // The other one never reads on, so it will not hear of it: its connection is cut.
  await expect.poll(open, { interval: 200 }).toBe(1)
  gone.terminate()
  await setStop(false)
  await stop()
})

test('who asks and never reads the answers is dropped too, before they fill the memory', { timeout: 60_000 }, async () => {
  const socket = new WebSocket(`${api.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws')
  await new Promise((resolve) => socket.once('open', resolve))
  socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization: `Bearer ${key}` } }))
  await new Promise((resolve) => socket.once('message', resolve))
  const code = new Promise((resolve) => socket.once('close', resolve))
  socket.pause()
  // Each is answered with as much: in all more than the machine holds between the two.
  const ping = JSON.stringify({ type: 'ping', payload: { echo: 'x'.repeat(500_000) } })
  for (let i = 0; i < 100; i += 1) await new Promise((resolve) => socket.send(ping, resolve))
  socket.resume()
  expect(await Promise.race([code, sleep(10_000, 'still open')])).toBe(1013)
})

test('nobody listens without a key: before and after saying hello', async () => {
  for (const options of [{}, { key: 'x'.repeat(43) }]) {
    const socket = openSocket(api.url, options)
    expect(await socket.closed).toMatchObject({ code: 4401 })
  }
  const silent = new WebSocket(`${api.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws')
  await new Promise((resolve) => silent.once('open', resolve))
  silent.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query: subscription } }))
  expect(await new Promise((resolve) => silent.once('close', (code) => resolve(code)))).toBe(4401)
})

test('a document that is wrong, too large or not allowed is answered, and the socket goes on', async () => {
  const webhook = await api.keyFor('webhook')
  const socket = openSocket(api.url, { key: webhook })
  const refused = async (query: string) => JSON.stringify((await Promise.race([socket.listen(query).ended, socket.closed])) ?? null)
  expect(await refused('subscription {')).toContain('Syntax Error')
  expect(await refused('subscription { nothing }')).toContain('Cannot query field')
  expect(await refused(`{ viewer { ${'name '.repeat(3_000)} } }`)).toContain('LIMIT_EXCEEDED')
  const asked = socket.listen(subscription)
  await Promise.race([asked.until(1), asked.ended.then((error) => expect(JSON.stringify(error)).toContain('FORBIDDEN'))])
  if (asked.events.length > 0) expect(JSON.stringify(asked.events[0])).toContain('FORBIDDEN')
  await socket.stop()
})

test('nothing was thrown past its caller, and nothing of it is a fault of ours', () => {
  expect(uncaught).toEqual([])
  expect(api.faults).toEqual([])
})
