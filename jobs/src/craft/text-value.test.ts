import { expect, it } from 'vitest'
import { neutralised, wordsOf } from './text-value.ts'

it.each([
  ['Acme', 'Acme'],
  ['  Smith &amp; Sons ', 'Smith & Sons'],
  ['{{firstName}}', '((firstName))'],
  ['{\u200B{x}\u200B}', '((x))'],
  ['\uFF5B\uFF5Bx\uFF5D\uFF5D', '((x))'],
  ['&#123;&#123;x', 'x'],
  ['&amp;#123;x', 'x'],
  ['A\r\nBcc: all@evil.example', 'A Bcc: all@evil.example'],
  ['<b>Acme</b>', 'b Acme /b'],
  ['hthttps://tps://acme.example', 'acme.example'],
  ['\u202Eemca', 'emca'],
  ['A\u0000B\u200DC', 'A BC'],
  ['Ñandú', 'Ñandú'],
  ['株式会社', '株式会社'],
])('reads %j as %j', (given, words) => {
  expect(neutralised(given)).toBe(words)
})

it.each([
  null,
  undefined,
  '',
  ' ',
  '-',
  'N/A',
  '#N/A',
  'null',
  'NULL',
  'undefined',
  'NaN',
  'nan',
  'None',
  'unknown',
  'Acme null',
  '[object Object]',
  '{}',
  '...',
  '🎉',
  'x'.repeat(81),
])('takes %j for missing', (given) => {
  expect(wordsOf(given)).toBeNull()
})

it.each(['Nan', 'None Such Ltd', 'Nullarbor Foods', '3M', 'Ng'])('keeps %j, which is a name', (name) => {
  expect(wordsOf(name)).toBe(name)
})
