import { expect, test } from 'vitest'
import { addressIn } from './address-in.ts'

test.each([
  ['ana@firm.example', 'ana@firm.example'],
  ['Ana <ana@firm.example>', 'ana@firm.example'],
  ['"Ruiz, Ana"<ana@firm.example>', 'ana@firm.example'],
  ['Ana @ Firm <ana@firm.example>', 'ana@firm.example'],
  ['@ana <ana@firm.example> <bo@firm.example>', 'ana@firm.example'],
  ['Ana', null],
  ['ana@ firm', null],
  ['', null],
  [null, null],
])('%j', (written, address) => {
  expect(addressIn(written)).toBe(address)
})

test('a sender of a million letters without an address is read at once', () => {
  expect(addressIn('a'.repeat(1_000_000))).toBeNull()
  expect(addressIn(`${'a'.repeat(1_000_000)}@`)).toBeNull()
})
