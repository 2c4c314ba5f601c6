import { expect, test } from 'vitest'
import { madeSecret } from './made-secret.ts'

test('a made secret has 43 signs that need no escaping anywhere, and another one each time', () => {
  const many = Array.from({ length: 200 }, madeSecret)
  expect(new Set(many).size).toBe(200)
  for (const secret of many) expect(secret).toMatch(/^[A-Za-z0-9_-]{43}$/)
})
