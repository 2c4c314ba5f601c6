import { expect, test } from 'vitest'
import type { ImportField } from './fields.ts'
import { marksOf } from './marks.ts'

const kinds = (cells: Partial<Record<ImportField, string>>) => marksOf((field) => cells[field]).map(({ kind }) => kind)

test.each<[Partial<Record<ImportField, string>>, string[]]>([
  [{ stage: 'Do Not Contact' }, ['DO_NOT_CONTACT']],
  [{ stage: 'Current Client', bounced: 'True' }, ['BOUNCED', 'CUSTOMER']],
  [{ lifecycle: 'customer' }, ['CUSTOMER']],
  [{ optOut: 'yes', replied: 'True' }, ['OPTED_OUT', 'REPLIED']],
  [{ optOut: 'Opted out' }, ['OPTED_OUT']],
  [{ optOut: 'Unsubscribed' }, ['OPTED_OUT']],
  [{ optOut: '2026-03-01' }, ['OPTED_OUT']],
  [{ doNotContact: 'asked by phone' }, ['DO_NOT_CONTACT']],
  [{ doNotContact: 'TRUE', optOut: 'no' }, ['DO_NOT_CONTACT']],
  [{ doNotContact: 'yes', optOut: 'yes' }, ['DO_NOT_CONTACT', 'OPTED_OUT']],
  [{ doNotContact: 'No' }, []],
  [{ optOut: 'Opted-In' }, []],
  [{ optOut: 'subscribed' }, []],
  [{ optOut: 'Active' }, []],
  [{ optOut: 'Not unsubscribed' }, []],
  [{ optOut: '0000-00-00' }, []],
  [{ optOut: 'N/A' }, []],
  [{ bounced: '550 mailbox unavailable' }, ['BOUNCED']],
  [{ bounced: 'False', optOut: 'no', replied: '0' }, []],
  [{ stage: 'Not Interested' }, ['NOT_INTERESTED']],
  [{ stage: 'Cold' }, []],
  [{ matchesFilters: 'NO' }, ['NO_MATCH']],
  [{ matchesFilters: '' }, []],
])('%j says %j', (cells, expected) => {
  expect(kinds(cells)).toEqual(expected)
})
