import { createPublicKey } from 'node:crypto'

/** What the name servers say of one name: NXDOMAIN and "no such records" are MISSING; a failure or silence tells nothing. */
export type DnsAnswer = { is: 'RECORDS'; texts: string[] } | { is: 'MISSING' } | { is: 'UNKNOWN'; problem: string }

/** One record's verdict with what it rests on. */
export type RecordVerdict = {
  verdict: 'PASS' | 'FAIL' | 'UNKNOWN'
  /** One sentence. */
  message: string
  /** What was found, as it stands there. */
  found: string[]
}

const verdictOf = (verdict: RecordVerdict['verdict'], message: string, found: string[] = []): RecordVerdict => ({ verdict, message, found })

const unknown = (name: string, problem: string): RecordVerdict => verdictOf('UNKNOWN', `${name} could not be looked up (${problem}).`)

/** The most terms of an SPF record and all that it includes which ask the name servers (RFC 7208, 4.6.4). */
export const mostSpfLookups = 10

/** Records that begin as SPF; a domain has exactly one. */
export const spfRecordsOf = (texts: readonly string[]): string[] => texts.filter((text) => /^v=spf1(?: |$)/i.test(text))

/** What an SPF record costs in look-ups by itself, and whose records it asks for. */
export function spfTerms(record: string): { lookups: number; includes: string[] } {
  const terms = record.toLowerCase().split(/\s+/).slice(1)
  const asking = terms.filter((term) => /^[-+~?]?(?:include:|a(?:[:/]|$)|mx(?:[:/]|$)|ptr(?::|$)|exists:)|^redirect=/.test(term))
  return {
    lookups: asking.length,
    includes: asking.flatMap((term) => /^[-+~?]?include:(.+)$|^redirect=(.+)$/.exec(term)?.slice(1).find(Boolean) ?? []),
  }
}

/**
 * SPF of a domain (RFC 7208): exactly one record that ends in `-all` or `~all`, or hands over to another one, within ten look-ups.
 * `lookups`: those of the whole evaluation; null where they could not be counted.
 */
export function judgeSpf(domain: string, answer: DnsAnswer, lookups: number | null): RecordVerdict {
  if (answer.is === 'UNKNOWN') return unknown(domain, answer.problem)
  const records = answer.is === 'RECORDS' ? spfRecordsOf(answer.texts) : []
  const [record] = records
  if (record === undefined) return verdictOf('FAIL', `${domain} has no record.`)
  if (records.length > 1) return verdictOf('FAIL', `${domain} has ${records.length} records; only one may be there.`, records)
  if (!/\s[-~]all\s*$/i.test(record) && !/\sredirect=\S+/i.test(record))
    return verdictOf('FAIL', `The record of ${domain} does not end in -all or ~all.`, records)
  if (lookups !== null && lookups > mostSpfLookups)
    return verdictOf('FAIL', `The record of ${domain} needs more than ${mostSpfLookups} look-ups.`, records)
  if (lookups === null) return verdictOf('UNKNOWN', `What the record of ${domain} includes could not be looked up.`, records)
  return verdictOf('PASS', `The record of ${domain} is right.`, records)
}

/** The tags of a `tag=value; tag=value` record. */
function tagsOf(record: string): Map<string, string> {
  return new Map(
    record.split(';').flatMap((part) => {
      const at = part.indexOf('=')
      return at < 0 ? [] : [[part.slice(0, at).trim().toLowerCase(), part.slice(at + 1).replace(/\s+/g, '')]]
    }),
  )
}

/** What is wrong with a DKIM key record; null: nothing. */
function dkimProblem(record: string): string | null {
  const tags = tagsOf(record)
  if ((tags.get('v') ?? 'DKIM1') !== 'DKIM1') return 'is of an unknown version'
  const key = tags.get('p') ?? ''
  if (key === '') return 'is revoked'
  if (tags.get('t')?.split(':').includes('y')) return 'says that the domain only tests DKIM'
  if (tags.get('k')?.toLowerCase() === 'ed25519') return Buffer.from(key, 'base64').length === 32 ? null : 'can’t be read'
  try {
    const { modulusLength } = createPublicKey({ key: Buffer.from(key, 'base64'), format: 'der', type: 'spki' }).asymmetricKeyDetails ?? {}
    return (modulusLength ?? 0) < 1024 ? `has ${modulusLength ?? 0} bits; at least 1024 are needed` : null
  } catch {
    return 'can’t be read'
  }
}

/**
 * DKIM of a domain by the selectors that were asked for (RFC 6376, 8301). Selectors can't be listed, so where none was named to us their
 * absence proves nothing: then the platform's own check decides, and without one nobody knows.
 */
export function judgeDkim(
  domain: string,
  answers: readonly { selector: string; answer: DnsAnswer }[],
  { isNamed, platformSays }: { isNamed: boolean; platformSays: boolean | null },
): RecordVerdict {
  const found = answers.flatMap(({ selector, answer }) =>
    answer.is === 'RECORDS'
      ? answer.texts.filter((text) => /(?:^|;)\s*[pv]=/i.test(text)).map((text) => ({ selector, text, problem: dkimProblem(text) }))
      : [],
  )
  const texts = found.map(({ selector, text }) => `${selector}: ${text}`)
  if (found.some(({ problem }) => problem === null)) return verdictOf('PASS', `The key of ${domain} is right.`, texts)
  const [bad] = found
  if (bad) return verdictOf('FAIL', `The key ${bad.selector} of ${domain} ${bad.problem}.`, texts)
  const silent = answers.find(({ answer }) => answer.is === 'UNKNOWN')
  if (silent?.answer.is === 'UNKNOWN') return unknown(`${silent.selector}._domainkey.${domain}`, silent.answer.problem)
  if (isNamed) return verdictOf('FAIL', `${domain} has no key under ${answers.map(({ selector }) => selector).join(', ')}.`)
  if (platformSays === null) return verdictOf('UNKNOWN', `${domain} has no key under the usual selectors.`)
  return platformSays
    ? verdictOf('PASS', `The platform finds the key of ${domain}.`)
    : verdictOf('FAIL', `The platform finds no key of ${domain}.`)
}

/**
 * Where a DMARC record may stand: at the domain, else at its parents (RFC 9989: at most eight questions; a public suffix alone isn't asked).
 */
export function dmarcNames(domain: string): string[] {
  const labels = domain.split('.')
  return labels
    .slice(0, Math.max(1, labels.length - 1))
    .map((_, from) => `_dmarc.${labels.slice(from).join('.')}`)
    .slice(0, 8)
}

/** DMARC of a domain: exactly one record at the first name that has any. A record without `p` counts as `p=none`, which is enough. */
export function judgeDmarc(domain: string, answers: readonly DnsAnswer[]): RecordVerdict {
  for (const answer of answers) {
    if (answer.is === 'UNKNOWN') return unknown(`_dmarc.${domain}`, answer.problem)
    const records = answer.is === 'RECORDS' ? answer.texts.filter((text) => /^v=DMARC1\s*(?:;|$)/.test(text)) : []
    if (records.length > 1) return verdictOf('FAIL', `${domain} has ${records.length} records; only one may be there.`, records)
    if (records.length === 1) return verdictOf('PASS', `The record of ${domain} is right.`, records)
  }
  return verdictOf('FAIL', `${domain} has no record.`)
}
