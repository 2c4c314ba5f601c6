import { createRateLimit } from '@swarm/api/http/rate-limit'
import { expect, test } from 'vitest'

test('one question is asked for ten operations, and for all that wait at once', async () => {
  const asked: number[] = []
  const waitFor = createRateLimit(
    async (_, needed, spare) => {
      asked.push(needed)
      return { granted: needed + spare, waitMs: 0 }
    },
    () => 0,
  )
  for (let i = 0; i < 20; i += 1) expect(await waitFor('a')).toBe(0)
  expect(asked).toEqual([1, 1])
  expect(await Promise.all(Array.from({ length: 40 }, () => waitFor('b')))).toEqual(Array.from({ length: 40 }, () => 0))
  // The first of them asks for itself, the rest together for what its share left open.
  expect(asked.slice(2)).toEqual([1, 30])
})

test('a share that nobody used is forgotten once as much has come after', async () => {
  let now = 0
  let asked = 0
  const waitFor = createRateLimit(
    async (_, needed, spare) => {
      asked += 1
      return { granted: needed + spare, waitMs: 0 }
    },
    () => now,
  )
  await waitFor('a')
  now = 299
  await waitFor('a')
  expect(asked).toBe(1)
  now = 301
  await waitFor('a')
  expect(asked).toBe(2)
})

test('who gets none is told how long to wait, and the others run', async () => {
  const waitFor = createRateLimit(
    async (_, needed) => ({ granted: Math.min(needed, 2), waitMs: 20 }),
    () => 0,
  )
  const first = waitFor('a')
  const rest = [waitFor('a'), waitFor('a'), waitFor('a')]
  expect([await first, ...(await Promise.all(rest))]).toEqual([0, 0, 0, 20])
})

test('while the count does not answer nobody is held up by it', async () => {
  const waitFor = createRateLimit(() => Promise.reject(new Error('gone')))
  expect(await waitFor('a')).toBe(0)
})
