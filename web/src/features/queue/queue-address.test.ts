import { expect, test } from 'vitest'
import { isFiltered, queueAddress, queueFilter, readQueueView } from './queue-address.ts'

test('an address and its view say the same', () => {
  const address = {
    tab: 'edited',
    search: 'ana',
    tier: 'TIER_1,TIER_3',
    age: 'older',
    order: 'OLDEST',
    checks: 'failing',
    channel: 'EMAIL',
    angle: 'value_first',
    source: 'csv',
    campaign: 'Q2FtcGFpZ246VDEtTm92',
    score: '80',
    scoreMax: '89',
  }
  expect(queueAddress(readQueueView(new URLSearchParams(address)))).toEqual(address)
})

test.each([
  ['tab=nowhere&tier=9&age=century&order=UP', {}],
  ['tab=approved', { status: ['APPROVED'] }],
  ['tab=hidden', { hidden: true }],
  ['age=hour&tier=TIER_1', { createdFrom: '2026-11-21T10:00:00.000Z', tier: ['TIER_1'] }],
  ['age=late&score=80&angle=quick_win&source=csv', { overdue: true, scoreMin: 80, angle: ['quick_win'], source: ['csv'] }],
  ['age=unseen&scoreMax=79', { unseen: true, scoreMax: 79 }],
  ['channel=LINKEDIN&campaign=x&score=101', { channel: 'LINKEDIN', campaignId: 'x' }],
  ['age=older&checks=failing', { createdTo: '2026-11-20T11:00:00.000Z', compliant: false }],
])('%s asks for its drafts', (address, filter) => {
  expect(queueFilter(readQueueView(new URLSearchParams(address)), Date.parse('2026-11-21T11:00:00Z'))).toEqual(filter)
})

test('an order hides nothing', () => {
  expect(isFiltered(readQueueView(new URLSearchParams('order=SCORE&tab=hidden')))).toBe(false)
  for (const filter of ['checks=failing', 'age=late', 'channel=EMAIL', 'angle=a', 'source=s', 'campaign=c', 'score=0', 'scoreMax=100'])
    expect(isFiltered(readQueueView(new URLSearchParams(filter)))).toBe(true)
})
