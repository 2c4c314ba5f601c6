import { describe, expect, test } from 'vitest'
import { domainAndParents, domainOfWebsite, isSameOrSubdomain, registrableDomain, relateDomains } from './domain-name.ts'

test.each([
  ['acme.example', 'acme.example'],
  ['mail.uk.acme.example', 'acme.example'],
  ['mail.acme.co.uk', 'acme.co.uk'],
  ['shop.myshopify.com', 'shop.myshopify.com'],
  ['co.uk', 'co.uk'],
])('%s is registered as %s', (domain, registered) => {
  expect(registrableDomain(domain)).toBe(registered)
})

test.each([
  ['acme.example', 'acme.example', true],
  ['mail.acme.example', 'acme.example', true],
  ['notacme.example', 'acme.example', false],
  ['acme.example', 'mail.acme.example', false],
  ['acme.example', '', false],
])('%s belongs to %s: %s', (domain, parent, belongs) => {
  expect(isSameOrSubdomain(domain, parent)).toBe(belongs)
})

describe('website to domain', () => {
  test.each([
    ['https://www.acme.example/about-us?utm_source=apollo', 'acme.example'],
    ['HTTP://ACME.EXAMPLE', 'acme.example'],
    ['https://uk.acme.example', 'acme.example'],
    ['www.acme.example#contact', 'acme.example'],
    ['//acme.example:8080/x', 'acme.example'],
    ['acme.example.', 'acme.example'],
    ['https://bücher.example', 'xn--bcher-kva.example'],
    ['https://www.linkedin.com/company/acme', null],
    ['https://www.linkedin.com', 'linkedin.com'],
    ['https://10.0.0.1/', null],
    ['localhost', null],
    ['N/A', null],
    ['', null],
    ['not a site', null],
  ])('%s: %s', (website, domain) => {
    expect(domainOfWebsite(website)).toBe(domain)
  })
})

test('parents end before the top level', () => {
  expect(domainAndParents('a.b.acme.example')).toEqual(['a.b.acme.example', 'b.acme.example', 'acme.example'])
})

test.each([
  ['acme.example', 'acme.example', 'same'],
  ['mail.acme.example', 'acme.example', 'subdomain'],
  ['other.example', 'acme.example', 'different'],
  ['acme.example', null, 'unknown'],
])('%s beside %s is %s', (email, company, relation) => {
  expect(relateDomains(email, company)).toBe(relation)
})
