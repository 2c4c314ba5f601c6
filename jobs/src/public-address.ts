import { BlockList, isIP } from 'node:net'
import type { Mode } from '@swarm/db/migrate'

/** Addresses that nobody outside can reach. */
const closed = new BlockList()
for (const [net, bits] of [
  ['10.0.0.0', 8],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['100.64.0.0', 10],
  ['0.0.0.0', 8],
] as const)
  closed.addSubnet(net, bits)
for (const [net, bits] of [
  ['fc00::', 7],
  ['fe80::', 10],
] as const)
  closed.addSubnet(net, bits, 'ipv6')
closed.addAddress('::1', 'ipv6')

/**
 * Why links in messages can't begin with this address, or null: in production recipients and providers must reach it, by https (I20). A
 * sandbox writes to nobody.
 */
export function publicAddressProblem(mode: Mode, address: string | null): string | null {
  if (mode === 'sandbox') return null
  if (address === null) return 'PUBLIC_URL is not set: nobody could use the links in messages.'
  const { protocol, hostname } = new URL(address)
  if (protocol !== 'https:') return 'PUBLIC_URL is not https.'
  const host = hostname.replace(/^\[(.*)\]$/, '$1')
  const family = isIP(host)
  const isClosed =
    family === 0
      ? !host.includes('.') || /(?:^|\.)(?:localhost|local|internal|lan|home|test|example|invalid)$/.test(host)
      : closed.check(host, family === 6 ? 'ipv6' : 'ipv4')
  return isClosed ? `PUBLIC_URL names ${host}, which nobody outside can reach.` : null
}
