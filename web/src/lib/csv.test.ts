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
      ],
    ),
  ).toBe('\uFEFFname,score\r\n"Ruiz, ""Ana""",92\r\n"\'=HYPERLINK(""x"")",\r\n\'-1,-1\r\n')
})
