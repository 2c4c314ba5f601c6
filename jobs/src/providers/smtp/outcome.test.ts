import { expect, test } from 'vitest'
import { outcomeOfSmtpFailure } from './outcome.ts'

test.each([
  ['the host can’t be reached', { replyCode: null, command: 'CONN', isMessageStarted: false }, 'NOT_SENT', 'NOT_REACHED'],
  ['the line breaks before the message', { replyCode: null, command: 'CONN', isMessageStarted: false }, 'NOT_SENT', 'NOT_REACHED'],
  [
    'the line breaks within or after the message',
    { replyCode: null, command: 'CONN', isMessageStarted: true },
    'UNKNOWN',
    'UNKNOWN_OUTCOME',
  ],
  ['we are not known', { replyCode: 535, command: 'AUTH PLAIN', isMessageStarted: false }, 'NOT_SENT', 'UNAUTHORIZED'],
  ['the sender is not allowed', { replyCode: 553, command: 'MAIL FROM', isMessageStarted: false }, 'NOT_SENT', 'UNAUTHORIZED'],
  ['the mailbox does not exist', { replyCode: 550, command: 'RCPT TO', isMessageStarted: false }, 'REFUSED', 'NO_SUCH_RECIPIENT'],
  ['greylisted', { replyCode: 451, command: 'RCPT TO', isMessageStarted: false }, 'NOT_SENT', 'NOT_NOW'],
  ['too many for now', { replyCode: 421, command: 'MAIL FROM', isMessageStarted: false }, 'NOT_SENT', 'NOT_NOW'],
  ['the message is refused', { replyCode: 554, command: 'DATA', isMessageStarted: true }, 'REFUSED', 'REFUSED'],
  ['the message is not taken now', { replyCode: 452, command: 'DATA', isMessageStarted: true }, 'NOT_SENT', 'NOT_NOW'],
  ['a reply that says neither', { replyCode: 354, command: 'DATA', isMessageStarted: true }, 'UNKNOWN', 'UNKNOWN_OUTCOME'],
])('%s', (_, failure, outcome, code) => {
  expect(outcomeOfSmtpFailure({ ...failure, message: 'said so' })).toMatchObject({ outcome, code })
})
