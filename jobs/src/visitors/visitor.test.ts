import { expect, test } from 'vitest'
import { loadAddressLists } from '../identity/load-address-lists.ts'
import { readVisitor } from './visitor.ts'

const lists = loadAddressLists({ sandbox: true })
const mara = {
  'LinkedIn URL': 'https://www.linkedin.com/in/mara-quill-example/',
  'First Name': 'Mara',
  'Last Name': 'Quill',
  Title: 'Managing Partner',
  'Company Name': 'Northfold Consulting',
  'Business Email': 'mara@northfold.example',
  Website: 'https://northfold.example',
  Industry: 'Business Consulting and Services',
  'Employee Count': '11-50',
  'Estimate Revenue': '$6M rev',
  City: 'Austin',
  State: 'Texas',
  'Captured URL': 'https://www.swarm.example/pricing?utm_source=x',
}
const read = (changes: Record<string, unknown>) => readVisitor({ ...mara, ...changes }, lists)

test('a whole visitor is known by address and profile, with everything that was said of them', () => {
  const visitor = read({})
  expect(visitor).toMatchObject({ is: 'person', email: 'mara@northfold.example', linkedinKey: 'in:mara-quill-example' })
  expect(visitor.is === 'person' && Object.keys(visitor.facts)).toContain('employeeCount')
})

test.each([
  ['a private mailbox', 'mara.quill@gmail.com'],
  ['a mailbox of a function', 'info@northfold.example'],
  ['no address', null],
])('%s is no identity: the profile is, and stands alone', (_, email) => {
  expect(read({ 'Business Email': email })).toMatchObject({ is: 'person', email: null, linkedinKey: 'in:mara-quill-example' })
})

test.each([
  ['only a private mailbox', { 'LinkedIn URL': null, 'Business Email': 'mara.quill@gmail.com' }],
  ['only a company', { 'LinkedIn URL': 'https://www.linkedin.com/company/northfold', 'Business Email': null }],
  ['a test event', { 'First Name': 'Test' }],
  ['a crawler', { 'Last Name': 'SemrushBot crawler' }],
  ['the provider itself', { Website: 'https://www.rb2b.com' }],
])('%s is ignored', (_, changes) => expect(read(changes).is).toBe('ignored'))

test('odd fields cost themselves and not the visitor', () => {
  expect(read({ Title: { nested: true }, 'Employee Count': 4.5, City: 'x'.repeat(5_000) })).toMatchObject({ is: 'person' })
})
