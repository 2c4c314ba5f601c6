import { readFileSync } from 'node:fs'

/** The lists that `classifyAddress` compares with. Domains are canonical, local parts lower case. */
export type AddressLists = {
  roleLocalParts: ReadonlySet<string>
  disposableDomains: ReadonlySet<string>
  /** The large providers, by hand. */
  freeMailCore: ReadonlySet<string>
  /** All known free mail domains, the large ones included. */
  freeMailDomains: ReadonlySet<string>
}

function linesOf(file: string): string[] {
  const text = readFileSync(new URL(`./data/${file}`, import.meta.url), 'utf8')
  return text.split(/\r?\n/).filter((line) => line !== '' && !line.startsWith('#'))
}

/**
 * Reads the lists that ship with the product; call once when the process starts.
 * `sandbox` adds the reserved domains that stand for disposable and free mail in the sample leads; never set it in the real world.
 */
export function loadAddressLists(options: { sandbox: boolean }): AddressLists {
  const overlay = options.sandbox ? linesOf('domain-overlay-test.csv').map((line) => line.split(',')) : []
  const overlaid = (kind: string): string[] => overlay.flatMap(([domain = '', listed]) => (listed === kind ? [domain] : []))
  const freeMailCore = new Set([...linesOf('freemail-core.txt'), ...overlaid('freemail')])
  return {
    roleLocalParts: new Set(linesOf('role-accounts.txt')),
    disposableDomains: new Set([...linesOf('disposable-domains.txt'), ...overlaid('disposable')]),
    freeMailCore,
    freeMailDomains: new Set([...freeMailCore, ...linesOf('freemail-domains.txt')]),
  }
}
