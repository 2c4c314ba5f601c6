import { expect, test } from 'vitest'
import { cellText, isNo, isYes } from './cell-text.ts'

test.each([
  ['  Acme  Ltd ', 'Acme Ltd'],
  ['Acme &Amp; Sons', 'Acme & Sons'],
  ['PÃ©rez', 'Pérez'],
  ["'+1 406 555 0125", '+1 406 555 0125'],
  ['=HYPERLINK("http://x.example","Acme")', 'Acme'],
  ['="00123"', '00123'],
  ["=cmd|' /C calc'!A0", null],
  ['Pa\u0000tel\u0007', 'Patel'],
  ['Head of\r\nSales', 'Head of Sales'],
  ['#REF!', null],
  ['N/A', null],
  ['-', null],
  ['', null],
])('%j shows %j', (raw, shown) => {
  expect(cellText(raw)).toBe(shown)
})

test('what is shown is cut, not what shows it', () => {
  expect(cellText(`=HYPERLINK("https://x.example/${'a'.repeat(300)}","Acme")`, 200)).toBe('Acme')
  expect(cellText(`${' '.repeat(300)}Acme`, 200)).toBe('Acme')
  expect(cellText(`${'a'.repeat(199)}😀`, 200)?.length).toBe(200)
})

test('yes, no and neither', () => {
  expect(['True', 'yes', '1', 'ja', 'x'].every((text) => isYes(text))).toBe(true)
  expect(['False', '', '-', undefined, 'mailbox full'].some((text) => isYes(text))).toBe(false)
  expect(isYes('mailbox full', true)).toBe(true)
  expect([isNo('NO'), isNo(''), isNo(undefined)]).toEqual([true, false, false])
})
