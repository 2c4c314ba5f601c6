import { expect, it } from 'vitest'
import { DEFAULT_ORGANISATION, organisationSchema, SANDBOX_ORGANISATION } from './organisation.ts'

it('ships blocked wherever no lawful basis is recorded', () => {
  expect(DEFAULT_ORGANISATION.regionRules).toEqual({ EU: 'block', UK: 'block', CA: 'block', US: 'allow', OTHER: 'block', UNKNOWN: 'block' })
  expect(SANDBOX_ORGANISATION.regionRules.UK).toBe('legitimate_interest_with_notice')
  expect({ ...SANDBOX_ORGANISATION.regionRules, UK: 'block' }).toEqual(DEFAULT_ORGANISATION.regionRules)
})

it('ships the sender, the link and the address of the offer', () => {
  expect(DEFAULT_ORGANISATION).toMatchObject({
    senderName: 'Dani Apgar',
    senderTitle: 'Chief AI Officer',
    bookingLink: 'caio.cx',
    postalAddress: '5700 Harper Dr, Albuquerque, NM',
    timeZone: 'America/Denver',
  })
})

it('keeps the other regions when one is set', () => {
  expect(organisationSchema.parse({ regionRules: { EU: 'allow' } }).regionRules).toMatchObject({ EU: 'allow', UK: 'block' })
})

it.each([
  { senderName: '' },
  { senderName: '{{name}}' },
  { company: 'A\r\nBcc: x' },
  { postalAddress: ' ' },
  { bookingLink: 'https://caio.cx' },
  { bookingLink: 'javascript:alert(1)' },
  { timeZone: 'Mars/Olympus' },
  { regionRules: { EU: 'maybe' } },
])('refuses %j', (document) => {
  expect(organisationSchema.safeParse(document).success).toBe(false)
})
