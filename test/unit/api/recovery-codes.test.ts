import { newRecoveryCodes, recoveryCodeHash } from '@swarm/api/auth/recovery-codes'
import { expect, test } from 'vitest'

test('ten codes that nobody guesses, found again however they are typed', () => {
  const codes = newRecoveryCodes()
  expect(new Set(codes).size).toBe(10)
  for (const code of codes) {
    expect(code).toMatch(/^(?:[a-z2-7]{4}-){5}[a-z2-7]{4}$/)
    const hash = recoveryCodeHash(code)
    expect(hash).toHaveLength(32)
    for (const typed of [code.toUpperCase(), code.replaceAll('-', ' '), ` ${code.replaceAll('-', '')} `])
      expect(recoveryCodeHash(typed)).toEqual(hash)
  }
})

test.each(['', '123456', 'abcd', 'abcd-efgh-ijkl-mnop-qrst-uvw1', 'abcd-efgh-ijkl-mnop-qrst-uvwx-yzab'])('"%s" is none', (typed) => {
  expect(recoveryCodeHash(typed)).toBeNull()
})
