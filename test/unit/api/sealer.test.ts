import { createSealer } from '@swarm/api/auth/sealer'
import { expect, test } from 'vitest'

const [first, second] = ['the first session secret, long enough', 'the second session secret, long enough']
const plain = Buffer.from('the secret of a factor')

test('what is sealed shows nothing of itself, differs each time, and opens for its owner alone', () => {
  const sealer = createSealer(first, null)
  const [one, other] = [sealer.seal('ana', plain), sealer.seal('ana', plain)]
  expect(one.sealed.includes(plain)).toBe(false)
  expect(one.sealed.equals(other.sealed)).toBe(false)
  expect(sealer.open('ana', one)).toEqual(plain)
  expect(sealer.open('bo', one)).toBeNull()
})

test('whatever bit of it is altered, it does not open', () => {
  const sealer = createSealer(first, null)
  const { sealed, keyId } = sealer.seal('ana', plain)
  for (let at = 0; at < sealed.length; at += 1) {
    const altered = Buffer.from(sealed)
    altered[at] = (altered[at] ?? 0) ^ 1
    expect(sealer.open('ana', { sealed: altered, keyId }), `byte ${at}`).toBeNull()
  }
  expect(sealer.open('ana', { sealed: sealed.subarray(0, 20), keyId })).toBeNull()
})

test('after the session secret was changed it opens with the one of before at hand, and says that it is old', () => {
  const kept = createSealer(first, null).seal('ana', plain)
  const both = createSealer(second, first)
  expect([both.open('ana', kept), both.isOld(kept)]).toEqual([plain, true])
  const anew = both.seal('ana', plain)
  expect([createSealer(second, null).open('ana', anew), both.isOld(anew)]).toEqual([plain, false])
  expect(createSealer(second, null).open('ana', kept)).toBeNull()
  expect(kept.keyId).toMatch(/^[0-9a-f]{12}$/)
})
