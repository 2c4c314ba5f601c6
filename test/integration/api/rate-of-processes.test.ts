import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestApi, type TestApi } from '../../harness/api.ts'
import { type Served, startApiProcess } from '../../harness/served.ts'
import { openSocket } from '../../harness/socket.ts'

let api: TestApi
let processes: Served[]
beforeAll(async () => {
  api = await startTestApi()
  processes = await Promise.all([startApiProcess(api.database), startApiProcess(api.database)])
})
afterAll(async () => {
  for (const { stop } of processes) await stop()
  await api.stop()
})

const ask = async (url: string, key: string): Promise<number> => {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
    body: '{"query":"{ viewer { name } }"}',
  })
  await response.arrayBuffer()
  return response.status
}

test('two processes together let a caller run 120 operations at once and 30 a second, as one does', async () => {
  const key = await api.keyFor('read')
  const started = performance.now()
  const statuses = await Promise.all(
    Array.from({ length: 400 }, async (_, i) => {
      const { url } = processes[i % 2] ?? { url: '' }
      return ask(url, key)
    }),
  )
  const seconds = (performance.now() - started) / 1000
  const passed = statuses.filter((status) => status === 200).length
  expect(statuses.filter((status) => status !== 200 && status !== 429)).toEqual([])
  expect(passed).toBeLessThanOrEqual(121 + Math.ceil(seconds * 30))
  // What one of them keeps to spare is little: 120 go through, less a share.
  expect(passed).toBeGreaterThanOrEqual(105)
})

test('what was taken to spare and not used does not come on top', async () => {
  const key = await api.keyFor('read')
  // Both hold a share now.
  for (const { url } of processes) await ask(url, key)
  await new Promise((resolve) => setTimeout(resolve, 700))
  const started = performance.now()
  const statuses = await Promise.all(Array.from({ length: 300 }, (_, i) => ask(processes[i % 2]?.url ?? '', key)))
  const seconds = (performance.now() - started) / 1000
  expect(statuses.filter((status) => status === 200).length).toBeLessThanOrEqual(121 + Math.ceil(seconds * 30))
})

test('access that ends in one process ends in all: requests and open sockets', async () => {
  await api.addUser('Ana', 'correct horse battery', ['read', 'admin'])
  await api.addUser('Leaver', 'correct horse battery', ['read'])
  const [ana, leaver] = [await api.signIn('Ana', 'correct horse battery'), await api.signIn('Leaver', 'correct horse battery')]
  const [key, admin] = [await api.keyFor('read'), await api.keyFor('admin')]
  const opened = processes.flatMap(({ url }) => [
    openSocket(url, { headers: { cookie: ana }, origin: url }),
    openSocket(url, { headers: { cookie: leaver }, origin: url }),
    openSocket(url, { key }),
  ])
  await Promise.all(opened.map((socket) => socket.listen('{ viewer { name } }').until(1)))
  const csrf = { 'content-type': 'application/json', 'x-swarm-csrf': '1' }
  expect((await fetch(`${processes[0]?.url}/logout`, { method: 'POST', headers: { ...csrf, cookie: ana } })).status).toBe(204)
  const { data } = await api.ask<{ users: { id: string; name: string }[]; apiKeys: { id: string; prefix: string }[] }>(
    admin,
    '{ users { id name } apiKeys { id prefix } }',
  )
  const change = await api.ask(
    admin,
    `mutation ($user: DisableUserInput!, $key: RevokeApiKeyInput!) { disableUser(input: $user) { __typename } revokeApiKey(input: $key) { __typename } }`,
    {
      user: { id: data?.users.find(({ name }) => name === 'Leaver')?.id },
      key: { id: data?.apiKeys.find(({ prefix }) => prefix === key.slice(0, 6))?.id },
    },
  )
  expect(change.data).toEqual({
    disableUser: { __typename: 'DisableUserSuccess' },
    revokeApiKey: { __typename: 'RevokeApiKeySuccess' },
  })
  expect(await Promise.all(opened.map(async ({ closed }) => (await closed).code))).toEqual(Array(6).fill(4401))
  for (const { url } of processes) {
    expect(await ask(url, key)).toBe(401)
    for (const cookie of [ana, leaver])
      expect((await fetch(`${url}/graphql?query={viewer{name}}`, { headers: { cookie } })).status).toBe(401)
  }
})
