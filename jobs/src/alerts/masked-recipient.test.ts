import { expect, test } from 'vitest'
import { maskedRecipient } from './masked-recipient.ts'

test.each([
  ['SLACK', 'webhook', 'Slack'],
  ['SMS', '+15005550006', '+1…06'],
  ['SMS', 'nobody', 'nobody'],
  ['EMAIL', 'operators@chiefai.example', 'ope…@chiefai.example'],
  ['EMAIL', 'a@b.example', 'a…@b.example'],
] as const)('%s to %s is shown as %s', (channel, recipient, shown) => {
  expect(maskedRecipient(channel, recipient)).toBe(shown)
})
