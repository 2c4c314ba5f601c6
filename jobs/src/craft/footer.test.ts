import { expect, it } from 'vitest'
import { footerOf, listUnsubscribeHeaders, unsubscribeTokenOf } from './footer.ts'
import { DEFAULT_ORGANISATION } from './organisation.ts'

const url = 'https://swarm.example/u/kPz3uQ0v8mX1r7TnYbD5wA'

it('says who writes, from where, and how to end it', () => {
  const made = footerOf(DEFAULT_ORGANISATION, { unsubscribeUrl: url, rule: 'allow', contactSource: null })
  expect(made).toEqual({
    ok: true,
    footer: `Dani Apgar\nChief AI Officer, CAIO\n\nCAIO, 5700 Harper Dr, Albuquerque, NM\nReply STOP to unsubscribe. Or with one click: ${url}`,
  })
})

it('signs with the profile as it stands, or with the lines that somebody wrote', () => {
  const input = { unsubscribeUrl: url, rule: 'allow', contactSource: null } as const
  const renamed = footerOf({ ...DEFAULT_ORGANISATION, senderName: 'Kim Berg', company: 'Acme' }, input)
  expect(renamed.ok && renamed.footer).toContain('Kim Berg\nChief AI Officer, Acme\n\nAcme, 5700')
  const written = footerOf({ ...DEFAULT_ORGANISATION, signature: ['Dani', 'at CAIO'] }, input)
  expect(written.ok && written.footer.startsWith('Dani\nat CAIO\n\n')).toBe(true)
})

it('adds source and objection where the basis is legitimate interest, or refuses', () => {
  const input = { unsubscribeUrl: url, rule: 'legitimate_interest_with_notice' } as const
  const made = footerOf(DEFAULT_ORGANISATION, { ...input, contactSource: 'Apollo' })
  expect(made.ok && made.footer).toContain('details came from Apollo. ')
  expect(made.ok && made.footer).toContain('You may object at any time')
  expect(footerOf(DEFAULT_ORGANISATION, { ...input, contactSource: null })).toMatchObject({
    ok: false,
    reason: { code: 'NOTICE_WITHOUT_SOURCE' },
  })
})

it('gives the header pair of RFC 8058', () => {
  expect(listUnsubscribeHeaders(url)).toEqual({ 'List-Unsubscribe': `<${url}>`, 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' })
})

it.each([
  ['http://swarm.example/u/kPz3uQ0v8mX1r7TnYbD5wA'],
  ['https://swarm.example/u/short'],
  ['https://swarm.example/u/'],
  ['https://swarm.example/x/kPz3uQ0v8mX1r7TnYbD5wA'],
  [`${url}?lead=1`],
  [`${url}\r\nBcc: all@evil.example`],
  [`${url}>`],
  [''],
])('takes %j for no link of ours', (other) => {
  expect(unsubscribeTokenOf(other)).toBeNull()
  expect(listUnsubscribeHeaders(other)).toBeNull()
  expect(footerOf(DEFAULT_ORGANISATION, { unsubscribeUrl: other, rule: 'allow', contactSource: null })).toMatchObject({ ok: false })
})

it.each([url, 'https://a.example/base/u/kPz3uQ0v8mX1r7TnYbD5wA', 'http://localhost:4000/u/kPz3uQ0v8mX1r7TnYbD5wA'])(
  'takes %j for one',
  (own) => {
    expect(unsubscribeTokenOf(own)).toBe('kPz3uQ0v8mX1r7TnYbD5wA')
  },
)
