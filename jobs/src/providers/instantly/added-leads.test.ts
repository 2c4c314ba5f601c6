import { expect, test } from 'vitest'
import { settleAdded } from './added-leads.ts'

const emails = ['a@x.example', 'B@x.example', 'c@x.example', 'd@x.example', 'e@x.example']

test('who is named at their place with their address was added, everybody else is unknown', () => {
  const created_leads = [
    { index: 0, id: '1', email: 'a@x.example' },
    { index: 1, id: '2', email: ' b@x.example' },
    { index: 2, id: '3', email: 'd@x.example' },
    { index: 4, id: '4', email: 'e@x.example' },
    { index: 4, id: '5', email: 'e@x.example' },
    { index: 9, id: '6', email: 'c@x.example' },
  ]
  expect(settleAdded(emails, { created_leads })).toEqual([
    { outcome: 'ADDED', leadId: '1' },
    { outcome: 'ADDED', leadId: '2' },
    { outcome: 'UNKNOWN' },
    { outcome: 'UNKNOWN' },
    { outcome: 'UNKNOWN' },
  ])
})

test('counts alone name nobody, even when they add up', () => {
  expect(settleAdded(['a@x.example'], { leads_uploaded: 0, in_blocklist: 1, created_leads: [] })).toEqual([{ outcome: 'UNKNOWN' }])
})
