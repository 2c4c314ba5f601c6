import { expect, test } from 'vitest'
import { fillMergeFields, plainText } from './merge-fields.ts'

const payload = { firstName: 'Mara', body_1: 'Hello', amount: 3, hostile: 'see {{firstName}}', gone: null }

test.each([
  ['{{body_1}} {{ firstName }}', 'Hello Mara'],
  ['{{unknown}}|{{gone}}|', '||'],
  ['{{amount}}', '3'],
  ['{{firstName|there}}', 'Mara'],
  ['{single} {{ {{', '{single} {{ {{'],
  ['{{constructor}}', ''],
  ['{{email}}', 'a@b.example'],
])('%s becomes %s', (template, filled) => {
  expect(fillMergeFields(template, { email: 'a@b.example', payload })).toBe(filled)
})

test('braces in a lead’s own data are filled in as well: a product that lets them through is found out', () => {
  expect(fillMergeFields('{{hostile}}', { email: 'a@b.example', payload })).toBe('see Mara')
})

test('plain text is what a reader sees', () => {
  expect(plainText('A &amp; B<br/>&lt;b&gt;<p>C</p>')).toBe('A & B\n<b>C\n')
})
