import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestApi, type TestApi } from '../../harness/api.ts'

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
  await expect.poll(async () => (await withHeader(`Bearer ${key}`)).status, { timeout: 1_000, interval: 20 }).toBe(401)
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
  expect(await (await fetch(`${api.url}/health/ready`)).json()).toEqual({ ready: false, failing: ['JOBS'] })
  const key = await api.keyFor('read')
  const metrics = await fetch(`${api.url}/metrics`, { headers: { authorization: `Bearer ${key}` } })
  expect(await metrics.text()).toContain('swarm_http_request_seconds_bucket')
})
