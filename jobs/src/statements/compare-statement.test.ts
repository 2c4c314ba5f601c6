import { expect, test } from 'vitest'
import { compareStatement, type OurSend, type TheirMessage } from './compare-statement.ts'

const send = (given: Partial<OurSend> = {}): OurSend => ({
  sendId: 's1',
  status: 'PROVEN',
  counts: true,
  campaignId: 'c1',
  address: 'ana@acme.example',
  messageId: 'm1',
  ...given,
})
const message = (given: Partial<TheirMessage> = {}): TheirMessage => ({
  messageId: 'm1',
  campaignId: 'c1',
  address: 'Ana@Acme.example',
  account: 'dani@ours.example',
  at: '2026-11-24T16:00:00Z',
  ...given,
})
const kinds = (ours: OurSend[], theirs: TheirMessage[]) => compareStatement(ours, theirs).map(({ kind, sendId }) => `${kind} ${sendId}`)

test.each([
  ['both say the same', [send()], [message()], []],
  ['found by campaign and address where no message is known', [send({ messageId: null, status: 'UNKNOWN' })], [message()], []],
  ['ours alone', [send()], [], ['OURS_ALONE s1']],
  ['theirs alone, of a send that we held back', [send({ status: 'SKIPPED', counts: false })], [message()], ['THEIRS_ALONE s1']],
  ['theirs alone, of nobody we know', [], [message()], ['THEIRS_ALONE null']],
  [
    'the same person in another campaign is another send',
    [send({ messageId: 'm0' })],
    [message({ campaignId: 'c2' })],
    ['THEIRS_ALONE null', 'OURS_ALONE s1'],
  ],
  [
    'one that went out beside one that was held back, to the same person',
    [send({ messageId: null }), send({ sendId: 's2', messageId: null, status: 'SKIPPED', counts: false })],
    [message()],
    [],
  ],
  ['twice', [send()], [message(), message({ messageId: 'm2' })], ['TWICE s1']],
  ['one that we hold back and nobody sent', [send({ status: 'SKIPPED', counts: false })], [], []],
] as const)('%s', (_, ours, theirs, expected) => {
  expect(kinds([...ours], [...theirs])).toEqual(expected)
})
