import { Socket } from 'node:net'
import { clientAddress, readNetwork } from '@swarm/api/http/client-address'
import { expect, test } from 'vitest'

const proxies = ['10.0.0.0/8', 'fd00::/8'].flatMap((text) => readNetwork(text) ?? [])

function from(remoteAddress: string, forwarded?: string): string {
  const socket = Object.defineProperty(new Socket(), 'remoteAddress', { value: remoteAddress })
  return clientAddress(proxies)({ socket, headers: forwarded === undefined ? {} : { 'x-forwarded-for': forwarded } })
}

test.each([
  ['a stranger names no other address', '203.0.113.7', '198.51.100.1', '203.0.113.7'],
  ['a proxy of ours names who came to it', '10.1.2.3', '198.51.100.1', '198.51.100.1'],
  ['what the stranger wrote before that does not count', '10.1.2.3', '1.1.1.1, 198.51.100.1', '198.51.100.1'],
  ['through two proxies of ours', '10.1.2.3', '198.51.100.1, 10.9.9.9', '198.51.100.1'],
  ['a proxy that says nothing', '10.1.2.3', undefined, '10.1.2.3'],
  ['a proxy that says nonsense', '10.1.2.3', 'unknown', '10.1.2.3'],
  ['IPv4 that came as IPv6', '::ffff:10.1.2.3', '::ffff:198.51.100.1', '198.51.100.1'],
  ['IPv6 counts by its /64', '2001:db8:1:2:aaaa:bbbb:cccc:dddd', undefined, '2001:db8:1:2::/64'],
  ['a short IPv6', '2001:db8::1', undefined, '2001:db8:0:0::/64'],
  ['IPv6 through a proxy of ours', 'fd00::1', '2001:0db8:0001:0002::9', '2001:db8:1:2::/64'],
  ['loopback', '::1', undefined, '0:0:0:0::/64'],
  ['a connection that is gone', '', '198.51.100.1', 'unknown'],
])('%s', (_, remote, forwarded, counted) => {
  expect(from(remote, forwarded)).toBe(counted)
})

test.each(['10.0.0.0/33', 'a/8', '', '10.0.0.0/8/8', '10.0.0/8', '::/129', '10.0.0.0/-1', '10.0.0.0/'])('%j is no network', (text) => {
  expect(readNetwork(text)).toBeNull()
})
