import { expect, it } from 'vitest'
import { carryClaims } from './carry-claims.ts'

const before = { subject: 'Ops at Acme', body: 'Hi Ana,\n\nYou run ops at Acme. Worth a look?' }
const claim = (words: string) => ({
  field: 'body' as const,
  start: before.body.indexOf(words),
  end: before.body.indexOf(words) + words.length,
  evidenceId: 'e1',
})

it.each([
  ['before an edit', 'Hi Ana,\n\nYou run ops at Acme. Shall we talk?', ['Acme']],
  ['after an edit', 'Hello Ana,\n\nYou run ops at Acme. Worth a look?', ['Acme']],
  ['between two edits', 'Hello Ana,\n\nYou run ops at Acme. Shall we talk?', ['Acme']],
  ['words that are gone', 'Hi Ana,\n\nYou run ops. Worth a look?', []],
  ['words that now stand twice', 'Hello Ana of Acme,\n\nYou run it all at Acme. Shall we talk?', []],
  ['an empty text', '', []],
])('carries a claim: %s', (_, body, words) => {
  const claims = carryClaims([claim('Acme')], before, { ...before, body })
  expect(claims.map(({ start, end }) => body.slice(start, end))).toEqual(words)
})

it('keeps claims of the subject apart from those of the body', () => {
  const inSubject = { field: 'subject' as const, start: 7, end: 11, evidenceId: 'e2' }
  expect(carryClaims([inSubject], before, { subject: 'Acme and its ops', body: 'Acme' })).toEqual([{ ...inSubject, start: 0, end: 4 }])
  expect(carryClaims([inSubject], before, { subject: null, body: before.body })).toEqual([])
})
