import { expect, test } from 'vitest'
import { MARK_FIELDS, type MarkField } from './fields.ts'
import { marksOf } from './marks.ts'

const columns = MARK_FIELDS.map((field, index) => ({ field, index }))
const kinds = (cells: Partial<Record<MarkField, string>>) =>
  marksOf(
    columns,
    MARK_FIELDS.map((field) => cells[field] ?? ''),
  ).map(({ kind }) => kind)

test.each<[Partial<Record<MarkField, string>>, string[]]>([
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
  // Instantly's numbers.
  [{ stage: '-1' }, ['BOUNCED']],
  [{ stage: '-2', interest: '-1' }, ['OPTED_OUT', 'NOT_INTERESTED']],
  [{ stage: '3', interest: '0' }, []],
  [{ stage: '-3', interest: '' }, []],
  [{ interest: '1' }, ['REPLIED']],
  [{ interest: '-2' }, ['REPLIED']],
  [{ interest: '4' }, ['CUSTOMER']],
  [{ interest: '17' }, ['REPLIED']],
  [{ interest: 'Not interested' }, ['NOT_INTERESTED']],
  [{ interest: 'Interested' }, ['REPLIED']],
  [{ interest: 'Meeting booked' }, ['REPLIED']],
  [{ interest: 'Wrong person' }, ['REPLIED']],
  [{ interest: 'A label of ours' }, ['REPLIED']],
  [{ interest: 'Won' }, ['CUSTOMER']],
  [{ interest: 'Do not contact' }, ['DO_NOT_CONTACT']],
  [{ interest: 'Lead' }, []],
  [{ interest: 'Out of Office' }, []],
  [{ interest: 'OOO' }, []],
  [{ interest: 'No answer' }, []],
  [{ interest: '-' }, []],
])('%j says %j', (cells, expected) => {
  expect(kinds(cells)).toEqual(expected)
})

test('of several columns of one kind each is read, and the one that says something is named', () => {
  const twice = [
    { field: 'optOut', index: 1 },
    { field: 'optOut', index: 3 },
  ] as const
  expect(marksOf(twice, ['ana@acme.example', 'no', 'Denver', 'yes'])).toEqual([{ kind: 'OPTED_OUT', field: 'optOut', index: 3 }])
  expect(marksOf(twice, ['ana@acme.example', 'yes', 'Denver', 'yes'])).toEqual([{ kind: 'OPTED_OUT', field: 'optOut', index: 1 }])
  expect(marksOf(twice, ['ana@acme.example', 'no', 'Denver', ''])).toEqual([])
})
