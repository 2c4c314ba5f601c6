import { expect, test } from 'vitest'
import { bestUnderWay, createFlights } from './flights.ts'

test.each([
  [[], 4],
  [[20], 4],
  [[300], 10],
  [[2_000], 48],
  [[5_000, 300], 10],
])('answers in %j ms: %i calls under way at 16.7 a second', (lastMs, most) => {
  expect(bestUnderWay(1_000 / 60, lastMs)).toBe(most)
})

test('where any number is allowed none waits for another', () => {
  expect(bestUnderWay(Number.POSITIVE_INFINITY, [])).toBe(48)
  expect(bestUnderWay(Number.POSITIVE_INFINITY, [20])).toBe(48)
})

test('a call that failed lands like one that was answered, and none is waited for twice', async () => {
  const flights = createFlights<string, number>(1)
  flights.start('a', Promise.resolve(1))
  flights.start('b', Promise.reject(new Error('no')))
  while (flights.underWay() > 0) {
    await flights.next()
    await new Promise((resolve) => setImmediate(resolve))
  }
  expect(flights.collect()).toEqual([
    { asked: 'a', tookMs: expect.any(Number), answer: 1 },
    { asked: 'b', tookMs: expect.any(Number), error: new Error('no') },
  ])
  expect(flights.asked()).toEqual([])
  await flights.next()
})
