import { Resolver } from 'node:dns/promises'
import { isIP } from 'node:net'
import type { Mode } from '@swarm/db/migrate'
import type { DnsAnswer } from './dns-records.ts'

/** Asks for the text records of a name. Never throws. */
export type LookUpText = (name: string) => Promise<DnsAnswer>

/** One question, in milliseconds, and how often it is asked. */
const patience = { timeout: 2_000, tries: 2 }

const missing = new Set(['ENOTFOUND', 'ENODATA'])

/** The host of `1.2.3.4`, `1.2.3.4:53`, `[::1]` or `[::1]:53`. */
const hostOf = (server: string): string =>
  /^\[(.+)\](?::\d+)?$/.exec(server)?.[1] ?? (isIP(server) === 6 ? server : server.replace(/:\d+$/, ''))

const isLoopback = (server: string): boolean => hostOf(server) === '::1' || hostOf(server).startsWith('127.')

/**
 * Look-ups by these name servers; by the machine's own where none is named. A sandbox asks nobody outside this machine (I16): without a
 * server on loopback every answer is UNKNOWN.
 */
export function createTextLookup(servers: readonly string[], mode: Mode): LookUpText {
  if (mode === 'sandbox' && (servers.length === 0 || !servers.every(isLoopback)))
    return async () => ({ is: 'UNKNOWN', problem: 'a sandbox asks name servers on this machine alone' })
  const resolver = new Resolver(patience)
  if (servers.length > 0) resolver.setServers(servers)
  return async (name) => {
    try {
      const records = await resolver.resolveTxt(name)
      return { is: 'RECORDS', texts: records.map((chunks) => chunks.join('')) }
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? String(error.code) : 'failed'
      return missing.has(code) ? { is: 'MISSING' } : { is: 'UNKNOWN', problem: code }
    }
  }
}
