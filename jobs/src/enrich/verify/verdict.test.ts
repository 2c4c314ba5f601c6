import { expect, test } from 'vitest'
import { verdictOf } from './verdict.ts'

test.each([
  ['valid', '', 'SEND', 'VERIFIED', false],
  ['valid', 'alias_address', 'SEND', 'VERIFIED', false],
  ['valid', 'a_word_of_next_year', 'SEND', 'VERIFIED', false],
  ['valid', 'accept_all', 'SEND', 'CATCH_ALL', false],
  ['valid', 'role_based_accept_all', 'SEND', 'CATCH_ALL', false],
  ['catch-all', '', 'SEND', 'CATCH_ALL', false],
  ['invalid', 'mailbox_not_found', 'NEVER', 'INVALID', false],
  ['do_not_mail', 'role_based', 'NEVER', 'INVALID', false],
  ['spamtrap', '', 'NEVER', 'INVALID', true],
  ['abuse', '', 'NEVER', 'INVALID', true],
  ['unknown', 'greylisted', 'HOLD', 'UNKNOWN', false],
  ['a_status_of_next_year', '', 'HOLD', 'UNKNOWN', false],
  ['blocked', '', 'HOLD', 'UNKNOWN', false],
])('%s %s: %s', (status, subStatus, verdict, emailStatus, isSuppressed) => {
  expect(verdictOf({ status, subStatus }, 1, false)).toMatchObject({ verdict, emailStatus, isSuppressed })
})

test('a policy holds what takes anything', () => {
  expect(verdictOf({ status: 'catch-all', subStatus: '' }, 1, true).verdict).toBe('HOLD')
  expect(verdictOf({ status: 'valid', subStatus: 'accept_all' }, 1, true).verdict).toBe('HOLD')
  expect(verdictOf({ status: 'valid', subStatus: '' }, 1, true).verdict).toBe('SEND')
})

test('what could not be told three times counts as unknowable; an unknown status is never a pass', () => {
  expect(verdictOf({ status: 'unknown', subStatus: 'timeout_exceeded' }, 2, false)).toMatchObject({ verdict: 'HOLD', isUndecided: true })
  expect(verdictOf({ status: 'unknown', subStatus: 'timeout_exceeded' }, 3, false)).toMatchObject({ verdict: 'SEND', isUndecided: false })
  expect(verdictOf({ status: 'unknown', subStatus: 'timeout_exceeded' }, 3, true).verdict).toBe('HOLD')
  expect(verdictOf({ status: 'something_new', subStatus: '' }, 3, false).verdict).toBe('HOLD')
})
