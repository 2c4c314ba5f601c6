import { expect, test } from 'vitest'
import { hostRefusal, lookupLoopback } from './allowed-host.ts'

test.each([
  ['http://127.0.0.1:4100', true],
  ['http://127.1/', true],
  ['http://0x7f000001/', true],
  ['http://localhost:1', true],
  ['http://[::1]:1', true],
  ['http://[::ffff:127.0.0.1]:1', true],
  ['https://api.apollo.io', false],
  ['http://0.0.0.0:1', false],
  ['http://10.0.0.1', false],
  ['http://169.254.169.254', false],
  ['http://localhost.example.com', false],
  ['http://127.0.0.1@api.apollo.io', false],
  ['http://[::]:1', false],
  ['ftp://127.0.0.1', false],
])('a sandbox and %s: %s', (url, isAllowed) => {
  expect(hostRefusal(new URL(url), 'sandbox') === null).toBe(isAllowed)
})

test.each([
  ['https://api.apollo.io', true],
  ['http://api.apollo.io', false],
  ['http://127.0.0.1:4100', true],
])('production and %s: %s', (url, isAllowed) => {
  expect(hostRefusal(new URL(url), 'production') === null).toBe(isAllowed)
})

test('a name resolves to this machine or to nothing', async () => {
  const resolved = await new Promise((resolve, reject) =>
    lookupLoopback('localhost', {}, (error, address) => (error ? reject(error) : resolve(address))),
  )
  expect(['127.0.0.1', '::1']).toContain(resolved)
  await expect(
    new Promise((resolve, reject) =>
      lookupLoopback('93.184.216.34', { all: true }, (error, addresses) => (error ? reject(error) : resolve(addresses))),
    ),
  ).rejects.toThrow('does not resolve to this machine')
})
