import { expect, it } from 'vitest'
import type { Evidence } from '../craft/evidence.ts'
import { fingerprintOf } from '../craft/fingerprint.ts'
import { wordTriplesOf } from '../craft/word-triples.ts'
import type { ComplianceCheck } from '../review/compliance-check.ts'
import { NO_REJECTIONS, type PastRejection, rejectionMemoryOf } from '../review/rejection-memory.ts'
import type { GuardContext, GuardedDraft } from './guard.ts'
import { DEFAULT_GUARDS } from './guard-settings.ts'
import { guardDraft } from './guards.ts'
import { DEFAULT_WORDINGS } from './wordings.ts'

const NOW = new Date('2026-11-20T16:00:00Z')
const piece: Evidence = { id: 'e1', kind: 'company', text: 'Works at Acme', source: 'Apollo', foundAt: null }
const title: Evidence = { id: 'e0', kind: 'role', text: 'Title: CEO', source: 'Apollo', foundAt: null }
const GOOD: GuardedDraft = {
  subject: 'AI at Acme',
  body: 'Hi Ana,\n\nYou run Acme. Worth a look?\n\nDani',
  evidence: [piece, title],
  claims: [],
}
const passed: ComplianceCheck = { name: 'clean_text', applies: true, passed: true, message: null }
const context: GuardContext = {
  memory: NO_REJECTIONS,
  compliance: [passed],
  leadNames: ['Ana', 'Ana Ruiz'],
  companyName: 'Acme',
  ownWords: [],
  hasReplied: false,
  colleagueTexts: [],
  settings: DEFAULT_GUARDS,
  wordings: DEFAULT_WORDINGS,
}

const rejection: PastRejection = {
  rejectedAt: NOW,
  tag: 'weak_cta',
  reason: 'Asks for too much.',
  angle: 'value_first',
  opener: 'You run Acme.',
  fingerprint: 'f',
  body: 'Hi Ana,\n\nYou run Acme. Shall we talk?',
  evidenceKeys: ['company: works at acme', 'role: title: ceo'],
}
const memoryOf = (...rejections: PastRejection[]) => rejectionMemoryOf(rejections, NOW)
const codes = (draft: Partial<GuardedDraft>, over: Partial<GuardContext> = {}) =>
  guardDraft({ ...GOOD, ...draft }, { ...context, ...over }, 'hard').blockedBy

it('lets a good draft pass', () => {
  expect(guardDraft(GOOD, context, 'hard')).toEqual({ isBlocked: false, notes: [], blockedBy: [] })
})

it('GUARD-001 stops the fourth draft unless it rests on something new', () => {
  expect(codes({}, { memory: memoryOf(rejection, rejection) })).toEqual([])
  expect(codes({}, { memory: memoryOf(rejection, rejection, rejection) })).toEqual(['GUARD-001'])
  expect(
    codes(
      { evidence: [piece, title, { ...piece, id: 'e2', text: 'Open roles: Analyst' }] },
      { memory: memoryOf(rejection, rejection, rejection) },
    ),
  ).toEqual([])
  expect(codes({ evidence: [] }, { memory: memoryOf(rejection, rejection, rejection) })).toContain('GUARD-001')
})

it('GUARD-001 counts thirty days, the last one included', () => {
  const ago = (days: number, ms = 0) => ({ ...rejection, rejectedAt: new Date(NOW.getTime() - days * 86_400_000 - ms) })
  expect(codes({}, { memory: memoryOf(rejection, rejection, ago(30)) })).toEqual(['GUARD-001'])
  expect(codes({}, { memory: memoryOf(rejection, rejection, ago(30, 1)) })).toEqual([])
})

it('GUARD-002 stops the text that was rejected, whatever its commas', () => {
  const memory = memoryOf({ ...rejection, fingerprint: fingerprintOf(GOOD.subject, GOOD.body) })
  expect(codes({}, { memory })).toEqual(['GUARD-002'])
  expect(codes({ body: GOOD.body.replace(',', ' –').toUpperCase() }, { memory, leadNames: ['ANA'] })).toContain('GUARD-002')
  expect(codes({ body: `${GOOD.body} Apgar` }, { memory })).toEqual([])
})

it('GUARD-004 reads the text as it stands, after the greeting', () => {
  expect(codes({ body: 'Hi Ana,\n\nI hope this email finds you well. Worth a look?' })).toEqual(['GUARD-004'])
  expect(codes({ body: 'Hi Ana, quick question about Acme.' })).toEqual(['GUARD-004'])
  expect(codes({ body: 'Hi Ana,\n\nYou run Acme. I hope this finds you well.' })).toEqual([])
})

it.each([
  'Hi Ana,\n\n{companyName} is fine.',
  'Hi {{firstName}},\n\nYou run Acme.',
  'Hi [First Name],\n\nYou run Acme.',
  'Hi Ana,\n\nYou run undefined.',
  'Hi Ana,\n\nYou work with null and NaN.',
  "Hi Ana,\n\nYou run ['Acme', 'Globex'].",
  "Hi Ana,\n\nYou run {'tech': 'x'}.",
  'Hi Ana,\n\nYou run [object Object].',
  'Hi Ana,\n\nYou run <b>Acme</b>.',
  'Hi Ana,\n\nYou run Smith &amp; Sons.',
  'Hi Ana,\n\nSince 2026-11-20T10:00:00Z you run Acme.',
  'Hi Bob,\n\nYou run Acme.',
  'Dear Mrs Smith,\n\nYou run Acme.',
])('GUARD-006 stops %j', (body) => {
  expect(codes({ body })).toContain('GUARD-006')
})

it.each([
  'Hello,\n\nYou run Acme.',
  'Hi Ana Ruiz,\n\nYou run Acme.',
  'hi ana,\n\nYou run Acme.',
  'Hi Ana,\n\nYou run Null & Sons (UK) with 5 < people.',
])('GUARD-006 lets pass %j', (body) => {
  expect(codes({ body })).toEqual([])
})

it('GUARD-007 stops what failed a check, or was never checked', () => {
  expect(codes({}, { compliance: [passed, { ...passed, passed: false, message: 'No.' }] })).toEqual(['GUARD-007'])
  expect(codes({}, { compliance: [{ ...passed, applies: false, passed: false }] })).toEqual([])
  expect(codes({}, { compliance: [] })).toEqual(['GUARD-007'])
})

const role = (id: string, text: string): Evidence => ({ id, kind: 'role', text, source: 'Apollo', foundAt: null })

const plain = 'Hi Ana,\n\nHere is a thought for Acme. Worth a look?\n\nDani'

it('GUARD-003 wants two pieces of what is known of them; what we wrote ourselves is none', () => {
  expect(codes({ body: plain, evidence: [piece] })).toEqual(['GUARD-003'])
  expect(codes({ body: plain, evidence: [] })).toContain('GUARD-003')
  expect(codes({ body: plain, evidence: [piece, { ...piece, id: 'e9', text: 'WORKS  at Acme' }] })).toEqual(['GUARD-003'])
  const history: Evidence = { id: 'e8', kind: 'history', text: 'We wrote in May 2026', source: 'Alpha Swarm', foundAt: null }
  expect(codes({ body: plain, evidence: [piece, history] })).toEqual(['GUARD-003'])
  expect(codes({ body: plain, evidence: [piece, role('e7', 'Title: COO')] })).toEqual([])
  expect(codes({ body: plain, evidence: [piece] }, { settings: { ...DEFAULT_GUARDS, leastEvidence: 1 } })).toEqual([])
})

it('GUARD-005 stops what could stand in any mail, from more than 40 % of the sentences on', () => {
  const generic = 'We unlock the full potential of AI. It is a game-changer.'
  const own = 'You run Acme. Screening takes your team two days a week. Would you look at it with me?'
  expect(codes({ body: `Hi Ana,\n\n${own} ${generic}\n\nDani` })).toEqual([])
  expect(codes({ body: `Hi Ana,\n\nYou run Acme. ${generic} Would you look at it?\n\nDani` })).toEqual(['GUARD-005'])
  // Two of five are 40 %, and that is not more.
  expect(codes({ body: `Hi Ana,\n\n${own} ${generic} Seamless too.\n\nDani` })).toEqual(['GUARD-005'])
})

it('GUARD-008 stops nearly the same text: a rejected one of this lead, or what a colleague got', () => {
  const words = Array.from({ length: 60 }, (_, place) => `word${place}`)
  const body = `Hi Ana,\n\nYou run Acme. ${words.join(' ')}.\n\nDani`
  const almost = `Hi Bea,\n\nYou run Acme. ${words.join(' ')}.\n\nDani`
  const other = `Hi Bea,\n\nYou run Acme. ${words.toReversed().join(' ')}.\n\nDani`
  expect(codes({ body }, { memory: memoryOf({ ...rejection, body: almost }) })).toEqual(['GUARD-008'])
  expect(codes({ body }, { memory: memoryOf({ ...rejection, body: other }) })).toEqual([])
  expect(codes({ body }, { colleagueTexts: [wordTriplesOf(other), wordTriplesOf(almost)] })).toEqual(['GUARD-008'])
  expect(codes({ body }, { colleagueTexts: [wordTriplesOf(other)] })).toEqual([])
  expect(codes({ body }, { colleagueTexts: [wordTriplesOf(other)], settings: { ...DEFAULT_GUARDS, alikeFrom: 0.005 } })).toEqual([
    'GUARD-008',
  ])
})

const body = (sentence: string) => `Hi Ana,\n\n${sentence}\n\nWorth a look?\n\nDani`
const known = [piece, { ...piece, id: 'e3', text: 'Employs about 120 people' }]

it.each([
  'Your team works with HubSpot.',
  'The people at Acme log everything in Google Workspace.',
  'You lead operations there.',
  'Acme is hiring an analyst.',
  'You raised a Series B this year.',
  'You grew your team fast.',
  'Your 300 people would feel it.',
  'Acme grew by 40% last year.',
  'You took on your role in May 2026.',
  'Congratulations on the new office.',
  'You opened my mail twice.',
  'As we discussed, AI can do it.',
  'Thanks for your reply.',
  'Acme acquired Globex in spring.',
  'You have just opened a second office in Austin.',
  'Your three offices share one inbox.',
  'Your 14 offices share one inbox.',
  'You are the largest staffing firm in Denver.',
  'As an award-winning agency, you know how it goes.',
  'Your client Nike would notice.',
  'Saw your talk at SaaStr.',
  'I read your post about hiring.',
  'You spoke at the Denver summit.',
  'Acme serves law firms.',
  'You lose ten hours a week on reports.',
  'Your team is drowning in reports.',
  'You’ve been in business since 2009.',
  'Your revenue doubled last year.',
  'You told me that reporting hurts.',
  'How do your 300 people cope?',
  'With $12M raised, Acme can choose.',
  'You won many awards.',
  'Acme acquired Globex before Christmas.',
  'You doubled your revenue before most rivals.',
  'Congrats on the many awards.',
  'I know Acmeville, and Acme won an award.',
])('GUARD-009 stops “%s” without evidence', (sentence) => {
  expect(codes({ body: body(sentence), evidence: known })).toEqual(['GUARD-009'])
})

it.each([
  'I start with one process and count the hours.',
  'Let us meet on Monday.',
  'A firm of 90 people cut its screening by a third.',
  'After 30 days the same hours are counted again.',
  'Your about 120 people would feel it.',
  'Acme could start small.',
  'Outreach is one half of it.',
  'Your 120 employees would feel it.',
  'You employ about 120 people.',
  'Would you have 15 minutes on Tuesday at 10:30?',
  'Would 10 or 11 suit you?',
  'If you have raised a round, the board will ask.',
  'You probably know the feeling.',
  'I’d guess you have tried a tool or two.',
  'Give your team two weeks and count again.',
  'Your team counts the hours it takes today.',
  'The tools you use already do half of it.',
  'Tell me what you already tried.',
  'Your CEO will ask for a number.',
  'Step 1 is yours, step 2 is mine.',
  'You’ve got enough on your plate.',
  'You spend an hour, I spend two.',
  'You lose nothing but an hour.',
  'If it fails, you have lost an afternoon.',
  "Name a month, and you won't hear from me.",
  'When reports pile up and you have lost a week, AI helps.',
  'I’m in Denver on December 3 if you’d like to meet.',
  'Your people keep the judgement, AI does the copying.',
  'Acmeville won an award.',
])('GUARD-009 lets pass “%s”', (sentence) => {
  expect(codes({ body: body(sentence), evidence: known })).toEqual([])
})

it('GUARD-009 lets pass what a claim rests on, and stops a claim that rests on nothing', () => {
  const text = body('Your team works with HubSpot.')
  const start = text.indexOf('HubSpot')
  const claim = { field: 'body' as const, start, end: start + 'HubSpot'.length, evidenceId: 'e3' }
  expect(codes({ body: text, evidence: known, claims: [claim] })).toEqual([])
  expect(codes({ body: text, evidence: known, claims: [{ ...claim, evidenceId: 'gone' }] })).toEqual(['GUARD-009'])
  expect(codes({ body: text, evidence: known, claims: [{ ...claim, start: 0, end: 2 }] })).toEqual(['GUARD-009'])
})

it.each(['Thanks for your reply.', 'You told me that reporting hurts.', 'You’ve already asked us for a month.'])(
  'GUARD-009 lets pass “%s” only to somebody who wrote to us',
  (sentence) => {
    expect(codes({ body: body(sentence), evidence: known })).toEqual(['GUARD-009'])
    expect(codes({ body: body(sentence), evidence: known }, { hasReplied: true })).toEqual([])
    expect(codes({ body: body(`${sentence} You won an award.`), evidence: known }, { hasReplied: true })).toEqual(['GUARD-009'])
  },
)

it('GUARD-009 leaves alone what the organisation says of itself', () => {
  const own = 'For your field: a firm of 90 people cut it by 30%.'
  expect(codes({ body: body(own), evidence: known })).toEqual(['GUARD-009'])
  expect(codes({ body: body(own), evidence: known }, { ownWords: ['a firm of 90 people cut it by 30%'] })).toEqual([])
})

it('stops what a person wrote in the queue as it stops any text, and leaves what is known of the lead as it was judged', () => {
  const memory = memoryOf(rejection, rejection, { ...rejection, fingerprint: fingerprintOf(GOOD.subject, GOOD.body) })
  expect(guardDraft(GOOD, { ...context, memory }, 'edited').blockedBy).toEqual(['GUARD-002'])
  const unfounded = { ...GOOD, body: body('Your 300 people would feel it.'), evidence: [piece] }
  const verdict = guardDraft(unfounded, context, 'edited')
  expect(verdict.notes.map(({ code }) => code)).toEqual(['GUARD-003', 'GUARD-009'])
  expect(verdict.blockedBy).toEqual(['GUARD-009'])
})

it('records everything in soft mode, and still blocks what must never leave', () => {
  const memory = memoryOf(rejection, rejection, { ...rejection, fingerprint: fingerprintOf(GOOD.subject, GOOD.body) })
  expect(guardDraft(GOOD, { ...context, memory }, 'soft')).toMatchObject({
    isBlocked: false,
    notes: [{ code: 'GUARD-001' }, { code: 'GUARD-002' }],
    blockedBy: [],
  })
  const broken = { ...GOOD, body: 'Hi Ana,\n\nQuick question, {name}.' }
  expect(guardDraft(broken, { ...context, compliance: [] }, 'soft')).toMatchObject({
    isBlocked: true,
    blockedBy: ['GUARD-004', 'GUARD-006', 'GUARD-007'],
  })
})
