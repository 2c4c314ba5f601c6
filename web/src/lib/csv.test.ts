import { expect, test } from 'vitest'
import { toCsv } from './csv.ts'

test('quotes what would break a row, and disarms what a spreadsheet would run', () => {
  expect(
    toCsv(
      ['name', 'score'],
      [
        ['Ruiz, "Ana"', 92],
        ['=HYPERLINK("x")', null],
        ['-1', -1],
        ['-1+1', -1],
      ],
    ),
  ).toBe('\uFEFFname,score\r\n"Ruiz, ""Ana""",92\r\n"\'=HYPERLINK(""x"")",\r\n-1,-1\r\n\'-1+1,-1\r\n')
})

test.each([
  ['  =1+1', "'  =1+1"],
  ['\u200b=1+1', "'\u200b=1+1"],
  ['＝1＋1', "'＝1＋1"],
  ['\n=1+1', '"\'\n=1+1"'],
  ['a;=1+1', '"a;=1+1"'],
  ['a\t=1+1', '"a\t=1+1"'],
  ['a=b@c', 'a=b@c'],
])('%j is no formula in the file', (text, cell) => {
  expect(toCsv(['it'], [[text]])).toBe(`\uFEFFit\r\n${cell}\r\n`)
})
