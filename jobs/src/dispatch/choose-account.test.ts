import { expect, test } from 'vitest'
import { chooseAccount, type RotatingAccount } from './choose-account.ts'

const account = (address: string, position: number, isReady = true, limit: number | null = null): RotatingAccount => ({
  platform: 'INSTANTLY',
  address,
  position,
  isReady,
  limit,
})
const three = [account('c', 2), account('a', 0), account('b', 1)]
const unused = () => 0

test('an account that may send less that day is passed over once it is full, and named when all are', () => {
  const warming = [account('a', 0, true, 1), account('b', 1, true, 2)]
  const used = new Map<string, number>()
  const taken = Array.from({ length: 4 }, () => {
    const chosen = chooseAccount(warming, null, (address) => used.get(address) ?? 0)?.address ?? ''
    used.set(chosen, (used.get(chosen) ?? 0) + 1)
    return chosen
  })
  expect(taken).toEqual(['a', 'b', 'b', 'a'])
})

test('accounts take turns: least used that day first, then by place', () => {
  const used = new Map<string, number>()
  const taken = Array.from({ length: 7 }, () => {
    const chosen = chooseAccount(three, null, (address) => used.get(address) ?? 0)?.address ?? ''
    used.set(chosen, (used.get(chosen) ?? 0) + 1)
    return chosen
  })
  expect(taken).toEqual(['a', 'b', 'c', 'a', 'b', 'c', 'a'])
})

test.each([
  { name: 'a lead keeps its account', accounts: three, kept: 'c', expected: 'c' },
  { name: 'even while that is paused: its steps wait', accounts: [account('a', 0), account('c', 1, false)], kept: 'c', expected: 'c' },
  { name: 'but not one that we no longer have', accounts: three, kept: 'gone', expected: 'a' },
  { name: 'what is not ready is passed over', accounts: [account('a', 0, false), account('b', 1)], kept: null, expected: 'b' },
  {
    name: 'where none is ready the first is named, for the verdict',
    accounts: [account('b', 1, false), account('a', 0, false)],
    kept: null,
    expected: 'a',
  },
  { name: 'no account, no choice', accounts: [], kept: 'a', expected: null },
])('$name', ({ accounts, kept, expected }) => {
  expect(chooseAccount(accounts, kept, unused)?.address ?? null).toBe(expected)
})
