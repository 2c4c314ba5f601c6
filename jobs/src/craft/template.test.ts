import { expect, it } from 'vitest'
import { parseTemplate, type TemplateDocument } from './template.ts'

const GOOD: TemplateDocument = {
  angle: 'sample',
  version: 1,
  channel: 'EMAIL',
  kind: 'first_touch',
  tiers: ['TIER_1'],
  subjectA: 'AI at {companyName}',
  subjectB: '{technology} at {companyName}',
  openers: ['You {roleAt} {companyName}.'],
  body: '{greeting}\n\n{opener}\n\n- one\n- two',
  requires: [],
  signOff: '{senderFirstName}',
}

it('takes a text apart into words and names', () => {
  const parsed = parseTemplate(GOOD)
  expect(parsed.ok && parsed.template.subjectA).toEqual([{ text: 'AI at ' }, { placeholder: 'companyName' }])
  expect(parsed.ok && parsed.template.body.at(-1)).toEqual({ placeholder: 'senderFirstName' })
})

it('takes a missing subject B', () => {
  expect(parseTemplate({ ...GOOD, subjectB: null }).ok).toBe(true)
})

const WRONG: [string, Partial<Record<keyof TemplateDocument, unknown>>, string][] = [
  ['an unknown placeholder', { body: '{opener} {shoeSize}' }, 'TEMPLATE_PLACEHOLDER'],
  ['a name from the prototype', { body: '{opener} {constructor}' }, 'TEMPLATE_PLACEHOLDER'],
  ['an empty placeholder', { body: '{opener} {}' }, 'TEMPLATE_PLACEHOLDER'],
  ['the opener in a subject', { subjectA: '{opener} {companyName}' }, 'TEMPLATE_PLACEHOLDER'],
  ['a merge field', { body: '{opener} {{firstName}}' }, 'TEMPLATE_MERGE_FIELD'],
  ['a lone brace', { body: '{opener} {companyName' }, 'TEMPLATE_BRACE'],
  ['HTML', { body: '{opener} <b>now</b>' }, 'TEMPLATE_MARKUP'],
  ['bold', { body: '{opener} **now**' }, 'TEMPLATE_MARKUP'],
  ['a Markdown link', { body: '{opener} [here](caio.cx)' }, 'TEMPLATE_MARKUP'],
  ['equal subjects', { subjectB: GOOD.subjectA }, 'TEMPLATE_SUBJECT'],
  ['a subject that names nothing of the lead', { subjectB: 'AI for everyone' }, 'TEMPLATE_SUBJECT'],
  ['an email without a subject', { subjectA: null }, 'TEMPLATE_SUBJECT'],
  ['a LinkedIn note with a subject', { channel: 'LINKEDIN', kind: 'connection_note' }, 'TEMPLATE_SUBJECT'],
  ['a connection note by email', { kind: 'connection_note' }, 'TEMPLATE_KIND'],
  ['an opener that could be said to anybody', { openers: ['Hope you like AI.'] }, 'TEMPLATE_OPENER'],
  ['a body without its opener', { body: '{greeting}' }, 'TEMPLATE_OPENER'],
  ['two openers in one body', { body: '{opener} {opener}' }, 'TEMPLATE_OPENER'],
  ['a field too many', { body: '{opener}', ...{ colour: 'red' } }, 'TEMPLATE_SHAPE'],
  ['no tier', { tiers: [] }, 'TEMPLATE_SHAPE'],
]

it.each(WRONG)('refuses %s', (_what, over, code) => {
  const parsed = parseTemplate({ ...GOOD, ...over })
  expect(parsed.ok ? [] : parsed.reasons.map((reason) => reason.code)).toContain(code)
})

it.each([null, undefined, 'text', 7, []])('refuses %j without throwing', (document) => {
  expect(parseTemplate(document).ok).toBe(false)
})
