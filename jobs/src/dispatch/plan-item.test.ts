import { expect, test } from 'vitest'
import { loadAddressLists } from '../identity/load-address-lists.ts'
import { recipientProblemOf, routeOf } from './plan-item.ts'

const lists = loadAddressLists({ sandbox: false })
const footer = `CAIO\nhttps://example.com/u/${'a'.repeat(43)}`

test.each([
  ['a person at a company', { email: 'ana.ruiz@acme.example' }, null],
  ['no address', { email: null }, /No address/],
  ['what is none', { email: 'ana ruiz@acme' }, /.+/],
  ['a function', { email: 'info@acme.example' }, /belongs to a function/],
  ['a function with a tag', { email: 'info+x@acme.example' }, /belongs to a function/],
  ['a throw-away address', { email: 'ana@mailinator.com' }, /throw-away/],
  ['a throw-away address below its domain', { email: 'ana@eu.mailinator.com' }, /throw-away/],
  ['a footer without our link', { email: 'ana.ruiz@acme.example', footer: 'CAIO' }, /unsubscribe link/],
  ['a profile', { channel: 'LINKEDIN', email: null, linkedinKey: 'in:ana', footer: '' }, null],
  ['no profile', { channel: 'LINKEDIN', email: 'ana.ruiz@acme.example' }, /No LinkedIn profile/],
] as const)('%s may be written to, or why not', (_, given, problem) => {
  const found = recipientProblemOf({ channel: 'EMAIL', linkedinKey: null, footer, ...given }, lists)
  if (problem === null) expect(found).toBeNull()
  else expect(found).toMatch(problem)
})

test.each([
  ['EMAIL', 'OUTBOUND', false, 'COLD'],
  ['EMAIL', 'CADENCE', false, 'COLD'],
  ['EMAIL', 'REVIVAL', false, 'COLD'],
  ['EMAIL', 'NURTURE', false, 'GHL'],
  // Who is written to through GoHighLevel stays there.
  ['EMAIL', 'OUTBOUND', true, 'GHL'],
  ['EMAIL', 'CADENCE', true, 'GHL'],
  ['LINKEDIN', 'CADENCE', false, 'HEYREACH'],
] as const)('%s of %s, on GoHighLevel: %s, goes by %s', (channel, motion, isOnGhl, route) => {
  expect(routeOf({ channel, motion, isOnGhl })).toBe(route)
})
