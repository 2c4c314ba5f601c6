import { request } from 'node:http'
import { checkCodes } from '@swarm/jobs/board/module-checks'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestApi, type TestApi } from '../../harness/api.ts'
import { openSocket } from '../../harness/socket.ts'

let api: TestApi
beforeAll(async () => {
  api = await startTestApi()
})
afterAll(() => api.stop())

const viewer = '{ viewer { name scopes } }'
const withHeader = (authorization: string) =>
  fetch(`${api.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization },
    body: JSON.stringify({ query: viewer }),
  })
const change = (set: string, key: string) => api.writer.pool.query(`update api_key set ${set} where prefix = $1`, [key.slice(0, 6)])

test('a key answers with its name and scopes, is stored as a hash alone, and shows when it was last used', async () => {
  const key = await api.keyFor('read', 'operate')
  expect((await api.ask(key, viewer)).data).toEqual({ viewer: { name: 'read+operate', scopes: ['read', 'operate'] } })
  const { rows } = await api.writer.pool.query<{ text: string; used: boolean }>(
    "select k::text as text, last_used_at > now() - interval '5 seconds' as used from api_key k",
  )
  expect(rows.every(({ text }) => !text.includes(key))).toBe(true)
  expect(rows.at(-1)?.used).toBe(true)
})

test('an expired, a revoked, a changed and an unknown key are nobody', async () => {
  const [expired, revoked, good] = await Promise.all([api.keyFor('read'), api.keyFor('read'), api.keyFor('read')])
  await change(`expires_at = now() - interval '1 second'`, expired)
  await change('revoked_at = now()', revoked)
  const nobody = [expired, revoked, good.slice(0, -1), `${good}x`, good.toUpperCase(), 'x'.repeat(43), '']
  for (const key of nobody) {
    const response = await withHeader(`Bearer ${key}`)
    expect(response.status, key).toBe(401)
    expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] })
  }
  for (const header of [good, `Basic ${good}`, `bearer${good}`, `Bearer ${good} ${good}`, `Bearer ${'x'.repeat(5_000)}`])
    expect((await withHeader(header)).status, header).toBe(401)
  expect((await withHeader(`Bearer ${good}`)).status).toBe(200)
})

test('a key that is revoked through the outbox stops at once, though it was just used', async () => {
  const key = await api.keyFor('read')
  expect((await api.ask(key, viewer)).status).toBe(200)
  await api.writer.transaction(async (tx) => {
    await tx.execute(`update api_key set revoked_at = now() where prefix = '${key.slice(0, 6)}'`)
    await tx.execute(`select announce('access', array[null]::uuid[])`)
  })
  await expect.poll(async () => (await withHeader(`Bearer ${key}`)).status, { timeout: 4_000, interval: 20 }).toBe(401)
})

/** A request whose body comes in two pieces: sends the first, and later the rest. */
function inTwoPieces(path: string, key: string, type: string, [first, rest]: readonly [string, string]) {
  const asking = request(`${api.url}${path}`, {
    method: 'POST',
    headers: { 'content-type': type, accept: 'application/json, text/event-stream', authorization: `Bearer ${key}` },
  })
  asking.write(first)
  const status = new Promise<number | undefined>((resolve, reject) => {
    asking.on('error', reject).on('response', (answer) => {
      answer.resume()
      resolve(answer.statusCode)
    })
  })
  return { status, finish: () => asking.end(rest) }
}

test('a key that is revoked while a body of its comes is nobody when the body is there', async () => {
  const key = await api.keyFor('read', 'operate')
  const started = [
    inTwoPieces('/graphql', key, 'application/json', ['{"query":', '"{ viewer { name } }"}']),
    inTwoPieces('/exports', key, 'application/json', ['{"query":', '"{ funnel { stage } }"}']),
    inTwoPieces('/mcp', key, 'application/json', ['{"jsonrpc":"2.0","id":1,', '"method":"tools/list"}']),
    inTwoPieces('/imports', key, 'text/csv', ['email\n', 'a@b.example\n']),
  ]
  // An upload has a row as soon as its caller is known; the others were sent before it.
  await expect.poll(async () => (await api.writer.pool.query('select from upload')).rowCount, { timeout: 20_000 }).toBe(1)
  await api.writer.transaction(async (tx) => {
    await tx.execute(`update api_key set revoked_at = now() where prefix = '${key.slice(0, 6)}'`)
    await tx.execute(`select announce('access', array[null]::uuid[])`)
  })
  await expect.poll(async () => (await withHeader(`Bearer ${key}`)).status, { timeout: 20_000, interval: 20 }).toBe(401)
  for (const { finish } of started) finish()
  expect(await Promise.all(started.map(({ status }) => status))).toEqual([401, 401, 401, 401])
  expect((await api.writer.pool.query('select from upload')).rowCount).toBe(0)
})

test('an event stream that was let in by what was remembered is looked at once more', async () => {
  const key = await api.keyFor('read')
  expect((await api.ask(key, viewer)).status).toBe(200)
  // Nobody is told: what was looked up a moment ago still stands in the process.
  await change('revoked_at = now()', key)
  const stream = await fetch(`${api.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'text/event-stream', authorization: `Bearer ${key}` },
    body: JSON.stringify({ query: 'subscription { safetyChanged { emergencyStop } }' }),
  })
  // On a machine that takes longer than it is remembered for, it is not let in at all.
  if (stream.status === 200) await expect(stream.text()).rejects.toThrow()
  else expect(stream.status).toBe(401)
})

test('a key that only brings events in sees no numbers', async () => {
  const metrics = (key: string) => fetch(`${api.url}/metrics`, { headers: { authorization: `Bearer ${key}` } })
  expect((await metrics(await api.keyFor('webhook'))).status).toBe(403)
  expect((await metrics(await api.keyFor('operate'))).status).toBe(200)
})

const guessed = 'x'.repeat(43)
const audited = async () =>
  (await api.writer.pool.query<{ count: number }>(`select count(*)::int as count from audit_entry where action = 'api_key.unknown'`))
    .rows[0]?.count ?? 0
const forgive = () => api.writer.pool.query('delete from sign_in_failure')
/** A lock of one second would be over before a busy machine comes to look. */
const holdLocks = () =>
  api.writer.pool.query(`update sign_in_failure set locked_until = now() + interval '5 minutes' where locked_until is not null`)

test('keys that never were are guesses: after 5 of them their address waits, and each is audited', async () => {
  await forgive()
  const [inUse, fresh] = [await api.keyFor('read'), await api.keyFor('read')]
  await change(`last_used_at = now() - interval '2 hours'`, inUse)
  const before = await audited()
  for (let i = 0; i < 5; i += 1) expect((await withHeader(`Bearer ${guessed}${i}`)).status).toBe(401)
  await holdLocks()
  const held = await withHeader(`Bearer ${guessed}6`)
  expect(held.status).toBe(429)
  expect(Number(held.headers.get('retry-after'))).toBeGreaterThan(0)
  expect(await held.json()).toMatchObject({ errors: [{ extensions: { code: 'RATE_LIMITED' } }] })
  // Nothing is tried any more, be it right; a program that worked yesterday works on beside it.
  expect((await withHeader(`Bearer ${fresh}`)).status).toBe(429)
  expect((await withHeader(`Bearer ${inUse}`)).status).toBe(200)
  expect(await audited()).toBe(before + 5)
  await forgive()
  expect((await withHeader(`Bearer ${fresh}`)).status).toBe(200)
})

test('guesses of others at an address end no connection that is open there', async () => {
  const key = await api.keyFor('read')
  const socket = openSocket(api.url, { key })
  await socket.listen(viewer).until(1)
  await change(`last_used_at = now() - interval '2 days'`, key)
  for (let i = 0; i < 5; i += 1) await withHeader(`Bearer ${guessed}o${i}`)
  await holdLocks()
  await api.writer.transaction(async (tx) => void (await tx.execute(`select announce('access', array[null]::uuid[])`)))
  // All that listen are looked at again, which counts as use of their keys.
  const wasUsed = async () =>
    (await api.writer.pool.query(`select from api_key where prefix = $1 and last_used_at > now() - interval '1 day'`, [key.slice(0, 6)]))
      .rowCount
  await expect.poll(wasUsed, { timeout: 20_000 }).toBe(1)
  await socket.listen(viewer).until(1)
  await socket.stop()
  await forgive()
})

test('guesses over a WebSocket count like those over HTTP', async () => {
  for (let i = 0; i < 5; i += 1) await openSocket(api.url, { key: `${guessed}${i}` }).closed
  await holdLocks()
  expect((await withHeader(`Bearer ${guessed}9`)).status).toBe(429)
  await forgive()
})

test('a key that was revoked, and one that is over, are no guesses', async () => {
  const [revoked, over] = [await api.keyFor('read'), await api.keyFor('read')]
  await change('revoked_at = now()', revoked)
  await change(`expires_at = now() - interval '1 second'`, over)
  for (let i = 0; i < 4; i += 1) for (const key of [revoked, over]) expect((await withHeader(`Bearer ${key}`)).status).toBe(401)
  expect((await api.writer.pool.query('select from sign_in_failure')).rows).toEqual([])
})

test('two keys of one program live at once, so that one can take over from the other', async () => {
  const [first, second] = [await api.keyFor('read'), await api.keyFor('read')]
  expect((await api.ask(first, viewer)).status).toBe(200)
  expect((await api.ask(second, viewer)).status).toBe(200)
})

test('a key or session in an address is refused, whatever the path, and is not answered to', async () => {
  const key = await api.keyFor('read')
  const names = [
    'key',
    'apiKey',
    'api_key',
    'api-key',
    'x-api-key',
    'token',
    'access_token',
    'secret',
    'session',
    'swarm_session',
    'sessionid',
    'authorization',
    'AUTH',
    'bearer',
    'jwt',
    'password',
    'access_token[]',
    'auth[key]',
    'user[password]',
    'credentials[token]',
    'api_key%20',
  ]
  for (const name of names.filter((one) => one !== 'swarm_session')) {
    for (const path of ['/graphql', '/health/live', '/anything', '/imports', '/metrics']) {
      const response = await fetch(`${api.url}${path}?${name}=${key}`, { headers: { authorization: `Bearer ${key}` } })
      expect(response.status, `${path}?${name}`).toBe(400)
      expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'SECRET_IN_URL' } }] })
    }
  }
})

test('everything but health, sign-in and the pages answers 401 to nobody, metrics and introspection too', async () => {
  const closed = [
    '/graphql',
    '/graphql?query={__schema{types{name}}}',
    '/imports',
    '/metrics',
    '/anything',
    '/graphql/',
    '/api',
    '/.env',
    '/../etc/passwd',
  ]
  for (const path of closed) expect((await fetch(`${api.url}${path}`)).status, path).toBe(401)
  expect((await fetch(`${api.url}/health/live`)).status).toBe(200)
  expect([200, 503]).toContain((await fetch(`${api.url}/health/ready`)).status)
  // Without a runner nothing is sealed either, which shows once the guesses of before have waited for long enough.
  const { failing }: { failing: string[] } = await (await fetch(`${api.url}/health/ready`)).json()
  expect(failing.filter((code) => code !== 'AUDIT_SEALER')).toEqual(['JOBS'])
  const key = await api.keyFor('read')
  const metrics = await fetch(`${api.url}/metrics`, { headers: { authorization: `Bearer ${key}` } })
  const text = await metrics.text()
  expect(text).toContain('swarm_http_request_seconds_bucket')
  // What is stuck can be alerted on: every check of the board stands there, as red as on the board.
  expect(text).toContain('swarm_checks_read 1')
  for (const check of checkCodes) expect(text).toMatch(new RegExp(`^swarm_check_light\\{module="\\w+",check="${check}"\\} [012]$`, 'm'))
  expect(text).toContain('swarm_check{module="jobs",check="RUNNER_SILENT",unit="seconds"} 86400')
  expect(text).toContain('swarm_check_light{module="jobs",check="RUNNER_SILENT"} 2')
  expect(text).toContain('swarm_check{module="dispatch",check="EMERGENCY_STOP",unit="count"} 0')
  expect(text).toContain('swarm_check_light{module="dispatch",check="EMERGENCY_STOP"} 0')
})
