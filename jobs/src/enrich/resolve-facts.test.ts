import { describe, expect, test } from 'vitest'
import { emailStatusOf, type Fact } from './facts.ts'
import { resolveFacts } from './resolve-facts.ts'

const JANUARY = '2026-01-01T00:00:00.000Z'
const JUNE = '2026-06-01T00:00:00.000Z'

function fact(name: Fact['name'], value: Fact['value'], provider: string, at = JANUARY, confidence: number | null = null): Fact {
  return { name, value, provider, confidence, at }
}

describe('which observation counts', () => {
  test.each([
    ['a later, weaker source does not overwrite', [fact('title', 'CEO', 'apollo'), fact('title', 'Boss', 'csv', JUNE)], 'CEO'],
    ['a stronger one does', [fact('title', 'Boss', 'csv', JUNE), fact('title', 'CEO', 'apollo')], 'CEO'],
    ['of equals the newer', [fact('title', 'CTO', 'apollo'), fact('title', 'CEO', 'apollo', JUNE)], 'CEO'],
    ['confidence given beats confidence assumed', [fact('title', 'CTO', 'csv', JANUARY, 0.9), fact('title', 'CEO', 'apollo', JUNE)], 'CTO'],
    ['an impossible confidence counts as none', [fact('title', 'CTO', 'csv', JUNE, 99), fact('title', 'CEO', 'apollo')], 'CEO'],
    ['an unreadable time is the oldest', [fact('title', 'CTO', 'apollo', 'soon'), fact('title', 'CEO', 'apollo')], 'CEO'],
    [
      'nothing said overwrites nothing',
      [fact('title', 'CEO', 'csv'), fact('title', 'N/A', 'apollo', JUNE), fact('title', null, 'manual', JUNE)],
      'CEO',
    ],
  ])('%s', (_, observations, value) => {
    expect(resolveFacts(observations).title?.value).toBe(value)
    expect(resolveFacts(observations.toReversed()).title?.value).toBe(value)
  })
})

describe('an email status belongs to its address', () => {
  test('the status of an address that lost is left out', () => {
    const resolved = resolveFacts([
      fact('email', 'old@acme.example', 'apollo'),
      fact('emailStatus', 'VERIFIED', 'apollo'),
      fact('email', 'new@acme.example', 'manual', JUNE),
    ])
    expect(resolved.email?.value).toBe('new@acme.example')
    expect(resolved.emailStatus).toBeUndefined()
  })
  test('a verifier names the address', () => {
    const email = fact('email', 'Ada@acme.example', 'apollo')
    const said = (address: string): Fact => fact('emailStatus', { address, status: 'INVALID' }, 'zerobounce', JUNE)
    expect(emailStatusOf(resolveFacts([email, said('ada@acme.example')]).emailStatus)).toBe('INVALID')
    expect(resolveFacts([email, said('eve@acme.example')]).emailStatus).toBeUndefined()
  })
})
