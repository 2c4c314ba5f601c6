import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestApi, type TestApi } from '../../harness/api.ts'

const hashOf = (text: string) => createHash('sha256').update(text).digest('hex')
const known = 'query Viewer { viewer { name } }'
const tooWide = `{ ${Array.from({ length: 31 }, (_, i) => `a${i}: viewer { name }`).join(' ')} }`

const folder = mkdtempSync(join(tmpdir(), 'swarm-persisted-'))
let api: TestApi
let key: string
beforeAll(async () => {
  writeFileSync(join(folder, 'persisted-operations.json'), JSON.stringify({ [hashOf(known)]: known, [hashOf(tooWide)]: tooWide }))
  api = await startTestApi({ webFolder: folder })
  key = await api.keyFor('read')
})
afterAll(async () => {
  await api.stop()
  rmSync(folder, { recursive: true })
})

const post = async (body: unknown, authorization = `Bearer ${key}`): Promise<{ status: number; body: unknown }> => {
  const response = await fetch(`${api.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization },
    body: JSON.stringify(body),
  })
  return { status: response.status, body: await response.json() }
}
const byHash = (query: string) => ({ extensions: { persistedQuery: { version: 1, sha256Hash: hashOf(query) } } })

test('the hash of a document that the page was built with stands for the document', async () => {
  expect(await post(byHash(known))).toEqual(await post({ query: known }))
  expect((await post(byHash(known))).body).toMatchObject({ data: { viewer: { name: 'read' } } })
})

test('a hash that nobody knows is answered with the word for whole documents, and these run', async () => {
  expect((await post(byHash('{ viewer { id } }'))).body).toMatchObject({ errors: [{ message: 'PersistedQueryNotSupported' }] })
  expect((await post({ query: known, ...byHash('{ viewer { id } }') })).body).toMatchObject({ data: { viewer: { name: 'read' } } })
})

test('what is no hash is no operation', async () => {
  for (const sha256Hash of ['__proto__', '', 'constructor', 5, null])
    expect((await post({ extensions: { persistedQuery: { version: 1, sha256Hash } } })).body).toMatchObject({ errors: [{}] })
  expect(api.faults).toEqual([])
})

test('limits and credentials hold for known documents too', async () => {
  expect((await post(byHash(tooWide))).body).toMatchObject({ errors: [{ extensions: { code: 'LIMIT_EXCEEDED', limit: 'aliases' } }] })
  expect((await post(byHash(known), 'Bearer nobody')).status).toBe(401)
})
