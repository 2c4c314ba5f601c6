import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestApi, type TestApi } from '../../harness/api.ts'
import { openSocket } from '../../harness/socket.ts'

const friend = 'https://desk.example'
const foreign = 'https://evil.example'

let api: TestApi
let cookie: string
let key: string
beforeAll(async () => {
  api = await startTestApi({ allowedOrigins: [friend] })
  await api.addUser('Ana', 'correct horse battery', ['read', 'review', 'operate', 'admin'])
  cookie = await api.signIn('Ana', 'correct horse battery')
  key = await api.keyFor('read', 'operate')
})
afterAll(() => api.stop())

const csrf = { 'x-swarm-csrf': '1' }
const json = { 'content-type': 'application/json' }
const ask = (headers: Record<string, string>, body = JSON.stringify({ query: '{ viewer { name } }' })) =>
  fetch(`${api.url}/graphql`, { method: 'POST', headers, body }).then(({ status }) => status)

test('a cookie acts only with the header that another site can’t set, from our own or an allowed origin', async () => {
  expect(await ask({ ...json, cookie, ...csrf })).toBe(200)
  expect(await ask({ ...json, cookie, ...csrf, origin: api.url })).toBe(200)
  expect(await ask({ ...json, cookie, ...csrf, origin: friend })).toBe(200)
  expect(await ask({ ...json, cookie })).toBe(403)
  expect(await ask({ ...json, cookie, origin: api.url })).toBe(403)
  for (const origin of [foreign, 'null', `${friend}.evil.example`, `${api.url}0`, friend.replace('https', 'http')]) {
    expect(await ask({ ...json, cookie, ...csrf, origin }), origin).toBe(403)
  }
  expect(await ask({ ...json, cookie, ...csrf, 'sec-fetch-site': 'cross-site' })).toBe(403)
})

test('a key needs no such header: no browser adds one by itself', async () => {
  expect(await ask({ ...json, authorization: `Bearer ${key}` })).toBe(200)
})

test('what a plain form can send is no GraphQL request', async () => {
  for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x']) {
    expect(await ask({ 'content-type': type, cookie, ...csrf }), type).toBe(415)
  }
})

test('a mutation is never done by GET', async () => {
  const url = `${api.url}/graphql?query=${encodeURIComponent('mutation { setEmergencyStop(input: { active: true, reason: "by GET" }) { __typename } }')}`
  const response = await fetch(url, { headers: { authorization: `Bearer ${key}` } })
  expect(response.status).toBe(405)
  expect((await api.ask(key, '{ safety { emergencyStop } }')).data).toEqual({ safety: { emergencyStop: false } })
})

test('a page of another site may not sign anybody in or out', async () => {
  const body = JSON.stringify({ name: 'Ana', secret: 'correct horse battery' })
  expect((await fetch(`${api.url}/login`, { method: 'POST', headers: { ...json, origin: foreign }, body })).status).toBe(403)
  expect((await fetch(`${api.url}/logout`, { method: 'POST', headers: { cookie, ...csrf, origin: foreign } })).status).toBe(403)
  expect((await fetch(`${api.url}/logout`, { headers: { cookie, ...csrf } })).status).toBe(405)
})

test('an import by cookie is held to the same rule', async () => {
  const send = (headers: Record<string, string>) =>
    fetch(`${api.url}/imports`, {
      method: 'POST',
      headers: { 'content-type': 'text/csv', cookie, ...headers },
      body: 'email\na@b.example\n',
    }).then(({ status }) => status)
  expect(await send({})).toBe(403)
  expect(await send({ ...csrf, origin: foreign })).toBe(403)
  expect(await send(csrf)).toBe(200)
})

test('OPTIONS needs no credentials, allows GET, POST and three headers to allowed origins, and grants nothing', async () => {
  const preflight = (origin: string) =>
    fetch(`${api.url}/graphql`, { method: 'OPTIONS', headers: { origin, 'access-control-request-method': 'POST' } })
  const allowed = await preflight(friend)
  expect(allowed.status).toBe(204)
  expect(allowed.headers.get('access-control-allow-origin')).toBe(friend)
  expect(allowed.headers.get('access-control-allow-methods')).toBe('GET, POST, OPTIONS')
  expect(allowed.headers.get('access-control-allow-headers')?.toLowerCase()).toBe('content-type, authorization, x-swarm-csrf')
  expect(allowed.headers.getSetCookie()).toEqual([])
  const refused = await preflight(foreign)
  expect(refused.headers.get('access-control-allow-origin')).toBeNull()
  expect(refused.headers.get('access-control-allow-credentials')).toBeNull()
  expect(refused.headers.get('vary')).toMatch(/origin/i)
})

test('a WebSocket with a cookie opens from our own or an allowed page alone', async () => {
  const open = async (options: Parameters<typeof openSocket>[1]) => {
    const socket = openSocket(api.url, options)
    const outcome = await Promise.race([
      socket
        .listen('{ viewer { name } }')
        .until(1)
        .then(() => 'in'),
      socket.closed.then(({ code }) => `closed ${code}`),
    ])
    await socket.stop()
    return outcome
  }
  expect(await open({ headers: { cookie }, origin: api.url })).toBe('in')
  expect(await open({ headers: { cookie }, origin: friend })).toBe('in')
  // 1006: refused before it was a WebSocket.
  expect(await open({ headers: { cookie }, origin: foreign })).toBe('closed 1006')
  expect(await open({ headers: { cookie } })).toBe('closed 1006')
  expect(await open({ key, origin: foreign })).toBe('closed 1006')
  expect(await open({ key, path: `/graphql?token=${key}` })).toBe('closed 1006')
  expect(await open({ key, path: '/elsewhere' })).toBe('closed 1006')
  expect(await open({ key })).toBe('in')
})
