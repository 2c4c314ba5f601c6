import { expect, it } from 'vitest'
import type { Evidence } from '../craft/evidence.ts'
import { fingerprintOf } from '../craft/fingerprint.ts'
import type { ComplianceCheck } from '../review/compliance-check.ts'
import { NO_REJECTIONS, type PastRejection, rejectionMemoryOf } from '../review/rejection-memory.ts'
import type { GuardContext, GuardedDraft } from './guard.ts'
import { DEFAULT_GUARDS } from './guard-settings.ts'
import { guardDraft } from './guards.ts'

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
  colleagueTexts: [],
  settings: DEFAULT_GUARDS,
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
