import type { LookUpText } from './dns-lookup.ts'
import {
  type DnsAnswer,
  dmarcNames,
  judgeDkim,
  judgeDmarc,
  judgeSpf,
  mostSpfLookups,
  type RecordVerdict,
  spfRecordsOf,
  spfTerms,
} from './dns-records.ts'

/** Selectors that the usual mail hosts use (deliverability-rules.md, 3). */
const usualSelectors = ['google', 'selector1', 'selector2', 'resend', 'default', 'mail', 'dkim', 's1', 's2', 'k1', 'zmail', 'zoho']

export type DomainVerdicts = { spf: RecordVerdict; dkim: RecordVerdict; dmarc: RecordVerdict }

/** What the records of a sending domain say. `named`: the selectors of its keys, where somebody named them; `platformSays`: the platform's own word on its key. */
export async function checkDomain(
  lookUp: LookUpText,
  domain: string,
  { named, platformSays }: { named: readonly string[] | null; platformSays: boolean | null },
): Promise<DomainVerdicts> {
  const [spfAnswer, keys, policies] = await Promise.all([
    lookUp(domain),
    Promise.all(
      (named ?? usualSelectors).map(async (selector) => ({ selector, answer: await lookUp(`${selector}._domainkey.${domain}`) })),
    ),
    Promise.all(dmarcNames(domain).map(lookUp)),
  ])
  return {
    spf: judgeSpf(domain, spfAnswer, await countSpfLookups(lookUp, spfAnswer)),
    dkim: judgeDkim(domain, keys, { isNamed: named !== null, platformSays }),
    dmarc: judgeDmarc(domain, policies),
  }
}

/** The look-ups of a record and of everything that it includes; stops above the most that are allowed. Null: an included one could not be read. */
async function countSpfLookups(lookUp: LookUpText, first: DnsAnswer): Promise<number | null> {
  let lookups = 0
  const waiting = [first]
  while (waiting.length > 0) {
    const answer = waiting.shift()
    if (answer?.is === 'UNKNOWN') return null
    const [record] = answer?.is === 'RECORDS' ? spfRecordsOf(answer.texts) : []
    if (record === undefined) continue
    const terms = spfTerms(record)
    lookups += terms.lookups
    if (lookups > mostSpfLookups) return lookups
    waiting.push(...(await Promise.all(terms.includes.map(lookUp))))
  }
  return lookups
}
