import { expect, test } from 'vitest'
import { refusalWords } from './refusal.ts'

test.each([
  ['decided by someone', { code: 'CONFLICT', message: '', decidedBy: 'Dana' }, 'Not approved: Dana decided it.'],
  [
    'a newer version',
    { code: 'CONFLICT', message: '', currentVersion: 4 },
    'The text changed while you read it (version 4). Nothing was decided.',
  ],
  [
    'its reasons',
    { code: 'COMPLIANCE_FAILED', message: 'x', reasons: [{ code: 'a', message: 'No postal address.' }] },
    'Not approved. No postal address.',
  ],
  ['the server’s sentence', { code: 'EMERGENCY_STOP', message: 'Sending is stopped.' }, 'Not approved. Sending is stopped.'],
])('a refusal names %s', (_, refusal, words) => {
  expect(refusalWords('approved', refusal)).toBe(words)
})
