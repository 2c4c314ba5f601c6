import { expect, test } from 'vitest'
import { wirePath } from './wire-path.ts'

test('variable parts can not leave their place', () => {
  expect(wirePath`/campaigns/${'a/../b?x#y'}/pause`).toBe('/campaigns/a%2F..%2Fb%3Fx%23y/pause')
  expect(wirePath`/accounts`).toBe('/accounts')
  for (const part of ['', '.', '..']) expect(() => wirePath`/leads/${part}`).toThrow(RangeError)
})
