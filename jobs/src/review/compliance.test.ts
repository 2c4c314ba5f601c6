import { createHash } from 'node:crypto'
import { expect, it } from 'vitest'
import { footerOf, listUnsubscribeHeaders } from '../craft/footer.ts'
import { DEFAULT_ORGANISATION } from '../craft/organisation.ts'
import { complianceChecks, failedChecks } from './compliance.ts'
import { type CheckedDraft, COMPLIANCE_CHECKS, type ComplianceContext } from './compliance-check.ts'
import { REJECTION_TAGS } from './rejection-tags.ts'

const TOKEN = 'kPz3uQ0v8mX1r7TnYbD5wA'
const url = `https://swarm.example/u/${TOKEN}`
const footerFor = (rule: ComplianceContext['regionRule']) => {
  const made = footerOf(DEFAULT_ORGANISATION, { unsubscribeUrl: url, rule, contactSource: 'Apollo' })
  if (!made.ok) throw new Error(made.reason.message)
  return made.footer
}
const FOOTER = footerFor('allow')
const EMAIL: CheckedDraft = {
  channel: 'EMAIL',
  kind: 'first_touch',
  subject: 'AI at Acme',
  body: 'Hi Ana,\n\nYou run Acme. Worth a look?\n\nDani',
  footer: FOOTER,
}
const NOTE: CheckedDraft = { channel: 'LINKEDIN', kind: 'connection_note', subject: null, body: 'Hi Ana, you run Acme.', footer: '' }
const MESSAGE: CheckedDraft = { ...NOTE, kind: 'linkedin_message', body: 'Hi Ana, worth a look?' }
const CONTEXT: ComplianceContext = {
  organisation: DEFAULT_ORGANISATION,
  recipientProblems: [],
  regionRule: 'allow',
  unsubscribe: { tokenHash: createHash('sha256').update(TOKEN).digest('hex'), headers: listUnsubscribeHeaders(url) },
}
const failing = (draft: CheckedDraft, context: Partial<ComplianceContext> = {}) =>
  failedChecks(complianceChecks(draft, { ...CONTEXT, ...context })).map((check) => check.name)

it.each([
  [EMAIL, ['length']],
  [NOTE, ['reply_stop', 'unsubscribe_link', 'postal_address', 'signature', 'call_to_action', 'subject_honest']],
  [MESSAGE, ['reply_stop', 'unsubscribe_link', 'postal_address', 'signature', 'subject_honest']],
])('passes a good $kind, and says which checks are not for its channel', (draft, notFor) => {
  const checks = complianceChecks(draft, { ...CONTEXT, ...(draft.channel === 'LINKEDIN' && { unsubscribe: null }) })
  expect(checks.map((check) => check.name)).toEqual([...COMPLIANCE_CHECKS])
  expect(failedChecks(checks)).toEqual([])
  expect(checks.filter((check) => !check.applies).map((check) => check.name)).toEqual(notFor)
  for (const check of checks) expect(check.message).toBe(check.applies ? null : 'Not for this channel')
})

const other = `https://swarm.example/u/${'x'.repeat(22)}`
const WRONG_EMAILS: [string, Partial<CheckedDraft>, string[]][] = [
  ['no footer', { footer: '' }, ['reply_stop', 'unsubscribe_link', 'postal_address', 'signature']],
  ['no word on replying', { footer: FOOTER.replace('Reply STOP to unsubscribe.', '') }, ['reply_stop']],
  ['the link of another draft', { footer: FOOTER.replace(url, other) }, ['unsubscribe_link']],
  ['other lines than the profile signs with', { footer: `Dani A.\n${FOOTER}` }, ['signature']],
  ['half a postal address', { footer: FOOTER.replace(', NM', '') }, ['postal_address']],
  ['no title', { footer: FOOTER.replace('Chief AI Officer', '') }, ['signature']],
  ['no ask', { body: 'You run Acme.' }, ['call_to_action']],
  ['two questions', { body: 'Worth a look? Or not?' }, ['call_to_action']],
  ['a question and a link', { body: 'Worth a look?\nBook at caio.cx' }, ['call_to_action']],
  ['no subject', { subject: '' }, ['subject_honest']],
  ['a subject of signs', { subject: '...' }, ['subject_honest']],
  ['Re:', { subject: 'Re: AI at Acme' }, ['subject_honest']],
  ['RE[2] :', { subject: ' RE[2] : AI at Acme' }, ['subject_honest']],
  ['Fwd:', { subject: 'fwd: AI' }, ['subject_honest']],
  ['AW:', { subject: 'AW: AI at Acme' }, ['subject_honest']],
  ['full-width Re', { subject: 'Ｒｅ： AI' }, ['subject_honest']],
  ['capitals', { subject: 'AI AT ACME' }, ['subject_honest']],
  ['a false alarm', { subject: 'Urgent: AI at Acme' }, ['subject_honest']],
  ['a call that never was', { subject: 'Following up on our call, Ana' }, ['subject_honest']],
  ['a placeholder', { body: 'Hi {name}, worth a look?' }, ['clean_text']],
  ['raw data', { body: 'You run undefined. Worth a look?' }, ['clean_text']],
  ['zero width', { body: 'You run Ac\u200Bme. Worth a look?' }, ['clean_text']],
  ['turned direction', { subject: 'AI at \u202EAcme' }, ['clean_text']],
  ['a second header', { subject: 'AI at Acme\r\nBcc: x' }, ['clean_text']],
  ['NUL', { body: 'A\u0000? B' }, ['clean_text']],
  ['no text', { body: ' \n' }, ['call_to_action', 'clean_text']],
]

it.each(WRONG_EMAILS)('finds %s', (_what, over, names) => {
  expect(failing({ ...EMAIL, ...over })).toEqual(names)
})

it.each([
  'AI at IBM',
  'Reinsurance at Acme',
  'Rehiring: an idea for Acme',
  'IBM',
  'Who owns AI at Acme?',
  'Invoice chasing at Acme',
  'Forward planning at Acme',
])('lets the honest subject “%s” pass', (subject) => {
  expect(failing({ ...EMAIL, subject })).toEqual([])
})

it('takes one sentence with question and link for one ask', () => {
  expect(failing({ ...EMAIL, body: 'You run Acme. Would you pick a time at caio.cx?' })).toEqual([])
})

it('knows its own booking link, and no other that begins like it', () => {
  for (const link of ['caio.cx', 'caio.cx.', 'https://caio.cx', 'Caio.cx'])
    expect(failing({ ...EMAIL, body: `You run Acme. Pick a time: ${link}` })).toEqual([])
  for (const link of ['caio.cx/dani', 'my.caio.cx', 'caio.cxx'])
    expect(failing({ ...EMAIL, body: `You run Acme. Pick a time: ${link}` })).toEqual(['call_to_action'])
})

it('wants the same link in the headers where they are ours', () => {
  const { tokenHash } = CONTEXT.unsubscribe ?? { tokenHash: '' }
  expect(failing(EMAIL, { unsubscribe: { tokenHash, headers: null } })).toEqual([])
  expect(failing(EMAIL, { unsubscribe: { tokenHash, headers: listUnsubscribeHeaders(other) } })).toEqual(['unsubscribe_link'])
  expect(failing(EMAIL, { unsubscribe: null })).toEqual(['unsubscribe_link'])
})

it('wants source and objection where the basis is legitimate interest', () => {
  const regionRule = 'legitimate_interest_with_notice'
  const footer = footerFor(regionRule)
  expect(failing({ ...EMAIL, footer }, { regionRule })).toEqual([])
  expect(failing(EMAIL, { regionRule })).toEqual(['postal_address'])
  expect(failing({ ...EMAIL, footer: footer.replace('You may object', 'You may enjoy') }, { regionRule })).toEqual(['postal_address'])
  expect(failing({ ...EMAIL, footer: footer.replace('Apollo', '') }, { regionRule })).toEqual(['postal_address'])
})

it.each(['missing', 'invalid', 'suppressed', 'excluded', 'role_account', 'disposable', 'free_mail'] as const)(
  'stops a recipient that is %s, on either channel',
  (problem) => {
    for (const draft of [EMAIL, NOTE]) expect(failing(draft, { recipientProblems: [problem] })).toEqual(['recipient_allowed'])
  },
)

it('counts what LinkedIn counts', () => {
  expect(failing({ ...NOTE, body: 'x'.repeat(300) })).toEqual([])
  expect(failing({ ...NOTE, body: 'x'.repeat(301) })).toEqual(['length'])
  expect(failing({ ...MESSAGE, body: `${'x'.repeat(7999)}?` })).toEqual([])
  expect(failing({ ...MESSAGE, body: `${'x'.repeat(8000)}?` })).toEqual(['length'])
  expect(failing({ ...MESSAGE, body: 'You run Acme.' })).toEqual(['call_to_action'])
})

it('serves the twelve tags', () => {
  expect(REJECTION_TAGS.map(({ tag }) => tag)).toEqual([
    'personalization_mismatch',
    'icp_mismatch',
    'campaign_mismatch',
    'tone_style_issue',
    'factual_inaccuracy',
    'weak_subject',
    'weak_cta',
    'length_issue',
    'compliance_issue',
    'placeholder_or_rendering_issue',
    'queue_hygiene_non_actionable',
    'other',
  ])
})
