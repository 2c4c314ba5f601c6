import { isSameDatabase, readerFor } from '@swarm/api/which-reader'
import type { Reader } from '@swarm/db/read'
import type { Scope } from '@swarm/jobs/actors'
import { expect, test } from 'vitest'

const reader = (name: string): Reader & { name: string } => ({
  name,
  read: () => Promise.reject(new Error('nothing is read here')),
  end: () => Promise.resolve(),
})
const readers = { fresh: reader('fresh'), replica: reader('replica') }

test.each<[string, Scope[], boolean, keyof typeof readers]>([
  ['an analyst', ['read'], false, 'replica'],
  ['an analyst who listens', ['read'], true, 'fresh'],
  ['a reviewer', ['read', 'review'], false, 'fresh'],
  ['an operator', ['operate'], false, 'fresh'],
  ['an admin', ['read', 'review', 'operate', 'admin'], false, 'fresh'],
  ['a key that records events', ['webhook'], false, 'fresh'],
])('%s with %j (live: %s) reads from the %s one', (_who, scopes, isLive, which) => {
  expect(readerFor(readers, scopes, isLive)).toBe(readers[which])
})

test('another role of one database is not behind; another port or name may be', () => {
  const url = 'postgres://swarm_api:a@db.example:5432/swarm'
  expect(isSameDatabase(url, 'postgres://swarm_read:b@db.example:5432/swarm')).toBe(true)
  expect(isSameDatabase(url, 'postgres://swarm_read:b@db.example:5432/swarm_replica')).toBe(false)
  expect(isSameDatabase(url, 'postgres://swarm_read:b@db.example:5433/swarm')).toBe(false)
  expect(isSameDatabase(url, 'postgres://swarm_read:b@replica.example:5432/swarm')).toBe(false)
})
