import { Resolver } from 'node:dns/promises'
import { afterEach, expect, test } from 'vitest'
import { startSandbox } from '../start-sandbox.ts'
import { clientOf } from '../testing/client.ts'

const stops: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop()
})

async function start() {
  const sandbox = await startSandbox({ people: 1, delays: 'off' })
  stops.push(() => sandbox.stop())
  const resolver = new Resolver({ timeout: 1_500, tries: 1 })
  resolver.setServers([`127.0.0.1:${sandbox.dnsPort}`])
  return { resolver, client: clientOf(sandbox) }
}

test('our domains have their records, with a key longer than one string; others have no name', async () => {
  const { resolver } = await start()
  expect((await resolver.resolveTxt('chiefaiofficerai.com')).map((chunks) => chunks.join(''))).toContain(
    'v=spf1 include:_spf.sandbox.example ~all',
  )
  const [key] = await resolver.resolveTxt('google._domainkey.chiefaiofficerai.com')
  expect(key?.length).toBeGreaterThan(1)
  await expect(resolver.resolveTxt('stranger.example')).rejects.toMatchObject({ code: 'ENOTFOUND' })
})

test('a test says what stands at a name, and whether anybody answers', async () => {
  const { resolver, client } = await start()
  await client.request('PUT', '/dns/records', { name: 'chiefaiofficerai.com', texts: ['v=spf1 +all'] })
  expect(await resolver.resolveTxt('chiefaiofficerai.com')).toEqual([['v=spf1 +all']])
  await client.control('PUT', 'faults', [
    { provider: 'dns', path: '^_dmarc', status: 500 },
    { provider: 'dns', path: 'google', neverAnswer: true },
  ])
  await expect(resolver.resolveTxt('_dmarc.chiefaiofficerai.com')).rejects.toMatchObject({ code: 'ESERVFAIL' })
  await expect(resolver.resolveTxt('google._domainkey.chiefaiofficerai.com')).rejects.toMatchObject({ code: 'ETIMEOUT' })
})
