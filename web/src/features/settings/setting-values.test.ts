import { expect, test } from 'vitest'
import { isEdited, patchOf, readTyped, typedOf, valueWords } from './setting-values.ts'
import type { Field } from './settings-documents.ts'

const field = (given: Partial<Field>): Field => ({
  path: 'a',
  label: 'A',
  description: null,
  unit: null,
  kind: 'TEXT',
  options: [],
  min: null,
  max: null,
  isWhole: false,
  maxLength: null,
  maxItems: null,
  isOptional: false,
  isNullable: false,
  ...given,
})
const hours = field({
  path: 'window.hours',
  kind: 'ROWS',
  columns: [field({ path: 'from', kind: 'TIME', label: 'From' }), field({ path: 'to', kind: 'TIME', label: 'To' })],
})
const points = field({
  kind: 'ROWS',
  columns: [field({ path: 'points', kind: 'NUMBER', label: 'Points' }), field({ path: 'list', kind: 'CHOICE', options: [1, 2, null] })],
})

test.each<[Partial<Field>, unknown]>([
  [{ kind: 'NUMBER' }, 25],
  [{ kind: 'NUMBER' }, 0],
  [{ kind: 'NUMBER', isNullable: true }, null],
  [{ kind: 'SWITCH' }, false],
  [{ kind: 'CHOICE', options: [1, 2, null] }, null],
  [{ kind: 'CHOICE', options: ['auto', 'on'] }, 'on'],
  [{ kind: 'CHOICES' }, ['VP', 'HEAD']],
  [{ kind: 'TEXTS' }, ['a b', 'c']],
  [{ kind: 'NUMBERS' }, [1, 2, 5]],
  [{ kind: 'TEXT' }, 'caio.cx'],
  [{ kind: 'JSON' }, { default: { titles: ['x'] } }],
  [points, [{ points: 2.5, list: null }]],
  [hours, [{ from: '08:00', to: '11:00' }]],
])('what stands in a field reads back as it was: %j', (given, value) => {
  const one = field(given)
  expect(readTyped(one, typedOf(one, value))).toEqual({ ok: true, value })
})

test('an untouched field is not edited, whatever the order of keys in the stored rows', () => {
  expect(isEdited(hours, { window: { hours: [{ to: '11:00', from: '08:00' }] } }, [{ from: '08:00', to: '11:00' }])).toBe(false)
  expect(isEdited(hours, { window: { hours: [{ to: '11:00', from: '08:00' }] } }, [{ from: '08:00', to: '11:30' }])).toBe(true)
})

test('what can’t be sent is refused where it stands', () => {
  expect(readTyped(field({ kind: 'NUMBER' }), 'five')).toMatchObject({ ok: false })
  expect(readTyped(field({ kind: 'NUMBER' }), ' ')).toMatchObject({ ok: false })
  expect(readTyped(field({ kind: 'JSON' }), '{')).toMatchObject({ ok: false })
  expect(readTyped(points, [{ points: 'x', list: 'null' }])).toEqual({ ok: false, message: 'Row 1, points: A number, such as 25 or 0.8.' })
})

test('a patch nests by path, and what was emptied is null', () => {
  expect(
    patchOf([
      ['ceilings.emailPerDay', 4],
      ['ceilings.x', undefined],
      ['shadowMode', true],
    ]),
  ).toEqual({ ceilings: { emailPerDay: 4, x: null }, shadowMode: true })
})

test.each<[unknown, Partial<Field>, string]>([
  [25, { unit: 'a day' }, '25 a day'],
  [true, {}, 'On'],
  [null, {}, 'None'],
  [[], {}, 'Nothing'],
  ['legitimate_interest_with_notice', { kind: 'CHOICE' }, 'Legitimate interest with notice'],
  [[{ from: '08:00', to: '11:00' }], hours, '08:00 to 11:00'],
  [[{ points: 5, list: 1 }], points, '(points 5, a 1)'],
])('%j is said as words', (value, given, words) => {
  expect(valueWords(value, field(given))).toBe(words)
})
