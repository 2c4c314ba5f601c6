import { expect, test } from 'vitest'
import { auditFilter, readAuditAddress } from './audit-filter.ts'

const nothing = { actor: null, action: null, subject: null, from: null, to: null }

test('days are whole days of the viewer: the last one is included', () => {
  const filter = auditFilter(readAuditAddress(new URLSearchParams('actor=Dana&from=2026-11-20&to=2026-11-20')))
  expect(filter.actor).toBe('Dana')
  expect(filter.from).toBe(new Date(2026, 10, 20).toISOString())
  expect(filter.to).toBe(new Date(2026, 10, 21).toISOString())
})

test('what is no day asks for nothing', () => {
  expect(auditFilter(readAuditAddress(new URLSearchParams('from=yesterday&to=2026-13-45')))).toEqual(nothing)
})
