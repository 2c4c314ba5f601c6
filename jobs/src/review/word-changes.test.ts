import { expect, test } from 'vitest'
import type { Claim } from '../craft/render.ts'
import { wordChanges } from './word-changes.ts'

const claim = (body: string, words: string): Claim => ({
  field: 'body',
  start: body.indexOf(words),
  end: body.indexOf(words) + words.length,
  evidenceId: 'e',
})
const edit = (before: string, after: string, claimed: string[] = []) =>
  wordChanges(
    'value_first',
    claimed.map((words) => claim(before, words)),
    { subject: 'Hello', body: before },
    { subject: 'Hello', body: after },
  )

test('a changed sentence is one change, with the words around it', () => {
  const [change, ...others] = edit(
    'Hi Ana,\n\nI measure it. Would it help to see how?\n\nDani',
    'Hi Ana,\n\nI measure it. Worth a short call?\n\nDani',
  )
  expect(others).toEqual([])
  expect(change).toMatchObject({
    field: 'body',
    before: 'Would it help to see how',
    after: 'Worth a short call',
    left: 'I measure it. ',
    right: '?\n\nDani',
  })
})

test('changes far apart stay apart; a subject counts for itself', () => {
  const changes = wordChanges(
    'value_first',
    [],
    { subject: 'Hours at Acme', body: 'One two three four five six seven eight nine.' },
    { subject: 'Time at Acme', body: 'Uno two three four five six seven eight neuf.' },
  )
  expect(changes.map(({ field, before, after }) => [field, before, after])).toEqual([
    ['subject', 'Hours', 'Time'],
    ['body', 'One', 'Uno'],
    ['body', 'nine', 'neuf'],
  ])
})

test('the same edit to another lead has the same key, whatever the lead’s own words are', () => {
  const at = (company: string) =>
    edit(`You run operations at ${company}. Would it help?`, `You run operations at ${company}. Worth a look?`, [company])
  expect(at('Acme')[0]?.key).toBe(at('Nordwind Logistik')[0]?.key)
  const added = (company: string) => edit(`At ${company} hours go.`, `At ${company} many hours go.`, [company])
  expect(added('Acme')[0]?.key).toBe(added('Nordwind')[0]?.key)
  expect(added('Acme')[0]).toMatchObject({ before: '', left: 'At {…} ' })
})

test('another angle, other words, or another place are another edit', () => {
  const [one] = edit('Would it help?', 'Worth a look?')
  expect(
    wordChanges('quick_win', [], { subject: null, body: 'Would it help?' }, { subject: null, body: 'Worth a look?' })[0]?.key,
  ).not.toBe(one?.key)
  expect(edit('Would it help?', 'Worth a call?')[0]?.key).not.toBe(one?.key)
  expect(edit('a b c d e f', 'a b x c d e f')[0]?.key).not.toBe(edit('a b c d e f', 'a b c d x e f')[0]?.key)
})

test('nothing changed is no change, and a very long text is compared as a whole', () => {
  expect(edit('The same.', 'The same.')).toEqual([])
  const long = 'word '.repeat(4_000)
  expect(edit(long, `${long}more`)).toHaveLength(1)
})
