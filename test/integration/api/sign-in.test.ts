import { once } from 'node:events'
import { request } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { hashSecret, isSecret, nobodysHash } from '@swarm/api/auth/secrets'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestApi, type TestApi } from '../../harness/api.ts'
import { openSocket } from '../../harness/socket.ts'

let api: TestApi
beforeAll(async () => {
  api = await startTestApi()
  await api.addUser('Ana', 'correct horse battery', ['read', 'review'])
  await addGuessed(api)
})
afterAll(() => api.stop())

/** Names to guess at: their secrets are checked at little cost, which a name that nobody has is not. */
const addGuessed = (of: TestApi) =>
  Promise.all(Array.from({ length: 7 }, (_, i) => of.addUser(`guess ${i}`, 'not so easily guessed', ['read'])))

const csrf = { 'x-swarm-csrf': '1' }
const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
  fetch(`${api.url}${path}`, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) })
const askAs = (cookie: string) => post('/graphql', { query: '{ viewer { name scopes } }' }, { cookie, ...csrf })
const forgive = () => api.writer.pool.query('delete from sign_in_failure')
/** A lock of one second would be over before a busy machine comes to look. */
const holdLocks = (of: TestApi = api) =>
  of.writer.pool.query(`update sign_in_failure set locked_until = now() + interval '5 minutes' where locked_until is not null`)
const failuresAudited = async () =>
  (await api.writer.pool.query<{ count: number }>(`select count(*)::int as count from audit_entry where action = 'sign_in.failed'`)).rows[0]
    ?.count ?? 0

test('a name, whatever its case and spaces, with its secret gives a session, and only its hash is kept', async () => {
  const response = await post('/login', { name: '  aNA ', secret: 'correct horse battery' })
  expect(response.status).toBe(204)
  const [setCookie = ''] = response.headers.getSetCookie()
  expect(setCookie).toMatch(/^swarm_session=[^;]+; Path=\/; HttpOnly; SameSite=Strict; Max-Age=43200$/)
  const answer = await askAs(setCookie.split(';', 1)[0] ?? '')
  expect(await answer.json()).toMatchObject({ data: { viewer: { name: 'Ana', scopes: ['read', 'review'] } } })
  const token = /swarm_session=([^.]+)\./.exec(setCookie)?.[1] ?? ''
  const { rows } = await api.writer.pool.query<{ text: string }>('select s::text || u::text as text from session s, user_account u')
  expect(rows.map(({ text }) => text).join()).not.toContain(token)
  expect(rows.map(({ text }) => text).join()).not.toContain('correct horse')
})

test('where people come by https the cookie never travels without it', async () => {
  const secure = await startTestApi({ publicUrl: 'https://swarm.example' })
  await secure.addUser('Ana', 'correct horse battery', ['read'])
  const response = await fetch(`${secure.url}/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'Ana', secret: 'correct horse battery' }),
  })
  const [cookie = ''] = response.headers.getSetCookie()
  expect(cookie).toMatch(/^__Host-swarm_session=[^;]+; Path=\/; HttpOnly; SameSite=Strict; Max-Age=43200; Secure$/)
  const as = (sent: string) =>
    fetch(`${secure.url}/graphql?query={viewer{name}}`, { headers: { cookie: sent } }).then(({ status }) => status)
  expect(await as(cookie.split(';', 1)[0] ?? '')).toBe(200)
  // A cookie that another host or a page without TLS could have set is not the session's.
  expect(await as(cookie.replace('__Host-', '').split(';', 1)[0] ?? '')).toBe(401)
  await secure.stop()
})

test('a session that is used slides on: 12 hours more in the database and in the browser', async () => {
  const cookie = await api.signIn('Ana', 'correct horse battery')
  await api.writer.pool.query(`update session set expires_at = now() + interval '1 minute'`)
  const response = await askAs(cookie)
  expect(response.headers.getSetCookie()[0]).toMatch(/Max-Age=43200$/)
  // Said once in a while: an answer that repeats it needlessly may undo what another has set.
  expect((await askAs(cookie)).headers.getSetCookie()).toEqual([])
  const { rows } = await api.writer.pool.query<{ hours: number }>(
    'select extract(epoch from max(expires_at) - now()) / 3600 as hours from session',
  )
  expect(Number(rows[0]?.hours)).toBeGreaterThan(11.9)
})

test('a session that is used every day is over after 30 days all the same', async () => {
  const cookie = await api.signIn('Ana', 'correct horse battery')
  await api.writer.pool.query(`update session set created_at = now() - interval '30 days 1 second'`)
  expect((await askAs(cookie)).status).toBe(401)
})

test('signing in takes no session from outside, and ends the one that came along', async () => {
  const before = await api.signIn('Ana', 'correct horse battery')
  const socket = openSocket(api.url, { headers: { cookie: before }, origin: api.url })
  await socket.listen('{ viewer { name } }').until(1)
  const again = await post('/login', { name: 'Ana', secret: 'correct horse battery' }, { cookie: before })
  const [cookie = ''] = again.headers.getSetCookie()[0]?.split(';') ?? []
  expect(cookie).not.toBe(before)
  expect([(await askAs(before)).status, (await askAs(cookie)).status]).toEqual([401, 200])
  expect(await socket.closed).toMatchObject({ code: 4401 })
  // A token that somebody planted is not taken over.
  const planted = await post('/login', { name: 'Ana', secret: 'correct horse battery' }, { cookie: 'swarm_session=planted.planted' })
  expect(planted.headers.getSetCookie()[0]).not.toContain('planted')
})

test('an answer that was under way when its person signed in again does not bring the session of before back', async () => {
  const before = await api.signIn('Ana', 'correct horse battery')
  await api.writer.pool.query(`update session set seen_at = created_at - interval '1 hour'`)
  const slow = request(`${api.url}/graphql`, { method: 'POST', headers: { 'content-type': 'application/json', cookie: before, ...csrf } })
  const answered = once(slow, 'response')
  slow.write('{"query":')
  const isKnown = async () => {
    const { rows } = await api.writer.pool.query<{ count: number }>('select count(*)::int as count from session where seen_at > created_at')
    return rows[0]?.count
  }
  await expect.poll(isKnown, { timeout: 20_000, interval: 20 }).toBe(1)
  const again = await post('/login', { name: 'Ana', secret: 'correct horse battery' }, { cookie: before })
  expect(again.headers.getSetCookie()).toHaveLength(1)
  slow.end('"{ viewer { name } }"}')
  const [answer] = await answered
  answer.resume()
  expect([answer.statusCode, answer.headers['set-cookie']]).toEqual([401, undefined])
})

test('a connection that stays open ends with its session or key, and does not keep the session alive', async () => {
  const cookie = await api.signIn('Ana', 'correct horse battery')
  const key = await api.keyFor('read')
  await api.writer.pool.query(`update session set created_at = now() - interval '30 days' + interval '4 seconds' where revoked_at is null`)
  await api.writer.pool.query(`update api_key set expires_at = now() + interval '4 seconds' where prefix = $1`, [key.slice(0, 6)])
  const sockets = [openSocket(api.url, { headers: { cookie }, origin: api.url }), openSocket(api.url, { key })]
  const { read } = await openEventStream(cookie)
  expect(await Promise.all(sockets.map(({ closed }) => closed))).toMatchObject([{ code: 4401 }, { code: 4401 }])
  expect(await read).toBe('cut')
  expect((await askAs(cookie)).status).toBe(401)
})

test('what a secret costs stands in its hash, nobody’s costs the same, and hashes of before it did still hold', async () => {
  const cheap = { rounds: 4, lanes: 2 }
  expect(await hashSecret('a good secret', cheap)).toMatch(/^scrypt\$4,2\$/)
  expect(await hashSecret('a good secret')).toMatch(/^scrypt\$15,3\$/)
  expect(await isSecret('a good secret', await hashSecret('a good secret', cheap))).toBe(true)
  expect(await isSecret('another', await hashSecret('a good secret', cheap))).toBe(false)
  const [, , salt, hash] = (await hashSecret('a good secret', { rounds: 15, lanes: 1 })).split('$')
  expect(await isSecret('a good secret', `scrypt$${salt}$${hash}`)).toBe(true)
  expect(nobodysHash()).toMatch(/^scrypt\$15,3\$[\w-]{22}\$[\w-]{43}$/)
  expect(await isSecret('a good secret', nobodysHash())).toBe(false)
  for (const other of ['', 'a good secret', `md5$4,2$${salt}$${hash}`, `scrypt$${hash}`, `scrypt$x$${salt}$${hash}`, `scrypt$1$2$3$4$5`])
    expect(await isSecret('a good secret', other), other).toBe(false)
})

test('an unknown name takes as long as a wrong secret', async () => {
  await api.writer.pool.query('insert into user_account (name, name_key, secret_hash, scopes) values ($1, lower($1), $2, $3)', [
    'Costly',
    await hashSecret('a good secret'),
    ['read'],
  ])
  const shortest = { Costly: Number.POSITIVE_INFINITY, Nobody: Number.POSITIVE_INFINITY }
  for (let i = 0; i < 3; i += 1) {
    for (const name of ['Costly', 'Nobody'] as const) {
      const started = performance.now()
      expect((await post('/login', { name, secret: 'wrong' })).status).toBe(401)
      shortest[name] = Math.min(shortest[name], performance.now() - started)
      await forgive()
    }
  }
  expect(shortest.Nobody / shortest.Costly).toBeGreaterThan(1 / 3)
  expect(shortest.Nobody / shortest.Costly).toBeLessThan(3)
})

test('a wrong secret and a name that nobody has get the same answer, and each failure is audited', async () => {
  const before = await failuresAudited()
  const wrong = await post('/login', { name: 'Ana', secret: 'wrong' })
  const unknown = await post('/login', { name: 'Nobody', secret: 'wrong' })
  expect([wrong.status, unknown.status]).toEqual([401, 401])
  expect(await wrong.json()).toEqual(await unknown.json())
  expect(wrong.headers.getSetCookie()).toEqual([])
  expect(await failuresAudited()).toBe(before + 2)
  await forgive()
})

test('after 5 failures the name waits, longer each time up to 15 minutes, even with the right secret', async () => {
  for (let i = 0; i < 5; i += 1) expect((await post('/login', { name: 'ana', secret: 'wrong' })).status).toBe(401)
  const waits: number[] = []
  for (let i = 0; i < 12; i += 1) {
    // The wait is told in whole seconds, begun ones included.
    const held = await post('/login', { name: 'Ana', secret: 'correct horse battery' })
    expect(held.status).toBe(429)
    waits.push(Number(held.headers.get('retry-after')))
    await api.writer.pool.query('update sign_in_failure set locked_until = now()')
    expect((await post('/login', { name: 'Ana', secret: 'wrong' })).status).toBe(401)
  }
  expect(waits.slice(0, 4)).toEqual([1, 2, 4, 8])
  expect(waits.at(-1)).toBe(900)
  await forgive()
})

test('failures count by address too, whatever names are tried', async () => {
  for (let i = 0; i < 5; i += 1) await post('/login', { name: `guess ${i}`, secret: 'wrong' })
  await holdLocks()
  expect((await post('/login', { name: 'guess 6', secret: 'wrong' })).status).toBe(429)
  await forgive()
})

test('a success with one account buys no further guesses at others', async () => {
  for (let i = 0; i < 3; i += 1) await post('/login', { name: `guess ${i}`, secret: 'wrong' })
  for (let i = 0; i < 2; i += 1) await api.signIn('Ana', 'correct horse battery')
  for (let i = 3; i < 5; i += 1) expect((await post('/login', { name: `guess ${i}`, secret: 'wrong' })).status).toBe(401)
  await holdLocks()
  expect((await post('/login', { name: 'guess 6', secret: 'wrong' })).status).toBe(429)
  await forgive()
})

test('behind a load balancer of ours who came to it is counted; a stranger names no other address', async () => {
  const behind = await startTestApi({ trustedProxies: [{ address: '127.0.0.1', bits: 32 }] })
  await addGuessed(behind)
  const guess = (url: string, from: string, name: string) =>
    fetch(`${url}/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-forwarded-for': from },
      body: JSON.stringify({ name, secret: 'wrong' }),
    }).then(({ status }) => status)
  for (let i = 0; i < 5; i += 1) await guess(behind.url, '198.51.100.1', `guess ${i}`)
  await holdLocks(behind)
  expect(await guess(behind.url, '198.51.100.1', 'guess 5')).toBe(429)
  expect(await guess(behind.url, '198.51.100.2', 'guess 6')).toBe(401)
  await behind.stop()
  for (let i = 0; i < 5; i += 1) await guess(api.url, `198.51.100.${i}`, `guess ${i}`)
  await holdLocks()
  expect(await guess(api.url, '198.51.100.9', 'guess 5')).toBe(429)
  await forgive()
})

test('guesses made all at once get no more tries than one after another', async () => {
  const statuses = await Promise.all(
    Array.from({ length: 30 }, async () => (await post('/login', { name: 'Ana', secret: 'wrong' })).status),
  )
  expect(statuses.filter((status) => status === 401).length).toBeLessThanOrEqual(5)
  await forgive()
})

test('signing out ends the session at once and closes its socket; others go on', async () => {
  const cookie = await api.signIn('Ana', 'correct horse battery')
  const other = await api.signIn('Ana', 'correct horse battery')
  const socket = openSocket(api.url, { headers: { cookie }, origin: api.url })
  const untouched = openSocket(api.url, { headers: { cookie: other }, origin: api.url })
  // Its answer shows that the socket is in.
  await Promise.all([socket, untouched].map((open) => open.listen('{ viewer { name } }').until(1)))
  let isUntouched = true
  void untouched.closed.then(() => (isUntouched = false))
  expect((await askAs(cookie)).status).toBe(200)

  expect((await post('/logout', {}, { cookie })).status).toBe(403)
  const out = await post('/logout', {}, { cookie, ...csrf })
  expect(out.status).toBe(204)
  expect(out.headers.getSetCookie()[0]).toContain('Max-Age=0')
  expect((await askAs(cookie)).status).toBe(401)
  expect(await socket.closed).toMatchObject({ code: 4401 })
  await sleep(100)
  expect(isUntouched).toBe(true)
  expect((await askAs(other)).status).toBe(200)
  await untouched.stop()
})

/** What an open event stream gave in all, once it has ended; "cut" when it was ended amid it. */
async function openEventStream(cookie: string): Promise<{ read: Promise<string> }> {
  const stream = await fetch(`${api.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'text/event-stream', cookie, ...csrf },
    body: JSON.stringify({ query: 'subscription { safetyChanged { emergencyStop } }' }),
  })
  expect(stream.headers.get('content-type')).toContain('text/event-stream')
  return { read: stream.text().catch(() => 'cut') }
}

test('signing out ends an event stream as well', async () => {
  const cookie = await api.signIn('Ana', 'correct horse battery')
  const { read } = await openEventStream(cookie)
  await post('/logout', {}, { cookie, ...csrf })
  expect(await read).toBe('cut')
})

test('an event stream ends when its person may see something else from now on', async () => {
  await api.addUser('Watcher', 'correct horse battery', ['read', 'admin'])
  const cookie = await api.signIn('Watcher', 'correct horse battery')
  const { read } = await openEventStream(cookie)
  await api.writer.transaction(async (tx) => {
    await tx.execute(`update user_account set scopes = '{read}' where name = 'Watcher'`)
    await tx.execute(`select announce('access', array[null]::uuid[])`)
  })
  expect(await Promise.race([read, sleep(10_000, 'still open')])).toBe('cut')
})

test('a secret that is replaced while it is checked opens nothing', async () => {
  await api.addUser('Reset', 'the secret of before', ['read'])
  const superuser = new pg.Client({ connectionString: api.database.urls.superuser })
  await superuser.connect()
  await superuser.query('begin')
  await superuser.query(`update user_account set secret_hash = 'scrypt$none' where name = 'Reset'`)
  const signingIn = post('/login', { name: 'Reset', secret: 'the secret of before' })
  const isWaiting = async () =>
    (
      await superuser.query(
        `select from pg_stat_activity where datname = current_database() and application_name = 'api' and wait_event_type = 'Lock'`,
      )
    ).rowCount
  await expect.poll(isWaiting, { timeout: 20_000 }).toBe(1)
  await superuser.query('commit')
  const answer = await signingIn
  expect([answer.status, answer.headers.getSetCookie()]).toEqual([401, []])
  const { rowCount } = await superuser.query(`select from session s join user_account u on u.id = s.user_id where u.name = 'Reset'`)
  expect(rowCount).toBe(0)
  await superuser.end()
  await forgive()
})

test('a person who is disabled can neither sign in nor go on', async () => {
  await api.addUser('Leaver', 'another good secret', ['read'])
  const cookie = await api.signIn('Leaver', 'another good secret')
  await api.writer.pool.query(`update user_account set disabled_at = now() where name = 'Leaver'`)
  expect((await askAs(cookie)).status).toBe(401)
  expect((await post('/login', { name: 'Leaver', secret: 'another good secret' })).status).toBe(401)
  await forgive()
})

test('a cookie that was changed, cut or signed by another is nobody', async () => {
  const cookie = await api.signIn('Ana', 'correct horse battery')
  const forged = [
    cookie.slice(0, -1),
    cookie.replace('=', '=x'),
    cookie.split('.')[0] ?? '',
    'swarm_session=',
    'swarm_session=a.b',
    `${cookie}.x`,
  ]
  for (const one of forged) expect((await askAs(one)).status, one).toBe(401)
})

test('sign-in takes JSON with a name and a secret alone, and says so', async () => {
  const answers = await Promise.all([
    post('/login', {}),
    post('/login', { name: 'Ana' }),
    post('/login', { name: 'Ana\u0000', secret: 'x' }),
    post('/login', { name: '\ud800', secret: 'x' }),
    post('/login', { name: ['Ana'], secret: { $ne: 1 } }),
    post('/login', { name: 'x'.repeat(300), secret: 'x' }),
    post('/login', 'x'.repeat(20_000)),
    fetch(`${api.url}/login`, {
      method: 'POST',
      body: 'name=Ana&secret=x',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    }),
    fetch(`${api.url}/login`),
  ])
  expect(answers.map(({ status }) => status)).toEqual([400, 400, 400, 400, 400, 400, 413, 415, 401])
  expect(await answers[6]?.text()).toContain('at most 10 kB')
  expect(api.faults).toEqual([])
})
