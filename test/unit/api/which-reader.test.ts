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

test.each<[string, Scope[], keyof typeof readers]>([
  ['an analyst', ['read'], 'replica'],
  ['a reviewer', ['read', 'review'], 'fresh'],
  ['an operator', ['operate'], 'fresh'],
  ['an admin', ['read', 'review', 'operate', 'admin'], 'fresh'],
  ['a key that records events', ['webhook'], 'fresh'],
])('%s with %j reads from the %s one', (_who, scopes, which) => {
  expect(readerFor(readers, scopes)).toBe(readers[which])
})

test('another role of one database is not behind; another port or name may be', () => {
  const url = 'postgres://swarm_api:a@db.example:5432/swarm'
  expect(isSameDatabase(url, 'postgres://swarm_read:b@db.example:5432/swarm')).toBe(true)
  expect(isSameDatabase(url, 'postgres://swarm_read:b@db.example:5432/swarm_replica')).toBe(false)
  expect(isSameDatabase(url, 'postgres://swarm_read:b@db.example:5433/swarm')).toBe(false)
  expect(isSameDatabase(url, 'postgres://swarm_read:b@replica.example:5432/swarm')).toBe(false)
})
