import { expect, it } from 'vitest'
import { fingerprintOf, normalisedText } from './fingerprint.ts'
import { greetedName, openerOf, sentencesOf, wordCount } from './sentences.ts'

it('stays the same when only commas, capitals, spaces or invisible characters change', () => {
  const one = fingerprintOf('AI at Acme', 'Hi Ana,\n\nYou run Acme.')
  expect(fingerprintOf('ai  at ACME!', 'Hi Ana\nYou run\u200B Acme')).toBe(one)
  expect(one).toMatch(/^[0-9a-f]{64}$/)
})

it.each([
  ['AI at Acme', 'Hi Ana, you run Acme too'],
  ['AI at Acme you', 'Hi Ana, run Acme'],
  [null, 'AI at Acme Hi Ana, you run Acme'],
])('tells another text apart: %j, %j', (subject, body) => {
  expect(fingerprintOf(subject, body)).not.toBe(fingerprintOf('AI at Acme', 'Hi Ana, you run Acme'))
})

it('folds width and case', () => {
  expect(normalisedText('ＡＩ — at Acme’s')).toBe('ai at acme s')
})

it.each([
  ['Hi Ana,\n\nYou run Acme. And more.', 'You run Acme.', 'Ana'],
  ['Hello,\n\nYou run Acme.', 'You run Acme.', null],
  ['Hi Ana, you run Acme, and I write.', 'you run Acme, and I write.', 'Ana'],
  ['Dear Maria-Magdalena Ruiz:\nYou run Acme!', 'You run Acme!', 'Maria-Magdalena Ruiz'],
  ['Hi there,\nYou run Acme.', 'You run Acme.', null],
  ['You run caio.cx now. Yes.', 'You run caio.cx now.', null],
  ['Hey – quick one', 'quick one', null],
  ['', '', null],
])('finds opener and greeted name of %j', (body, opener, name) => {
  expect(openerOf(body)).toBe(opener)
  expect(greetedName(body)).toBe(name)
})

it('counts words and sentences as a reader does', () => {
  expect(wordCount('- One two\n\nthree’s — four (five)')).toBe(5)
  expect(sentencesOf('One two. “Three?” Four caio.cx five!\n- six')).toEqual(['One two.', '“Three?”', 'Four caio.cx five!', '- six'])
})
