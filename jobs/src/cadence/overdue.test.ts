import { expect, test } from 'vitest'
import { isOverdueByGap } from './overdue.ts'

const hour = 3_600_000
const at = (hours: number) => new Date(Date.parse('2026-12-01T00:00:00Z') + hours * hour)

test.each([
  ['due before the gap, which lasted longer than the grace', 0, [10, 35], true],
  ['due before the gap, which lasted as long as the grace', 0, [10, 34], false],
  ['due long ago for want of a ceiling, and then a short gap', -100, [10, 12], false],
  ['due in the gap, longer ago than the grace', 5, [0, 30], true],
  ['due late in the gap', 20, [0, 30], false],
] as const)('%s', (_, dueAt, [from, to], isOverdue) => {
  expect(isOverdueByGap(at(dueAt), { from: at(from), to: at(to) }, 24 * hour)).toBe(isOverdue)
})
