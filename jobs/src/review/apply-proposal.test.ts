import { expect, test } from 'vitest'
import { valueFirst } from '../craft/templates/value-first.ts'
import { applyProposal } from './apply-proposal.ts'

const document = {
  ...valueFirst,
  subjectA: 'Hours at {companyName}',
  openers: ['You {roleAt} {companyName}, so hours matter.', 'Hours at {companyName} matter.'],
  body: '{greeting}\n\n{opener}\n\nI measure where the hours go, part-time.\n\nWould it help to see how?',
  signOff: 'Best,\n{senderFirstName}',
}
const change = { field: 'body' as const, before: '', after: '', left: '', right: '' }

test('words of the body are replaced where they stand, whatever stands around them in the draft', () => {
  const applied = applyProposal(document, {
    ...change,
    left: 'the hours go, part-time.\n\n',
    before: 'Would it help to see how',
    after: 'Worth a call',
    right: '?\n\nBest,\nDani',
  })
  expect(applied.ok && applied.document.body).toBe('{greeting}\n\n{opener}\n\nI measure where the hours go, part-time.\n\nWorth a call?')
})

test('an opener is found behind a claim, and nothing else changes', () => {
  const applied = applyProposal(document, { ...change, left: '{…}, so ', before: 'hours matter', after: 'time counts', right: '.' })
  expect(applied.ok && applied.document.openers).toEqual(['You {roleAt} {companyName}, so time counts.', 'Hours at {companyName} matter.'])
})

test('words that are added go between those that were there', () => {
  const applied = applyProposal(document, {
    ...change,
    left: 'I measure where ',
    before: '',
    after: 'all ',
    right: 'the hours go, part-time.',
  })
  expect(applied.ok && applied.document.body).toContain('where all the hours go')
})

test('a subject is changed in a subject alone', () => {
  const applied = applyProposal(document, { ...change, field: 'subject', before: 'Hours', after: 'Time', left: '', right: ' at {…}' })
  expect(applied.ok && [applied.document.subjectA, applied.document.body]).toEqual(['Time at {companyName}', document.body])
})

test('words of several places, and words that are not there, are left to a person', () => {
  expect(applyProposal(document, { ...change, before: 'ours', after: 'x', left: '', right: '' })).toMatchObject({ ok: false })
  expect(applyProposal(document, { ...change, before: 'Acme', after: 'x', left: 'at ', right: '' })).toMatchObject({ ok: false })
})
