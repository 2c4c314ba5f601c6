import { describe, expect, test } from 'vitest'
import { type ExclusionEntry, exclusionIndex, exclusionOf } from './exclusion.ts'

const index = exclusionIndex([
  { code: 'SUPPRESSED', kind: 'email', value: 'Ada+old@Acme.example', reason: 'complaint' },
  { code: 'SUPPRESSED', kind: 'domain', value: 'quiet.example' },
  { code: 'CUSTOMER', kind: 'domain', value: 'https://www.buyer.example/' },
  { code: 'CUSTOMER', kind: 'company', value: '725 LIMITED Group' },
  { code: 'COMPETITOR', kind: 'company', value: 'Tuft & Needle' },
  { code: 'COMPETITOR', kind: 'domain', value: 'quiet.example' },
  { code: 'DO_NOT_CONTACT', kind: 'linkedin', value: 'http://www.linkedin.com/in/Mara-Quill/' },
  { code: 'CUSTOMER', kind: 'domain', value: 'uk.wide.example' },
])

describe('who is left alone', () => {
  test.each([
    [{ email: 'ada@acme.example' }, 'SUPPRESSED'],
    [{ email: ' ADA+new@ACME.example.' }, 'SUPPRESSED'],
    [{ email: 'eve@acme.example' }, null],
    [{ email: 'eve@quiet.example' }, 'SUPPRESSED'],
    [{ email: 'eve@mail.quiet.example' }, 'SUPPRESSED'],
    [{ email: 'eve@notquiet.example' }, null],
    [{ email: 'eve@buyer.example' }, 'CUSTOMER'],
    [{ companyDomain: 'https://uk.buyer.example/about' }, 'CUSTOMER'],
    [{ companyDomain: 'uk.wide.example' }, 'CUSTOMER'],
    [{ companyDomain: 'wide.example' }, null],
    [{ companyName: '725 Ltd.' }, 'CUSTOMER'],
    [{ companyName: 'TUFT AND NEEDLE, INC' }, 'COMPETITOR'],
    [{ companyName: 'Tuft' }, null],
    [{ linkedinUrl: 'linkedin.com/in/mara-quill?trk=x' }, 'DO_NOT_CONTACT'],
    [{ companyName: '725 Ltd.', email: 'ada@acme.example' }, 'SUPPRESSED'],
    [{}, null],
    [{ email: 'N/A', companyName: '-', companyDomain: '', linkedinUrl: 'null' }, null],
  ])('%j: %s', (facts, code) => {
    expect(exclusionOf(facts, index)?.code ?? null).toBe(code)
  })
})

test('the reason is a sentence with what the list says', () => {
  expect(exclusionOf({ email: 'ada@acme.example' }, index)?.message).toBe('The address is suppressed (complaint).')
})

test('an entry that cannot be read is reported, not dropped', () => {
  const broken: ExclusionEntry = { code: 'CUSTOMER', kind: 'domain', value: 'not a domain' }
  expect(exclusionIndex([broken]).unreadable).toEqual([broken])
})
