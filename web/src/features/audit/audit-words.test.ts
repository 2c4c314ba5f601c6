import { expect, test } from 'vitest'
import { actionWords, subjectPath } from './audit-words.ts'

test('an action is read as words, invisible characters shown', () => {
  expect(actionWords('emergency_stop.set')).toBe('Emergency stop set')
  expect(actionWords('draft\u202e.approved')).toContain('U+202E')
})

test('a thing with a page leads to it, by the id of the API', () => {
  const id = '0190a0a0-0000-7000-8000-000000000001'
  expect(subjectPath({ subjectType: 'lead', subjectId: id })).toBe(`/leads/${Buffer.from(`Lead:${id}`).toString('base64url')}`)
  expect(subjectPath({ subjectType: 'lead', subjectId: 'many' })).toBeNull()
  expect(subjectPath({ subjectType: 'user', subjectId: id })).toBeNull()
})
