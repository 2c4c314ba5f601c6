import type { IncomingMessage } from 'node:http'
import { BlockList, isIP, isIPv4, isIPv6 } from 'node:net'

/** Whose address a request comes from, for counting failures. */
export type ClientAddress = (request: Pick<IncomingMessage, 'headers' | 'socket'>) => string

/** `10.0.0.0/8`, `::1/128` or one address: null when it is neither. */
export function readNetwork(text: string): { address: string; bits: number } | null {
  const [address = '', bits, ...rest] = text.split('/')
  const most = isIPv4(address) ? 32 : isIPv6(address) ? 128 : null
  if (most === null || rest.length > 0) return null
  if (bits === undefined) return { address, bits: most }
  return /^\d{1,3}$/.test(bits) && Number(bits) <= most ? { address, bits: Number(bits) } : null
}

/** An IPv4 address that came as IPv6 (`::ffff:10.0.0.1`) as itself; null for what is no address. */
function plainAddress(text: string): string | null {
  const plain = text.trim().replace(/^::ffff:(?=\d+\.)/i, '')
  return isIP(plain) === 0 ? null : plain
}

/** A house has a whole /64 of IPv6 to change its address in, so that is what counts. */
function countedAs(address: string): string {
  if (!isIPv6(address)) return address
  const [head = '', tail] = (address.split('%')[0] ?? '').toLowerCase().split('::')
  const groups = head === '' ? [] : head.split(':')
  const after = tail === undefined || tail === '' ? [] : tail.split(':')
  const whole =
    tail === undefined ? groups : [...groups, ...Array<string>(Math.max(0, 8 - groups.length - after.length)).fill('0'), ...after]
  return `${whole
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ''))
    .join(':')}::/64`
}

/**
 * The address that a connection comes from. Behind a load balancer that is the balancer's, for everybody: one who guesses would lock all out.
 * So where the connection is a named proxy's, the last address of `X-Forwarded-For` that is none of theirs counts; from anybody else the
 * header is only what a stranger wrote, and is not looked at.
 */
export function clientAddress(trustedProxies: readonly { address: string; bits: number }[]): ClientAddress {
  const trusted = new BlockList()
  for (const { address, bits } of trustedProxies) trusted.addSubnet(address, bits, isIPv4(address) ? 'ipv4' : 'ipv6')
  const isTrusted = (address: string) => trusted.check(address, isIPv4(address) ? 'ipv4' : 'ipv6')
  return ({ headers, socket }) => {
    let nearest = plainAddress(socket.remoteAddress ?? '')
    if (nearest === null) return 'unknown'
    const named = [headers['x-forwarded-for'] ?? []].flat().join(',').split(',').reverse()
    for (const text of named) {
      if (!isTrusted(nearest)) break
      const before = plainAddress(text)
      if (before === null) break
      nearest = before
    }
    return countedAs(nearest)
  }
}
