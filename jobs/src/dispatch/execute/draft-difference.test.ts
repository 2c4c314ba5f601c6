import { expect, test } from 'vitest'
import type { PlatformLead } from '../../providers/instantly/leads.ts'
import { draftDifference, platformLead } from './draft-difference.ts'

const send = (address: string) => ({ id: `id of ${address}`, address, subject: 'An idea', html: '<div>Hello<br/>there</div>' })
const held = (address: string, change: Partial<PlatformLead> = {}): PlatformLead => ({
  id: `lead of ${address}`,
  email: address,
  campaignId: 'c',
  status: 'ACTIVE',
  variables: platformLead(send(address)).variables,
  lastContactAt: null,
  updatedAt: null,
  hasReplied: false,
  isNotInterested: false,
  ...change,
})
const wanted = [send('a@x.example'), send('b@x.example')]

test.each([
  ['exactly ours', [held('a@x.example'), held('B@X.example', { variables: platformLead(wanted[1] ?? send('')).variables })], [], []],
  ['one is missing', [held('a@x.example')], ['b@x.example'], []],
  ['a stranger is in it', [held('a@x.example'), held('b@x.example'), held('c@x.example')], [], ['c@x.example']],
  ['one is there twice', [held('a@x.example'), held('b@x.example'), held('a@x.example')], [], ['a@x.example']],
  [
    'other words',
    [held('a@x.example'), held('b@x.example', { variables: { ...held('b@x.example').variables, swarmBody: 'Hello there' } })],
    ['b@x.example'],
    ['b@x.example'],
  ],
  ['a name of nobody', [held('a@x.example'), held('b@x.example'), held('', {})], [], ['']],
  ['one that will not be written to', [held('a@x.example'), held('b@x.example', { status: 'SKIPPED' })], ['b@x.example'], ['b@x.example']],
])('%s', (_, leads, missing, surplus) => {
  const difference = draftDifference(wanted, leads)
  expect(difference.missing.map(({ address }) => address)).toEqual(missing)
  expect(difference.surplus.map(({ email }) => email)).toEqual(surplus)
})
