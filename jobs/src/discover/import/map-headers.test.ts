import { expect, test } from 'vitest'
import { APOLLO_ORDER } from './fields.ts'
import { correctMapping, findHeaderRow, mapHeaders } from './map-headers.ts'

test('case, spaces, marks and separators of a header do not matter', () => {
  expect(mapHeaders(['\uFEFFE-MAIL', 'first_name', ' Last-Name ', '# Employees'], 'LEADS').columns).toEqual({
    email: 0,
    firstName: 1,
    lastName: 2,
    employees: 3,
  })
})

test('one column is one field, the most specific header first', () => {
  const { mapping } = mapHeaders(
    ['LinkedIn', 'Person Linkedin Url', 'Email', 'Work Email', 'Name', 'First Name', 'Last Name', 'Company Name for Emails'],
    'LEADS',
  )
  expect(mapping).toEqual({
    LinkedIn: null,
    'Person Linkedin Url': 'linkedinUrl',
    Email: 'email',
    'Work Email': 'workEmail',
    Name: null,
    'First Name': 'firstName',
    'Last Name': 'lastName',
    'Company Name for Emails': null,
  })
})

test('an opt-out and a wish to be left alone are two columns, and both are read', () => {
  expect(mapHeaders(['Email', 'Do Not Contact', 'Email Opt Out'], 'LEADS').columns).toEqual({ email: 0, doNotContact: 1, optOut: 2 })
})

test('everything that may keep a person out is read, however many columns there are of it', () => {
  const line = mapHeaders(['Email', 'Unsubscribed', 'Email Opt Out', 'Stage', 'Status', 'Email'], 'LEADS')
  expect(line.mapping).toEqual({
    Email: 'email',
    Unsubscribed: 'optOut',
    'Email Opt Out': 'optOut',
    Stage: 'stage',
    Status: 'stage',
    'Email (2)': null,
  })
  expect(line.columns).toEqual({ email: 0, optOut: 1, stage: 3 })
  expect(line.marks.map(({ field, index }) => [field, index])).toEqual([
    ['optOut', 1],
    ['optOut', 2],
    ['stage', 3],
    ['stage', 4],
  ])
  const own = mapHeaders(['Email', 'Newsletter', 'Unsubscribed'], 'LEADS')
  expect(correctMapping(own, { Newsletter: 'optOut' }).marks.map(({ index }) => index)).toEqual([1, 2])
})

test('an Apollo export whose first headers were overwritten gets them back by place', () => {
  const cells = APOLLO_ORDER.map((key, index) => (index < 6 ? 'Owner' : key))
  expect(mapHeaders(cells, 'LEADS').columns).toMatchObject({
    firstName: 0,
    lastName: 1,
    title: 2,
    companyName: 3,
    email: 5,
    emailStatus: 6,
  })
})

test('a column of profiles is no website, whatever it is called', () => {
  expect(
    mapHeaders(['Email', 'Website'], 'LEADS', [
      ['', 'https://linkedin.com/in/a'],
      ['', 'linkedin.com/in/b'],
    ]).columns,
  ).toEqual({ email: 0, linkedinUrl: 1 })
  expect(mapHeaders(['Email', 'Website'], 'LEADS', [['', 'https://linkedin.com/company/a']]).columns).toEqual({ email: 0 })
})

test('a correction takes a field from the column that had it', () => {
  const line = mapHeaders(['Email', 'Other'], 'LEADS')
  expect(correctMapping(line, { Other: 'email' })).toMatchObject({ mapping: { Email: null, Other: 'email' }, columns: { email: 1 } })
  expect(correctMapping(line, { Email: null }).columns).toEqual({})
})

test('the header may stand below notes', () => {
  expect(findHeaderRow([['Notes:'], ['some text'], ['First Name', 'Email']], 'LEADS')).toBe(2)
  expect(findHeaderRow([['1', '2']], 'LEADS')).toBeNull()
})
