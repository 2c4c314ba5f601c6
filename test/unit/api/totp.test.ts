import { base32, codeOfStep, factorUri, newFactorSecret, stepAt, stepOfCode } from '@swarm/api/auth/totp'
import { expect, test } from 'vitest'

/** RFC 6238, appendix B. */
const secret = Buffer.from('12345678901234567890')
test.each([
  [59, '94287082'],
  [1_111_111_109, '07081804'],
  [1_111_111_111, '14050471'],
  [1_234_567_890, '89005924'],
  [2_000_000_000, '69279037'],
  [20_000_000_000, '65353130'],
])('the code of RFC 6238 at %i', (seconds, code) => {
  expect(codeOfStep(secret, stepAt(seconds), 8)).toBe(code)
  expect(stepOfCode(secret, code.slice(2), seconds)).toBe(stepAt(seconds))
})

test('a code counts one step early and one step late, and no further', () => {
  const code = codeOfStep(secret, 1000)
  expect([29_969, 29_970, 30_000, 30_059, 30_060].map((seconds) => stepOfCode(secret, code, seconds))).toEqual([
    null,
    1000,
    1000,
    1000,
    null,
  ])
})

test.each(['', '1', '12345', '1234567', 'abcdef', '½½½½½½', '      '])('"%s" is no code', (code) => {
  expect(stepOfCode(secret, code, 59)).toBeNull()
})

test('a secret is written in base32 as RFC 4648 has it', () => {
  expect(['f', 'fo', 'foo', 'foob', 'fooba', 'foobar'].map((text) => base32(Buffer.from(text)))).toEqual([
    'MY',
    'MZXQ',
    'MZXW6',
    'MZXW6YQ',
    'MZXW6YTB',
    'MZXW6YTBOI',
  ])
  expect(base32(newFactorSecret())).toMatch(/^[A-Z2-7]{32}$/)
})

test('an authenticator is told whose factor it is, whatever the name holds', () => {
  expect(factorUri('Ana & Bo?', Buffer.from('foobar'))).toBe(
    'otpauth://totp/Alpha%20Swarm%3AAna%20%26%20Bo%3F?secret=MZXW6YTBOI&issuer=Alpha%20Swarm&algorithm=SHA1&digits=6&period=30',
  )
})
