import { expect, test } from 'vitest'
import type { Scope } from '../actors.ts'
import { requireMayGive } from './may-give.ts'

test.each<[Scope[], Scope[], boolean]>([
  [['read', 'review', 'operate', 'admin'], ['read', 'review', 'operate', 'admin', 'webhook'], true],
  [['admin'], ['read'], true],
  [['admin'], ['webhook'], true],
  [['admin'], ['read', 'operate'], false],
  [['operate'], ['read'], false],
  [['read', 'review'], ['review'], false],
])('who holds %j gives %j: %s', (scopes, wanted, may) => {
  const give = () => requireMayGive({ kind: 'user', id: '1', name: 'Ada', scopes }, wanted)
  if (may) expect(give).not.toThrow()
  else expect(give).toThrow(/scope/)
})

test('agents give nothing', () => {
  expect(() => requireMayGive({ kind: 'agent', name: 'QUEEN' }, ['read'])).toThrow(/admin/)
})
