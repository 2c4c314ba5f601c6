import { expect, test } from 'vitest'
import { type Campaign, mailTemplate } from '../../providers/instantly/campaigns.ts'
import type { PlatformLead } from '../../providers/instantly/leads.ts'
import { changedIn, draftDifference, platformLead } from './draft-difference.ts'

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

const window = {
  day: '2026-11-24',
  zone: 'America/Denver',
  from: '08:00',
  to: '11:00',
  minutes: 180,
  endsAt: new Date('2026-11-24T18:00:00Z'),
}
const ours: Campaign = {
  id: 'c',
  name: 'swarm c',
  status: 'DRAFT',
  accounts: ['ana@sender.example'],
  startOn: '2026-11-24',
  endOn: '2026-11-24',
  windows: [{ zone: 'America/Denver', from: '08:00', to: '11:00' }],
  mails: [mailTemplate],
  gapMinutes: 10,
}
const worded = (body: string): Partial<Campaign> => ({ mails: [{ ...mailTemplate, body }] })

test.each<[string, Partial<Campaign>, string[]]>([
  ['as we made it', {}, []],
  ['with the blocks of an editor around our text', worded(`<div>${mailTemplate.body}<br /></div>`), []],
  ['with days that have a time', { startOn: '2026-11-24T00:00:00.000Z', endOn: '2026-11-24T00:00:00.000Z' }, []],
  ['with a word more', worded(`${mailTemplate.body} PS: call me`), ['text']],
  ['with a picture', worded(`${mailTemplate.body}<img src="https://x.example/p.gif">`), ['text']],
  ['with a link around it', worded(`<a href="https://x.example">${mailTemplate.body}</a>`), ['text']],
  ['with another subject', { mails: [{ ...mailTemplate, subject: 'Hello' }] }, ['text']],
  ['with a second mail', { mails: [mailTemplate, mailTemplate] }, ['text']],
  ['without a mail', { mails: [] }, ['text']],
  ['from another account', { accounts: ['bo@sender.example'] }, ['sender']],
  ['from two accounts', { accounts: ['ana@sender.example', 'bo@sender.example'] }, ['sender']],
  ['on more days', { endOn: '2026-11-25' }, ['schedule']],
  ['for ever', { endOn: null }, ['schedule']],
  ['at other hours', { windows: [{ zone: 'America/Denver', from: '00:00', to: '23:59' }] }, ['schedule']],
  ['in another zone', { windows: [{ zone: 'Etc/GMT+12', from: '08:00', to: '11:00' }] }, ['schedule']],
])('a draft %s', (_, change, changed) => {
  expect(changedIn({ ...ours, ...change }, 'ana@sender.example', window)).toEqual(changed)
})
