import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestApi, type TestApi } from '../../harness/api.ts'

let api: TestApi
let folder: string
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'swarm pages '))
  mkdirSync(join(folder, 'assets'))
  writeFileSync(join(folder, 'index.html'), '<!doctype html><title>Alpha Swarm</title>')
  writeFileSync(join(folder, 'assets', 'main-abc123.js'), 'export const hello = 1\n')
  writeFileSync(join(folder, 'assets', 'main-abc123.js.br'), brotliCompressSync('export const hello = 1\n'))
  writeFileSync(join(folder, 'assets', 'main-abc123.js.gz'), gzipSync('export const hello = 1\n'))
  writeFileSync(
    join(folder, 'page-files.json'),
    JSON.stringify({ '/queue': ['/assets/queue-1.js', '/assets/queue-1.css'], '/leads/:id': ['/assets/lead-1.js'] }),
  )
  api = await startTestApi({ webFolder: folder })
})
afterAll(async () => {
  await api.stop()
  rmSync(folder, { recursive: true })
})

const paths = ['/', '/queue', '/assets/main-abc123.js', '/health/live', '/graphql', '/login', '/nothing.txt']

test('every answer, refusals too, forbids scripts, frames and connections that are not ours', async () => {
  for (const path of paths) {
    const { headers } = await fetch(`${api.url}${path}`)
    const policy = headers.get('content-security-policy') ?? ''
    const host = new URL(api.url).host
    expect(policy, path).toBe(
      [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "font-src 'self'",
        "img-src 'self' data:",
        `connect-src 'self' ws://${host}`,
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
      ].join(';'),
    )
    expect(policy).not.toMatch(/unsafe-/)
    expect(headers.get('x-content-type-options'), path).toBe('nosniff')
    expect(headers.get('referrer-policy'), path).toBe('no-referrer')
    expect(headers.get('x-frame-options'), path).toBe('SAMEORIGIN')
    expect(headers.get('cross-origin-opener-policy'), path).toBe('same-origin')
    expect(headers.get('cross-origin-resource-policy'), path).toBe('same-origin')
    expect(headers.get('x-powered-by'), path).toBeNull()
    expect(headers.get('server'), path).toBeNull()
    expect(headers.get('strict-transport-security'), path).toBeNull()
  }
})

test('behind https browsers are told to stay there', async () => {
  const secure = await startTestApi({ publicUrl: 'https://swarm.example' })
  const { headers } = await fetch(`${secure.url}/health/live`)
  expect(headers.get('strict-transport-security')).toMatch(/^max-age=\d{8}/)
  expect(headers.get('content-security-policy')).toContain('wss://swarm.example')
  await secure.stop()
})

test('a page’s address gets the page, files that never change are kept for ever, the page itself is asked for again', async () => {
  const page = await fetch(`${api.url}/leads/abc`)
  expect([page.status, page.headers.get('cache-control'), await page.text()]).toEqual([
    200,
    'no-cache',
    '<!doctype html><title>Alpha Swarm</title>',
  ])
  const script = await fetch(`${api.url}/assets/main-abc123.js`)
  expect(script.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
  const again = await fetch(`${api.url}/assets/main-abc123.js`, { headers: { 'if-none-match': script.headers.get('etag') ?? '' } })
  expect(again.status).toBe(304)
})

test.each([
  ['gzip, deflate, br', 'br'],
  ['gzip', 'gzip'],
  ['br;q=0, gzip;q=0.5', 'gzip'],
  ['br; q=0.000, gzip; q=0', null],
  ['identity', null],
  ['*', null],
])('who takes %s gets the file as %s, which is the same file', async (taken, sent) => {
  const script = await fetch(`${api.url}/assets/main-abc123.js`, { headers: { 'accept-encoding': taken } })
  expect(script.headers.get('content-encoding')).toBe(sent)
  expect(script.headers.get('vary')).toContain('accept-encoding')
  expect(await script.text()).toBe('export const hello = 1\n')
  // What one of them has kept is never taken for what another asks for.
  const plain = await fetch(`${api.url}/assets/main-abc123.js`, { headers: { 'accept-encoding': 'identity' } })
  expect(script.headers.get('etag') === plain.headers.get('etag')).toBe(sent === null)
})

test('with the document stands what its page is drawn with, also where the document itself is not sent again', async () => {
  const queue = await fetch(`${api.url}/queue`)
  expect(queue.headers.get('link')).toBe(
    '</assets/queue-1.js>; rel=modulepreload, </assets/queue-1.css>; rel=preload; as=style; crossorigin',
  )
  const again = await fetch(`${api.url}/queue`, { headers: { 'if-none-match': queue.headers.get('etag') ?? '' } })
  expect([again.status, again.headers.get('link')]).toEqual([304, queue.headers.get('link')])
  expect((await fetch(`${api.url}/leads/abc`)).headers.get('link')).toBe('</assets/lead-1.js>; rel=modulepreload')
  for (const path of ['/', '/leads', '/leads/abc/more', '/assets/main-abc123.js'])
    expect((await fetch(`${api.url}${path}`)).headers.get('link'), path).toBeNull()
})

test('the build’s own lists are nobody’s', async () => {
  for (const path of ['/page-files.json', '/persisted-operations.json', '/.vite/manifest.json', '/assets/main-abc123.js.br'])
    expect((await fetch(`${api.url}${path}`)).status, path).toBe(401)
})

test('a long answer is packed for who takes it so, and says the same', async () => {
  const key = await api.keyFor('read')
  const ask = (query: string, taken: string) =>
    fetch(`${api.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${key}`, 'accept-encoding': taken },
      body: JSON.stringify({ query }),
    })
  const long = '{ __schema { types { name description } } }'
  const [packed, plain] = await Promise.all([ask(long, 'br, gzip'), ask(long, 'identity')])
  expect([packed.headers.get('content-encoding'), plain.headers.get('content-encoding')]).toEqual(['gzip', null])
  expect(Number(packed.headers.get('content-length'))).toBeLessThan(Number(plain.headers.get('content-length')) / 2)
  expect(await packed.text()).toBe(await plain.text())
  expect((await ask('{ viewer { name } }', 'gzip')).headers.get('content-encoding')).toBeNull()
})

test('nothing outside the built pages can be asked for', async () => {
  for (const path of [
    '/..%2f..%2fetc%2fpasswd.txt',
    '/%2e%2e/package.json',
    '/assets/../../../etc/hosts.txt',
    '/assets%00.js',
    '/index.html%00.js',
  ]) {
    const response = await fetch(`${api.url}${path}`)
    expect(response.status, path).toBe(401)
  }
})

test('what belongs to one caller is never kept by anybody between', async () => {
  const key = await api.keyFor('read')
  const response = await fetch(`${api.url}/graphql?query={viewer{name}}`, { headers: { authorization: `Bearer ${key}` } })
  expect(response.status).toBe(200)
  expect(response.headers.get('cache-control')).toBe('no-store')
})
