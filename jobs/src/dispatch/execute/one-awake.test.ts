import { expect, test } from 'vitest'
import { createAwake } from './one-awake.ts'

const never = new AbortController().signal
const patient = { awakeMs: 3_600_000, betweenMs: 3_600_000 }

/** A sweep whose end the test decides. */
function heldSweep() {
  const { promise, resolve } = Promise.withResolvers<boolean>()
  const begun = Promise.withResolvers<void>()
  return {
    end: resolve,
    begun: begun.promise,
    sweep: () => {
      begun.resolve()
      return promise
    },
  }
}

test('whoever is woken next takes over from one that waits to look again', async () => {
  const awake = createAwake(patient)
  const first = awake(() => Promise.resolve(true), never)
  await awake(() => Promise.resolve(false), never)
  await first
})

test('two sweeps of it never run at once, and each that was asked for runs', async () => {
  const awake = createAwake(patient)
  const [one, two] = [heldSweep(), heldSweep()]
  let isTwoBegun = false
  const first = awake(one.sweep, never)
  await one.begun
  const second = awake(() => {
    isTwoBegun = true
    return two.sweep()
  }, never)
  expect(isTwoBegun).toBe(false)
  one.end(true)
  await first
  two.end(false)
  await second
  expect(isTwoBegun).toBe(true)
})

test('one that fails hands over all the same', async () => {
  const awake = createAwake(patient)
  const first = awake(() => Promise.reject(new Error('the database went away')), never)
  const second = awake(() => Promise.resolve(false), never)
  await expect(first).rejects.toThrow('the database went away')
  await second
})

test('a process that is told to stop does not wait until it would look again', async () => {
  const stopping = new AbortController()
  const awake = createAwake(patient)
  const sweeping = heldSweep()
  const only = awake(sweeping.sweep, stopping.signal)
  await sweeping.begun
  stopping.abort()
  sweeping.end(true)
  await only
})

test('it looks again while there is work, and ends when there is none', async () => {
  const awake = createAwake({ awakeMs: 3_600_000, betweenMs: 0 })
  const left = [true, true, false]
  await awake(() => Promise.resolve(left.shift() ?? false), never)
  expect(left).toEqual([])
})
