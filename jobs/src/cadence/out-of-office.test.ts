import { expect, test } from 'vitest'
import { outOfOfficeUntil } from './out-of-office.ts'

const writtenAt = new Date('2026-12-01T10:30:00Z')

test.each([
  ['back on a Tuesday: until Wednesday', '2026-12-08', '2026-12-09T00:00:00.000Z'],
  ['back on a Thursday: until Friday', '2026-12-10', '2026-12-11T00:00:00.000Z'],
  ['back on a Friday: until Monday', '2026-12-11', '2026-12-14T00:00:00.000Z'],
  ['back on a Saturday: until Monday', '2026-12-12', '2026-12-14T00:00:00.000Z'],
  ['back on a Sunday: until Monday', '2026-12-13', '2026-12-14T00:00:00.000Z'],
  ['over the end of a year', '2026-12-31', '2027-01-01T00:00:00.000Z'],
  ['no day is named: so many days from when it was written', null, '2026-12-08T10:30:00.000Z'],
])('%s', (_, returnsOn, until) => {
  expect(outOfOfficeUntil(writtenAt, returnsOn, 7).toISOString()).toBe(until)
})
