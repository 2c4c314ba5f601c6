import { describe, expect, test } from 'vitest'
import { observe, personSchema, realEmail } from './person.ts'

test.each([
  ['mara@northfold.example', 'mara@northfold.example'],
  ['email_not_unlocked@domain.com', null],
  ['Email_Not_Unlocked@northfold.example', null],
  ['email_not_unlocked', null],
  ['', null],
  [null, null],
])('%s is %s', (email, real) => expect(realEmail(email)).toBe(real))

describe('what Apollo says, in our words', () => {
  const person = (fields: object) => observe(personSchema.parse({ id: 'p1', ...fields })).facts

  test('only verified counts as verified, and the status names its address', () => {
    const statuses = [
      'verified',
      'Verified',
      'likely to engage',
      'likely_to_engage',
      'extrapolated',
      'guessed',
      'unverified',
      'unavailable',
      'something new',
      null,
    ]
    expect(statuses.map((email_status) => person({ email: 'a@b.example', email_status }).emailStatus?.value)).toEqual(
      ['VERIFIED', 'VERIFIED', 'LIKELY', 'LIKELY', 'LIKELY', 'LIKELY', 'UNKNOWN', 'UNKNOWN', 'UNKNOWN', 'UNKNOWN'].map((status) => ({
        address: 'a@b.example',
        status,
      })),
    )
  })
  test('a locked address is no address and has no status', () => {
    expect(person({ email: 'email_not_unlocked@domain.com', email_status: 'verified' })).toEqual({})
  })
  test('profiles are https, domains come from the website when need be, and what is not known is left out', () => {
    expect(
      person({
        linkedin_url: 'http://www.linkedin.com/in/mara',
        title: null,
        city: '',
        organization: { website_url: 'http://www.northfold.example/x', keywords: [] },
      }),
    ).toEqual({
      linkedinUrl: { value: 'https://www.linkedin.com/in/mara', confidence: null },
      companyDomain: { value: 'northfold.example', confidence: null },
    })
  })
  test('a guessed address has the confidence that Apollo gives', () => {
    expect(person({ email: 'a@b.example', extrapolated_email_confidence: 0.4 }).email).toEqual({ value: 'a@b.example', confidence: 0.4 })
  })
})
