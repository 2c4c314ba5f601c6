import { expect, test } from 'vitest'
import { chooseEmail, emailStatusFrom } from './choose-email.ts'
import type { ImportField } from './fields.ts'

const choose = (cells: Partial<Record<ImportField, string>>, domain: string | null = null) => {
  const { chosen, problem } = chooseEmail((field) => cells[field], domain)
  return chosen ? `${chosen.email.address} ${chosen.status}` : (problem?.code ?? null)
}

test.each<[string, Partial<Record<ImportField, string>>, string | null, string | null]>([
  ['a work address before the plain one', { email: 'a@free.example', workEmail: 'a@acme.example' }, null, 'a@acme.example UNKNOWN'],
  [
    "an address at the employer's domain is a work address",
    { email: 'a@free.example', secondaryEmail: 'a@mail.acme.example' },
    'acme.example',
    'a@mail.acme.example UNKNOWN',
  ],
  [
    'then a verified one',
    { email: 'a@x.example', emailStatus: 'Unavailable', secondaryEmail: 'b@x.example', secondaryEmailStatus: 'Verified' },
    null,
    'b@x.example VERIFIED',
  ],
  ['then the plain field', { email: 'a@x.example', secondaryEmail: 'b@x.example' }, null, 'a@x.example UNKNOWN'],
  ['what can not be read is passed over', { email: 'a(at)x.example', secondaryEmail: 'b@x.example' }, null, 'b@x.example UNKNOWN'],
  ['the reason of the plain field is told', { email: 'a(at)x.example' }, null, 'INVALID_SYNTAX'],
  ['an empty cell is no fault', { email: 'N/A' }, null, null],
])('%s', (_, cells, domain, expected) => {
  expect(choose(cells, domain)).toBe(expected)
})

test.each([
  ['Verified', 'Not Catch-all', 'VERIFIED'],
  ['Verified', 'Catch-all', 'CATCH_ALL'],
  ['Extrapolated', null, 'LIKELY'],
  ['likely to engage', null, 'LIKELY'],
  ['Unavailable', null, 'UNKNOWN'],
  ['invalid', null, 'INVALID'],
  [null, null, 'UNKNOWN'],
])('%s with %s is %s', (word, catchAll, status) => {
  expect(emailStatusFrom(word, catchAll)).toBe(status)
})
