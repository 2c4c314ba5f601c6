import { expect, test } from 'vitest'
import { displayCompanyName } from './display-company-name.ts'

test.each([
  ['Brightside Talent, Inc.', 'Brightside Talent'],
  ['ACME CONSULTING LLC', 'Acme Consulting'],
  ['KPMG LLP', 'KPMG'],
  ['Müller & Söhne GmbH & Co. KG', 'Müller & Söhne'],
  ['Limited', 'Limited'],
  ['Kinco', 'Kinco'],
])('%s is said as %s', (name, shown) => {
  expect(displayCompanyName(name)).toBe(shown)
})
