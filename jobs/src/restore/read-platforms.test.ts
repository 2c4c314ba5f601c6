import { expect, test } from 'vitest'
import { matchMessages, type OurSend, type TheirMessage } from '../statements/compare-statement.ts'
import { unknownOf } from './read-platforms.ts'

const ours = (given: Partial<OurSend>): OurSend => ({
  sendId: 'a send',
  status: 'PROVEN',
  counts: true,
  campaignId: null,
  address: 'ana@acme.example',
  messageId: 'step 3',
  ...given,
})
const theirs = (messageId: string, campaignId: string | null = null): TheirMessage => ({
  messageId,
  campaignId,
  address: 'ana@acme.example',
  account: null,
  at: '2026-11-24T10:00:00Z',
})
const unknown = (sends: OurSend[], messages: TheirMessage[]) =>
  unknownOf(matchMessages(sends, messages)).map(({ message }) => message.messageId)

test('a later step to an address that was written to before the backup is not taken for the earlier one', () => {
  expect(unknown([ours({})], [theirs('step 3'), theirs('step 5')])).toEqual(['step 5'])
  expect(unknown([ours({})], [theirs('step 5')])).toEqual(['step 5'])
})

test('a send whose message was never named is one message of its address, and one of its campaign', () => {
  expect(unknown([ours({ messageId: null })], [theirs('step 3'), theirs('step 5')])).toEqual(['step 5'])
  const inCampaign = ours({ campaignId: 'c', messageId: 'as the hook named it' })
  expect(unknown([inCampaign], [theirs('as the list names it', 'c')])).toEqual([])
})

test('what is held back here and went out there is unknown', () => {
  expect(unknown([ours({ counts: false, status: 'SKIPPED' })], [theirs('step 3')])).toEqual(['step 3'])
})
