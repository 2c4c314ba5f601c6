import { companyNameKey, exclusionNameKey } from '@swarm/jobs/identity/company-name'
import { domainOfWebsite, parseDomain, registrableDomain } from '@swarm/jobs/identity/domain-name'
import { parseEmail } from '@swarm/jobs/identity/email-address'
import { parseLinkedinProfile } from '@swarm/jobs/identity/linkedin-profile'
import { readPersonName } from '@swarm/jobs/identity/person-name'
import { seniorityOf } from '@swarm/jobs/segment/seniority'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

const junk = fc.string({ unit: 'binary', maxLength: 80 })
const pieces = fc
  .array(
    fc.constantFrom(
      'a',
      'B',
      '@',
      '.',
      '+',
      '-',
      '\u200b',
      '\u202e',
      'é',
      'e\u0301',
      'ß',
      'İ',
      '＠',
      'ａ',
      'а',
      '。',
      '<',
      '>',
      '"',
      ' ',
      '\0',
      '%C3%A9',
      '%25',
      '/in/',
      'linkedin.com',
      'example',
      'xn--',
      ',',
      ';',
    ),
    {
      maxLength: 14,
    },
  )
  .map((parts) => parts.join(''))
const text = fc.oneof(
  junk,
  pieces,
  pieces.map((part) => `${part}@acme.example`),
  pieces.map((part) => `https://www.linkedin.com/in/${part}`),
)

describe('canonical forms are fixed points', () => {
  test('of addresses, and the person of the person is the person', () => {
    fc.assert(
      fc.property(text, (given) => {
        const once = parseEmail(given)
        if (!once.ok) return
        expect(parseEmail(once.email.address)).toEqual(once)
        expect(parseEmail(once.email.personKey)).toMatchObject({ ok: true, email: { personKey: once.email.personKey } })
        expect(once.email.address).not.toMatch(/[\p{Cc}\s<>{}]/u)
      }),
      { numRuns: 3000 },
    )
  })

  test('of domains and websites', () => {
    fc.assert(
      fc.property(text, (given) => {
        const once = parseDomain(given)
        if (once.ok) expect(parseDomain(once.domain)).toEqual(once)
        if (once.ok) expect(registrableDomain(registrableDomain(once.domain))).toBe(registrableDomain(once.domain))
        const site = domainOfWebsite(given)
        if (site !== null) expect(domainOfWebsite(site)).toBe(site)
      }),
      { numRuns: 3000 },
    )
  })

  test('of LinkedIn links', () => {
    fc.assert(
      fc.property(text, (given) => {
        const once = parseLinkedinProfile(given)
        if (once.ok) expect(parseLinkedinProfile(once.profile.url)).toMatchObject({ ok: true, profile: { key: once.profile.key } })
      }),
      { numRuns: 3000 },
    )
  })

  test('of company names', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          junk,
          pieces,
          fc
            .array(fc.constantFrom('The', 'Acme', 'Group', 'Ltd', 'S.A.', '&', 'Co', 'R', 'S'), { maxLength: 6 })
            .map((words) => words.join(' ')),
        ),
        (given) => {
          expect(companyNameKey(companyNameKey(given))).toBe(companyNameKey(given))
          expect(exclusionNameKey(given)).not.toMatch(/\s/)
        },
      ),
      { numRuns: 2000 },
    )
  })
})

test('what surrounds, hides or decorates an address never makes another person', () => {
  const local = fc.stringMatching(/^[a-z][a-z0-9]{0,8}$/)
  const around = fc.constantFrom('', ' ', '\t', '\u00a0', '\u200b', '\u202a', '"')
  fc.assert(
    fc.property(local, around, fc.boolean(), fc.constantFrom('', '+x', '+a.b'), fc.constantFrom('', '.'), (name, wrap, upper, tag, dot) => {
      const written = `${wrap}${upper ? name.toUpperCase() : name}${tag}@Acme.Example${dot}${wrap}`
      expect(parseEmail(written)).toMatchObject({ ok: true, email: { personKey: `${name}@acme.example` } })
    }),
  )
})

test('junk never throws, and a greeting is never empty, shouted or markup', () => {
  fc.assert(
    fc.property(text, text, (firstName, lastName) => {
      const { greetingName } = readPersonName({ firstName, lastName })
      if (greetingName !== null) expect(greetingName).toMatch(/^\p{L}[\p{L}\p{M}'’·. -]*$/u)
    }),
    { numRuns: 2000 },
  )
})

test('hostile lengths are answered at once', () => {
  for (const unit of ['@, ', ' ', '&', 'a.', '"', 'a b ', '%25', 'Former ', 'İ', '\u0300', '((', 'Dr. ', ', PhD']) {
    const long = unit.repeat(200_000 / unit.length)
    const started = performance.now()
    parseEmail(`a@${long}`)
    parseDomain(long)
    domainOfWebsite(long)
    parseLinkedinProfile(`https://www.linkedin.com/in/${long}`, { bareSlug: true })
    readPersonName({ firstName: long, lastName: long, fullName: long })
    companyNameKey(long)
    exclusionNameKey(long)
    seniorityOf(long)
    expect(performance.now() - started).toBeLessThan(1000)
  }
})
