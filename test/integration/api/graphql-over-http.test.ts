import { once } from 'node:events'
import { request } from 'node:http'
import { serverAudits } from 'graphql-http'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestApi, type TestApi } from '../../harness/api.ts'

let api: TestApi
let key: string
beforeAll(async () => {
  api = await startTestApi()
  key = await api.keyFor('read')
})
afterAll(async () => {
  expect(api.faults).toEqual([])
  await api.stop()
})

const audits = serverAudits({
  url: () => `${api.url}/graphql`,
  fetchFn: (url: string, init: RequestInit = {}) => {
    const headers = new Headers(init.headers)
    headers.set('authorization', `Bearer ${key}`)
    return fetch(url, { ...init, headers })
  },
})

test('the public audit has its MUST and SHOULD', () => {
  expect(audits.filter(({ name }) => name.startsWith('MUST')).length).toBeGreaterThan(10)
  expect(audits.filter(({ name }) => name.startsWith('SHOULD')).length).toBeGreaterThan(10)
})

test.each(audits.map((audit) => ({ id: audit.id, name: audit.name, audit })))('$id $name', async ({ audit }) => {
  const result = await audit.fn()
  const reason = 'reason' in result ? result.reason : ''
  if (audit.name.startsWith('MAY')) return
  expect(`${result.status} ${reason}`.trim()).toBe('ok')
})

test.each(['application/json', 'application/graphql-response+json'])(
  'what is no JSON is refused with nothing of it, to %s',
  async (accept) => {
    const send = (path: string, init: RequestInit = {}) =>
      fetch(`${api.url}/graphql${path}`, {
        ...init,
        headers: { accept, authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      })
    const secret = 'a word that nobody repeats'
    const asked = [
      await send('', { method: 'POST', body: '{"query":' }),
      await send('', { method: 'POST', body: `{"query": ${secret}}` }),
      await send('', { method: 'POST', body: '' }),
      await send(`?query={viewer{name}}&variables=${encodeURIComponent(secret)}`),
      await send('?query={viewer{name}}&extensions=x'),
    ]
    for (const answer of asked) {
      const text = await answer.text()
      expect([answer.status, text]).toEqual([400, expect.stringContaining('BAD_REQUEST')])
      expect(text).not.toMatch(/originalError|SyntaxError|nobody repeats|{\\?"query/)
    }
    expect(api.faults).toEqual([])
  },
)

test('variables nested deeper than anything is read are the caller’s business', async () => {
  const deep = `${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}`
  for (const query of ['query { viewer { name } }', 'mutation { acknowledgeAlert(input: { alertId: "x" }) { __typename } }']) {
    const answer = await fetch(`${api.url}/graphql`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: `{"query":${JSON.stringify(query)},"variables":{"x":${deep}}}`,
    })
    expect(await answer.json()).toMatchObject({ errors: [{ extensions: { code: 'INVALID_INPUT' } }] })
  }
  const file = await fetch(`${api.url}/exports`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: `{"query":"{ leads { edges { node { id } } } }","variables":{"x":${deep}}}`,
  })
  expect(file.status).toBe(400)
})

test('an answer in no form that the caller reads is refused in words', async () => {
  for (const [accept, query] of [
    ['application/json', 'subscription { activity { at } }'],
    ['image/png', '{ viewer { name } }'],
  ]) {
    const answer = await fetch(`${api.url}/graphql`, {
      method: 'POST',
      headers: { accept: accept ?? '', authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify({ query }),
    })
    expect([answer.status, await answer.text()]).toEqual([406, expect.stringContaining('NOT_ACCEPTABLE')])
  }
})

test('a variable of another form is a bad request to whoever knows the media type of GraphQL', async () => {
  const statusFor = async (accept: string) => {
    const answer = await fetch(`${api.url}/graphql`, {
      method: 'POST',
      headers: { accept, authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify({ query: 'query ($n: Int) { leads(first: $n) { totalCount } }', variables: { n: 'x' } }),
    })
    expect(await answer.text()).not.toContain('"http"')
    return answer.status
  }
  expect([await statusFor('application/graphql-response+json'), await statusFor('application/json')]).toEqual([400, 200])
})

test('who offers HTTP/2 along with a request is answered as if they had not', async () => {
  const asking = request(`${api.url}/graphql`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${key}`,
      'content-type': 'application/json',
      connection: 'Upgrade, HTTP2-Settings',
      upgrade: 'h2c',
      'http2-settings': 'AAMAAABkAAQCAAAAAAIAAAAA',
    },
  })
  const answered = once(asking, 'response')
  asking.end('{"query":"{ viewer { name } }"}')
  const [answer] = await answered
  let text = ''
  for await (const part of answer) text += part
  expect([answer.statusCode, JSON.parse(text).data]).toEqual([200, { viewer: { name: 'read' } }])
})
