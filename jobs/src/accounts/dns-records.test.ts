import { generateKeyPairSync } from 'node:crypto'
import { expect, test } from 'vitest'
import { checkDomain } from './check-domain.ts'
import { createTextLookup } from './dns-lookup.ts'
import { type DnsAnswer, dmarcNames, judgeDkim, judgeDmarc, judgeSpf, spfTerms } from './dns-records.ts'

const records = (...texts: string[]): DnsAnswer => ({ is: 'RECORDS', texts })
const missing: DnsAnswer = { is: 'MISSING' }
const silent: DnsAnswer = { is: 'UNKNOWN', problem: 'ETIMEOUT' }
const keyOf = (bits: number): string =>
  generateKeyPairSync('rsa', { modulusLength: bits }).publicKey.export({ format: 'der', type: 'spki' }).toString('base64')
const good = `v=DKIM1; k=rsa; p=${keyOf(1024)}`

test.each([
  ['one record that refuses others', records('v=spf1 include:_spf.google.com ~all', 'google-site-verification=x'), 1, 'PASS'],
  ['one that hands over', records('v=spf1 redirect=_spf.example.com'), 1, 'PASS'],
  ['no record among others', records('v=spf10 -all'), 0, 'FAIL'],
  ['no name', missing, 0, 'FAIL'],
  ['two records', records('v=spf1 -all', 'v=spf1 ~all'), 0, 'FAIL'],
  ['everybody may send', records('v=spf1 +all'), 0, 'FAIL'],
  ['nothing is said of the rest', records('v=spf1 include:_spf.google.com'), 1, 'FAIL'],
  ['more than ten look-ups', records('v=spf1 include:a.example -all'), 11, 'FAIL'],
  ['what it includes is silent', records('v=spf1 include:a.example -all'), null, 'UNKNOWN'],
  ['name servers are silent', silent, null, 'UNKNOWN'],
] as const)('SPF: %s', (_, answer, lookups, verdict) => {
  expect(judgeSpf('sender.example', answer, lookups).verdict).toBe(verdict)
})

test('the terms of an SPF record that ask name servers are counted, the others are not', () => {
  expect(
    spfTerms('v=spf1 ip4:10.0.0.0/8 a mx:x.example ?exists:%{i}.x include:A.example +include:b.example ip6:::1 redirect=c.example ~all'),
  ).toEqual({
    lookups: 6,
    includes: ['a.example', 'b.example', 'c.example'],
  })
})

const usual = { isNamed: false, platformSays: null }
test.each([
  ['a key', records(good), usual, 'PASS'],
  ['a short key', records(`v=DKIM1; p=${keyOf(512)}`), usual, 'FAIL'],
  ['a revoked key', records('v=DKIM1; p='), usual, 'FAIL'],
  ['a key that is none', records('v=DKIM1; p=AAAA'), usual, 'FAIL'],
  ['a domain that only tests', records(`${good}; t=y`), usual, 'FAIL'],
  ['no key under a named selector', missing, { isNamed: true, platformSays: null }, 'FAIL'],
  ['no key under the usual ones', missing, usual, 'UNKNOWN'],
  ['no key under the usual ones, but the platform finds one', missing, { isNamed: false, platformSays: true }, 'PASS'],
  ['no key, and the platform finds none', missing, { isNamed: false, platformSays: false }, 'FAIL'],
  ['silence', silent, { isNamed: true, platformSays: null }, 'UNKNOWN'],
] as const)('DKIM: %s', (_, answer, hints, verdict) => {
  expect(judgeDkim('sender.example', [{ selector: 'google', answer }], hints).verdict).toBe(verdict)
})

test('one right key is enough beside one that is revoked', () => {
  const answers = [
    { selector: 'old', answer: records('v=DKIM1; p=') },
    { selector: 'new', answer: records(good) },
  ]
  expect(judgeDkim('sender.example', answers, usual).verdict).toBe('PASS')
})

test.each([
  ['at the domain', [records('v=DMARC1; p=none')], 'PASS'],
  ['at its parent', [missing, records('v=DMARC1; p=reject; pct=50')], 'PASS'],
  ['without a policy, which means none', [records('v=DMARC1; rua=mailto:a@b.example')], 'PASS'],
  ['two of them', [records('v=DMARC1; p=none', 'v=DMARC1; p=reject')], 'FAIL'],
  ['nowhere', [missing, records('something else')], 'FAIL'],
  ['silence before an answer', [silent, records('v=DMARC1; p=none')], 'UNKNOWN'],
] as const)('DMARC: %s', (_, answers, verdict) => {
  expect(judgeDmarc('mail.sender.example', answers).verdict).toBe(verdict)
})

test('DMARC is looked for at the domain and its parents, never at the public suffix', () => {
  expect(dmarcNames('mail.sender.example')).toEqual(['_dmarc.mail.sender.example', '_dmarc.sender.example'])
})

test('an SPF record whose inclusions go round in a circle ends above ten', async () => {
  const lookUp = async (name: string): Promise<DnsAnswer> =>
    name === 'sender.example' ? records('v=spf1 include:sender.example ~all') : missing
  const { spf } = await checkDomain(lookUp, 'sender.example', { named: null, platformSays: null })
  expect(spf).toMatchObject({ verdict: 'FAIL', message: expect.stringContaining('more than 10') })
})

test.each([[[]], [['8.8.8.8']], [['127.0.0.1:5353', '8.8.8.8:53']]])(
  'a sandbox asks no name server outside this machine: %j',
  async (servers) => {
    expect(await createTextLookup(servers, 'sandbox')('example.com')).toMatchObject({ is: 'UNKNOWN' })
  },
)
