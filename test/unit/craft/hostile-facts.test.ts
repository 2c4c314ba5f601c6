import { type CraftedDraft, craft } from '@swarm/jobs/craft/craft'
import type { CraftFacts, CraftSeniority } from '@swarm/jobs/craft/craft-facts'
import { extractAll } from '@swarm/jobs/craft/extractors/extract-all'
import { SANDBOX_ORGANISATION } from '@swarm/jobs/craft/organisation'
import { plainAndHtml } from '@swarm/jobs/craft/plain-and-html'
import { neutralised, wordsOf } from '@swarm/jobs/craft/text-value'
import { NO_REJECTIONS } from '@swarm/jobs/review/rejection-memory'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { fact, guarded, makeFacts, makeOrder, UNSUBSCRIBE_URL } from './make-facts.ts'
import { MESSAGES } from './sample-leads.ts'

/** What strangers write into a field, and pieces that only become something when one between them is taken away. */
const NASTY = [
  '{{firstName}}',
  '{{',
  '}}',
  '{',
  '}',
  '{%',
  '{\u200B{',
  '\uFF5B\uFF5B',
  '&#123;&#123;',
  '&lbrace;',
  '<script>',
  '</div>',
  '<b>',
  '&amp;#123;',
  '\u0000',
  '\r\n',
  '\n',
  '\t',
  '\u0007',
  '\u0085',
  '\u2028',
  '\u200B',
  '\u200D',
  '\u202E',
  '\u2066',
  '\uFEFF',
  '\u00AD',
  '\uD800',
  '\u{E0041}',
  'null',
  'undefined',
  'NaN',
  'None',
  '[object Object]',
  "['a', 'b']",
  "{'tech': 1}",
  'https://',
  'hthttps://tps://',
  'evil.example',
  'javascript:',
  'Re:',
  '?',
  '!',
  '.',
  'caio.cx',
  'STOP',
  '"',
  "'",
  '`',
  '|',
  '*|FNAME|*',
  '%NAME%',
  '[First Name]',
  'e\u0301\u0301\u0301\u0301',
  'Ñandú',
  '株式会社',
  'شركة',
]
const hostile = fc
  .array(
    fc.oneof(
      { weight: 3, arbitrary: fc.constantFrom(...NASTY) },
      { weight: 2, arbitrary: fc.constantFrom('Acme', 'Ana', 'Smith & Sons', 'VP Sales', 'CEO', ' ') },
      fc.string({ unit: 'binary', maxLength: 12 }),
    ),
    { maxLength: 5 },
  )
  .map((parts) => parts.join(''))
const words = fc.oneof(hostile, fc.constantFrom('Acme', 'Founder & CEO', 'VP Operations', 'Ana', 'Denver'))
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null })
const instant = fc.date({ min: new Date('2026-05-01'), max: new Date('2027-02-01'), noInvalidDate: false })
const number = fc.oneof(fc.integer({ min: -5, max: 100_000 }), fc.double(), fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY))
const known = <T>(value: fc.Arbitrary<T>) => maybe(fc.tuple(value, words).map(([given, provider]) => fact(given, provider)))

const anyFacts: fc.Arbitrary<CraftFacts> = fc.record({
  leadId: fc.uuid(),
  asOf: fc.constant(makeFacts().asOf),
  greetingName: maybe(words),
  firstName: maybe(words),
  lastName: maybe(words),
  fullName: maybe(words),
  title: known(words),
  seniority: fc.constantFrom<CraftSeniority>('OWNER', 'FOUNDER', 'C_SUITE', 'VP', 'MANAGER', 'UNKNOWN'),
  roleStartedOn: known(instant),
  previousCompany: known(words),
  companyName: known(words),
  companyDomain: maybe(words),
  industryGroup: known(fc.constantFrom('staffing', 'ecommerce', 'other', 'constructor', '__proto__', '{{x}}')),
  employees: known(number),
  technologies: known(
    fc.array(fc.oneof(words, fc.constantFrom('HubSpot', 'Slack', 'Shopify', 'constructor', 'toString')), { maxLength: 6 }),
  ),
  city: known(words),
  countryCode: maybe(words),
  region: fc.constantFrom('US', 'UK', 'EU', 'UNKNOWN'),
  openRoles: known(fc.array(words, { maxLength: 4 })),
  funding: known(fc.record({ round: fc.oneof(words, fc.constantFrom('Series B', 'seed')), raisedOn: instant })),
  headcountGrowth: known(number),
  websiteVisits: known(number),
  emailOpens: known(number),
  linkedinConnectedAt: known(instant),
  market: fc.array(fc.record({ statement: words, source: words, publishedOn: instant }), { maxLength: 2 }),
  earlier: fc.array(
    fc.record({
      round: fc.constant(1),
      step: fc.constant(1),
      channel: fc.constant('EMAIL' as const),
      kind: fc.constant('first_touch' as const),
      angle: words,
      subject: maybe(words),
      body: words,
      topic: maybe(words),
      acceptedAt: maybe(instant),
    }),
    { maxLength: 2 },
  ),
  contactSource: maybe(words),
})
const anyCase = fc.record({ facts: anyFacts, templateIndex: fc.nat(MESSAGES.length - 1), seed: fc.string(), experiment: fc.string() })

function made({ facts, templateIndex, seed, experiment }: { facts: CraftFacts; templateIndex: number; seed: string; experiment: string }) {
  const message = MESSAGES[templateIndex]
  if (!message) throw new Error('no template')
  const { template, kind } = message
  const order = makeOrder({ tier: template.tiers[0] ?? 'TIER_1', kind, seed, experiment })
  return { result: craft(facts, SANDBOX_ORGANISATION, [template], NO_REJECTIONS, order), order }
}

/** Runs the check on every draft that comes out, and says how many did: a property over nothing proves nothing. */
function forDrafts(check: (draft: CraftedDraft, facts: CraftFacts, again: () => unknown) => void, numRuns = 1500): number {
  let drafts = 0
  fc.assert(
    fc.property(anyCase, (given) => {
      const { result } = made(given)
      if (!result.ok) {
        expect(result.reasons.length).toBeGreaterThan(0)
        return
      }
      drafts += 1
      check(result.draft, given.facts, () => made(given).result)
    }),
    { numRuns },
  )
  return drafts
}

it('lets nothing out that a platform could run or a reader could not see', () => {
  const drafts = forDrafts((draft) => {
    const everything = `${draft.subject ?? ''}\n${draft.body}\n${draft.footer}`
    expect(everything).not.toMatch(/[{}\uFF5B\uFF5D<>]/)
    expect(everything).not.toMatch(/[^\P{Cc}\n]|\p{Cf}|\p{Cs}|\p{Zl}|\p{Zp}/u)
    expect(everything).not.toMatch(/\b(?:undefined|null|NaN)\b/)
    expect(everything.replaceAll(UNSUBSCRIBE_URL, '')).not.toContain('://')
    expect(draft.subject ?? '').not.toMatch(/\n/)
  })
  expect(drafts).toBeGreaterThan(100)
})

it('points every claim at exactly the words of its evidence', () => {
  forDrafts((draft, facts) => {
    const { values } = extractAll(facts, makeOrder().evidenceIds)
    const wordsOfEvidence = new Map<string, Set<string>>()
    for (const value of Object.values(values)) {
      if (value.evidenceId) wordsOfEvidence.set(value.evidenceId, (wordsOfEvidence.get(value.evidenceId) ?? new Set()).add(value.text))
    }
    expect(draft.claims.length).toBeGreaterThan(0)
    for (const claim of draft.claims) {
      const text = (claim.field === 'subject' ? draft.subject : draft.body) ?? ''
      expect([...(wordsOfEvidence.get(claim.evidenceId) ?? [])]).toContain(text.slice(claim.start, claim.end))
      expect(draft.evidence.some((piece) => piece.id === claim.evidenceId)).toBe(true)
    }
  })
})

it('makes the same draft from the same input', () => {
  forDrafts((draft, _facts, again) => expect(again()).toEqual({ ok: true, draft }), 300)
})

it('says the same as plain text and as HTML', () => {
  const textOf = (html: string) =>
    html
      .replace(/<br\/>/g, '\n')
      .replace(/<[^>]*>/g, '')
      .replace(/&lt;/g, '<')
      .replace(/&gt;/g, '>')
      .replace(/&quot;/g, '"')
      .replace(/&#39;/g, "'")
      .replace(/&amp;/g, '&')
  const links = [SANDBOX_ORGANISATION.bookingLink, UNSUBSCRIBE_URL]
  forDrafts((draft) => {
    const sent = plainAndHtml(draft, links)
    expect(sent.subject).toBe(draft.subject)
    expect(sent.plain).toBe(draft.footer === '' ? draft.body : `${draft.body}\n\n${draft.footer}`)
    expect(textOf(sent.html)).toBe(sent.plain)
  }, 300)
  // An edited text may hold anything: both forms still agree, carry no merge field, and no element but ours.
  fc.assert(
    fc.property(hostile, hostile, hostile, (subject, body, footer) => {
      const sent = plainAndHtml({ subject, body, footer }, links)
      expect(textOf(sent.html)).toBe(sent.plain)
      expect(`${sent.subject}${sent.plain}${sent.html}`).not.toMatch(/[{}]|[^\P{Cc}\n]/u)
      expect(sent.html.replace(/<br\/>|<\/?div>|<a href="[^"<>]*">|<\/a>/g, '')).not.toMatch(/[<>]/)
    }),
    { numRuns: 1000 },
  )
})

it('blocks what it lets through only for a name or text that a person must look at, or because too little is left of what is known', () => {
  forDrafts((draft, facts) => {
    const { blockedBy } = guarded(draft, facts, { organisation: SANDBOX_ORGANISATION })
    expect(blockedBy.filter((code) => !['GUARD-003', 'GUARD-006', 'GUARD-007'].includes(code))).toEqual([])
  }, 500)
})

it('neutralises once and for all', () => {
  fc.assert(
    fc.property(fc.oneof(hostile, fc.string({ unit: 'binary' })), (text) => {
      const once = neutralised(text)
      expect(neutralised(once)).toBe(once)
      expect(once).not.toMatch(/[{}<>\p{Cc}\p{Cf}\p{Cs}]|:\/\//u)
      const said = wordsOf(text)
      if (said !== null) expect(wordsOf(said)).toBe(said)
    }),
    { numRuns: 3000 },
  )
})
