import { describe, expect, test } from 'vitest'
import { parseLinkedinProfile } from './linkedin-profile.ts'

describe('test vectors of the provider page', () => {
  test.each([
    ['HTTP://UK.LinkedIn.com/in/Mara-Quill-Example/?originalSubdomain=uk', 'in:mara-quill-example', 'public'],
    ['linkedin.com/in/jos%c3%a9-example/details/experience/', 'in:josé-example', 'public'],
    ['https://www.linkedin.com/in/jose%CC%81-example', 'in:josé-example', 'public'],
    ['https://www.linkedin.com/in/ACoAABcDeFg_hIjK', 'urn:ACoAABcDeFg_hIjK', 'member'],
    ['https://www.linkedin.com/sales/lead/ACwAAB1234xyz,NAME_SEARCH,Ab1?_ntb=x', 'urn:ACwAAB1234xyz', 'sales_nav'],
  ])('%s', (text, key, kind) => {
    expect(parseLinkedinProfile(text)).toMatchObject({ ok: true, profile: { key, kind } })
  })
})

describe('other forms of one person', () => {
  test.each([
    'linkedin.com/in/mara',
    '//linkedin.com/in/mara',
    'http://www.linkedin.com/in/mara',
    'https://m.linkedin.com/in/mara/en#about ',
    'https://de.linkedin.com/in/Mara/de?trk=public_profile',
    'https://www.linkedin.com/in/mara/overlay/contact-info/',
    'https://www.linkedin.com//in//mara',
    '"https://www.linkedin.com/in/mara",',
    '\u200Bhttps://www.linkedin.com/in/mara\u200B',
    'https://www.linkedin.com/in/mara https://www.linkedin.com/in/other',
    'https://www.google.com/url?q=https%3A%2F%2Fwww.linkedin.com%2Fin%2Fmara&sa=D',
    'https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Flinkedin.com%2Fin%2Fmara&data=1',
  ])('%s', (text) => {
    expect(parseLinkedinProfile(text)).toMatchObject({ ok: true, profile: { key: 'in:mara', url: 'https://www.linkedin.com/in/mara' } })
  })

  test('raw, encoded and doubly encoded slugs are one', () => {
    for (const slug of ['josé-x', 'jos%C3%A9-x', 'jos%25C3%25A9-x', 'JOS%C3%89-X']) {
      expect(parseLinkedinProfile(`https://www.linkedin.com/in/${slug}`)).toMatchObject({
        ok: true,
        profile: { key: 'in:josé-x', url: 'https://www.linkedin.com/in/jos%C3%A9-x' },
      })
    }
  })

  test('a bare slug counts only in a field for LinkedIn', () => {
    for (const text of ['mara-quill', 'in/mara-quill', '@mara-quill']) {
      expect(parseLinkedinProfile(text, { bareSlug: true })).toMatchObject({ ok: true, profile: { key: 'in:mara-quill' } })
      expect(parseLinkedinProfile(text).ok).toBe(false)
    }
  })

  test('surfaces that must be looked up say so', () => {
    expect(parseLinkedinProfile('https://www.linkedin.com/talent/profile/AEMAAB12_x')).toMatchObject({
      ok: true,
      profile: { key: 'urn:AEMAAB12_x', kind: 'recruiter', needsLookup: true },
    })
  })
})

describe('refused', () => {
  test.each([
    ['', 'EMPTY'],
    ['N/A', 'EMPTY'],
    ['https://', 'EMPTY'],
    ['https://www.linkedin.com/in/', 'EMPTY_SLUG'],
    ['https://www.linkedin.com/in/me', 'EMPTY_SLUG'],
    ['https://www.linkedin.com/company/northfold-example', 'COMPANY_PAGE'],
    ['https://www.linkedin.com/school/x', 'COMPANY_PAGE'],
    ['https://www.linkedin.com/showcase/x', 'COMPANY_PAGE'],
    ['https://www.linkedin.com/sales/company/123', 'COMPANY_PAGE'],
    ['https://linkedin.com.evil.example/in/mara', 'NOT_LINKEDIN'],
    ['https://notlinkedin.com/in/mara', 'NOT_LINKEDIN'],
    ['https://linkedin.com@evil.example/in/x', 'NOT_LINKEDIN'],
    ['https://twitter.com/mara', 'NOT_LINKEDIN'],
    ['javascript:alert(1)//linkedin.com/in/x', 'NOT_LINKEDIN'],
    ['https://www.linkedin.com/posts/mara_x', 'NOT_A_PROFILE'],
    ['https://www.linkedin.com/feed/update/urn:li:activity:1', 'NOT_A_PROFILE'],
    ['https://www.linkedin.com/jobs/view/1', 'NOT_A_PROFILE'],
    ['https://www.linkedin.com/pub/first-last/1a/2b3/4c5', 'LEGACY_URL'],
    ['https://www.linkedin.com/profile/view?id=12', 'LEGACY_URL'],
    ['https://lnkd.in/abc', 'SHORT_LINK'],
    ['https://www.linkedin.cn/in/mara', 'OTHER_SERVICE'],
    ['https://www.linkedin.com/in/%E0%A4%A', 'INVALID_SLUG'],
    ['https://www.linkedin.com/in/a%2Fb', 'INVALID_SLUG'],
    ['https://www.linkedin.com/in/a%00b', 'INVALID_SLUG'],
  ])('%s is %s', (text, code) => {
    expect(parseLinkedinProfile(text)).toMatchObject({ ok: false, code })
  })
})
