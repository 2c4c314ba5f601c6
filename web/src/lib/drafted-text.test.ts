import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { writeDevice } from './device.ts'
import { forgetTexts, keepReason, keepText, keptText, recentReasons, sweepTexts } from './drafted-text.ts'

const day = 24 * 60 * 60 * 1000
const stored: Record<string, string> = {}
beforeEach(() => {
  const access = {
    getItem: (key: string) => stored[key] ?? null,
    setItem: (key: string, value: string) => {
      stored[key] = value
    },
    removeItem: (key: string) => delete stored[key],
  }
  // As the browser's: methods are no keys, what is kept is.
  vi.stubGlobal('localStorage', new Proxy(stored, { get: (_, name) => Reflect.get(access, name) ?? Reflect.get(stored, name) }))
})
afterEach(() => {
  vi.unstubAllGlobals()
  for (const key of Object.keys(stored)) delete stored[key]
})
const as = (owner: string) => writeDevice('owner', owner)

test('what was typed comes back to whoever typed it, for 24 hours', () => {
  as('dana')
  keepText('note', 'Half a thought', 0)
  expect(keptText('note', day - 1)).toBe('Half a thought')
  expect(keptText('note', day)).toBeNull()
  as('dana.k')
  expect(keptText('note', 0)).toBeNull()
})

test('signing out forgets one’s own texts and reasons, and nobody else’s', () => {
  as('dana.k')
  keepText('note', 'Mine', 0)
  keepReason('TONE', 'Too stiff', 5)
  as('dana')
  keepText('note', 'Hers', 0)
  keepReason('TONE', 'Too long', 5)
  forgetTexts()
  expect([keptText('note', 0), recentReasons('TONE')]).toEqual([null, []])
  as('dana.k')
  expect([keptText('note', 0), recentReasons('TONE')]).toEqual(['Mine', ['Too stiff']])
})

test('a sweep removes what is older than a day, can’t be read, or is of a former version, whoever typed it', () => {
  as('otto')
  keepText('old', 'Old', 0)
  keepText('new', 'New', day)
  stored['swarm.text/otto/broken'] = '{'
  stored['swarm.text.draft-1'] = '{"text":"former","at":0}'
  stored['swarm.theme'] = 'dark'
  as('eva')
  sweepTexts(day + 1)
  expect(Object.keys(stored).sort()).toEqual(['swarm.owner', 'swarm.text/otto/new', 'swarm.theme'])
})

test('the last reasons come first, each once', () => {
  for (const reason of ['a', 'b', 'a', 'c']) keepReason('TONE', reason, 2)
  expect(recentReasons('TONE')).toEqual(['c', 'a'])
})
