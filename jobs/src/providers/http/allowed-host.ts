import { lookup as resolve } from 'node:dns'
import { BlockList, isIP, type LookupFunction } from 'node:net'
import type { Mode } from '@swarm/db/migrate'

const loopback = new BlockList()
loopback.addSubnet('127.0.0.0', 8)
loopback.addAddress('::1', 'ipv6')

function isLoopbackAddress(address: string): boolean {
  const family = isIP(address)
  return family !== 0 && loopback.check(address, family === 6 ? 'ipv6' : 'ipv4')
}

/** `localhost` and the addresses of this machine itself; a URL's host name is already canonical (`127.1`, `0x7f000001`). */
export function isLoopbackHost(url: URL): boolean {
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1')
  return host === 'localhost' || isLoopbackAddress(host)
}

/** Why this mode may not talk to this address, or null: a sandbox reaches nothing but this machine (I16), keys never travel in clear. */
export function hostRefusal(url: URL, mode: Mode): string | null {
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return `${url.protocol} is not spoken here`
  if (isLoopbackHost(url)) return null
  if (mode === 'sandbox') return `${url.hostname} is not this machine, and a sandbox reaches nothing else`
  return url.protocol === 'https:' ? null : `${url.hostname} would get the key in clear; only https is allowed`
}

/** Resolves as usual, but to nothing except this machine: a name that a hosts file or a DNS server points elsewhere is refused too. */
export const lookupLoopback: LookupFunction = (name, options, done) => {
  resolve(name, { ...options, all: true }, (error, addresses) => {
    if (error) return done(error, [])
    const own = addresses.filter(({ address }) => isLoopbackAddress(address))
    const [first] = own
    if (first === undefined) return done(new Error(`${name} does not resolve to this machine`), [])
    if (options.all) return done(null, own)
    done(null, first.address, first.family)
  })
}
