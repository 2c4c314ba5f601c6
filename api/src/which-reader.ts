import type { Reader } from '@swarm/db/read'
import type { Scope } from '@swarm/jobs/actors'

/** Whether two addresses name one server and database: then they differ by their role alone, and neither is behind the other. */
export function isSameDatabase(one: string, other: string): boolean {
  const [a, b] = [new URL(one), new URL(other)]
  return a.hostname === b.hostname && a.port === b.port && a.pathname === b.pathname
}

/** Where reads go: `fresh` knows every commit, `replica` may be behind. */
export type Readers = { fresh: Reader; replica: Reader }

/**
 * Who can change anything reads what they changed: only a caller who can do nothing but read is served by the replica, and only for single
 * queries. A subscription always reads where the change was committed: its notice comes once, and a replica may not know of it yet.
 * No token has to travel from a write to the next read, so it holds whichever process answers (docs/decisions/0046).
 */
export function readerFor({ fresh, replica }: Readers, scopes: readonly Scope[]): Reader {
  return scopes.every((scope) => scope === 'read') ? replica : fresh
}
