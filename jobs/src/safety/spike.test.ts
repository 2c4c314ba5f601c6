import { expect, test } from 'vitest'
import { spikeOf } from './spike.ts'

const none = { sent: 0, bounced: 0, unsubscribed: 0, complained: 0 }

test.each([
  ['nothing sent', { ...none }, null],
  ['one bounce of five', { ...none, sent: 5, bounced: 1 }, null],
  ['two bounces of nineteen', { ...none, sent: 19, bounced: 2 }, 'bounce_rate'],
  ['one bounce of twenty', { ...none, sent: 20, bounced: 1 }, 'bounce_rate'],
  ['four bounces of a hundred', { ...none, sent: 100, bounced: 4 }, null],
  ['five bounces of a hundred', { ...none, sent: 100, bounced: 5 }, 'bounce_rate'],
  ['two unsubscribes of nineteen', { ...none, sent: 19, unsubscribed: 2 }, null],
  ['one unsubscribe of twenty', { ...none, sent: 20, unsubscribed: 1 }, 'unsubscribe_rate'],
  ['one complaint of three hundred', { ...none, sent: 300, complained: 1 }, 'complaint_rate'],
  ['one complaint of five', { ...none, sent: 5, complained: 1 }, 'complaint_rate'],
  ['complaints that nobody tells of', { ...none, sent: 300, complained: null }, null],
  ['one complaint of four hundred', { ...none, sent: 400, complained: 1 }, null],
] as const)('%s', (_, counted, cause) => {
  expect(spikeOf(counted)?.cause ?? null).toBe(cause)
})

test('the reason says how many of how many', () => {
  expect(spikeOf({ ...none, sent: 19, bounced: 2 })?.reason).toBe('2 of 19 mails bounced; 5 % is too many.')
})
