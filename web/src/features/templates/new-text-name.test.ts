import { expect, test } from 'vitest'
import { textName } from './new-text-name.ts'

test.each([
  ['Board question', 'board_question'],
  ['  The 90-day plan! ', 'the_90_day_plan'],
  ['Über uns', 'uber_uns'],
  ['value_first', 'value_first'],
  ['90 days', null],
  ['取締役', null],
  ['a', null],
  ['x'.repeat(62), null],
])('%s is kept as %s', (typed, name) => {
  expect(textName(typed)).toBe(name)
})
