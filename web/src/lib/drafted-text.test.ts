import { afterEach, beforeEach, expect, test, vi } from 'vitest'

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

const keys: Record<string, string> = { dana: btoa('d'.repeat(32)), 'dana.k': btoa('k'.repeat(32)) }

/** A page that is opened by somebody: it knows nothing but what lies on the device, and the key that the server gives them. */
async function pageOf(owner: string, key = keys[owner]) {
  stored['swarm.owner'] = owner
  vi.resetModules()
  const page = await import('./drafted-text.ts')
  if (key !== undefined) await page.openTexts(key)
  return page
}
const isStored = (name: string) => vi.waitFor(() => expect(Object.keys(stored)).toContain(`swarm.${name}`))

/** A page on which somebody has typed a text and given a reason, once both lie on the device. */
async function pageAfterTyping(owner: string, text: string, reason: string) {
  const page = await pageOf(owner)
  page.keepText('note', text, 0)
  page.keepReason('TONE', reason, 5)
  await isStored(`text/${owner}/note`)
  await isStored(`reasons/${owner}/TONE`)
  return page
}

test('what was typed comes back to whoever typed it, for 24 hours', async () => {
  const page = await pageOf('dana')
  page.keepText('note', 'Half a thought', 0)
  await isStored('text/dana/note')
  const again = await pageOf('dana')
  expect(again.keptText('note', day - 1)).toBe('Half a thought')
  expect(again.keptText('note', day)).toBeNull()
  expect((await pageOf('dana.k')).keptText('note', 0)).toBeNull()
})

test('what lies on the device says nothing to whoever has not the key of its person, and goes when it can’t be opened', async () => {
  await pageAfterTyping('dana', 'Ana is leaving Acme', 'Too stiff for Ana')
  expect(JSON.stringify(stored)).not.toMatch(/Ana|Acme|stiff/)
  // Nor does it open under another name.
  stored['swarm.text/dana/other'] = stored['swarm.text/dana/note'] ?? ''
  const thief = await pageOf('dana', keys['dana.k'])
  expect([thief.keptText('note', 0), thief.recentReasons('TONE')]).toEqual([null, []])
  expect(Object.keys(stored)).toEqual(['swarm.owner'])
})

test('what is typed before the key has come is kept by the page, and lies on the device once it has', async () => {
  const page = await pageOf('otto')
  page.keepText('note', 'Early', 0)
  expect(page.keptText('note', 0)).toBe('Early')
  expect(page.hasTexts()).toBe(false)
  await page.openTexts(btoa('o'.repeat(32)))
  await isStored('text/otto/note')
  expect(page.hasTexts()).toBe(true)
})

test('what is typed before the key has come takes the place of the older text on the device', async () => {
  const key = btoa('o'.repeat(32))
  const first = await pageOf('otto', key)
  first.keepText('note', 'Older', 0)
  await isStored('text/otto/note')
  const older = stored['swarm.text/otto/note']
  const page = await pageOf('otto', undefined)
  page.keepText('note', 'Newer', 1)
  await page.openTexts(key)
  await vi.waitFor(() => expect(stored['swarm.text/otto/note']).not.toBe(older))
  expect((await pageOf('otto', key)).keptText('note', 1)).toBe('Newer')
})

test('what is forgotten while it is being closed stays forgotten', async () => {
  const page = await pageOf('dana')
  page.keepText('note', 'Mine', 0)
  page.keepText('note', '', 0)
  page.keepText('last', 'Mine', 0)
  await isStored('text/dana/last')
  expect(Object.keys(stored)).not.toContain('swarm.text/dana/note')
})

test('signing out forgets one’s own texts and reasons, and nobody else’s', async () => {
  await pageAfterTyping('dana.k', 'Mine', 'Too stiff')
  const hers = await pageAfterTyping('dana', 'Hers', 'Too long')
  hers.forgetTexts()
  expect([hers.keptText('note', 0), hers.recentReasons('TONE')]).toEqual([null, []])
  const back = await pageOf('dana.k')
  expect([back.keptText('note', 0), back.recentReasons('TONE')]).toEqual(['Mine', ['Too stiff']])
})

test('a sweep removes what is older than a day, can’t be read, or is of a former version, whoever typed it', async () => {
  const page = await pageOf('otto', btoa('o'.repeat(32)))
  page.keepText('old', 'Old', 0)
  page.keepText('new', 'New', day)
  await isStored('text/otto/old')
  await isStored('text/otto/new')
  stored['swarm.text/otto/broken'] = '{'
  stored['swarm.text/otto/plain'] = JSON.stringify({ text: 'former', at: day })
  stored['swarm.reasons/otto/TONE'] = 'former'
  stored['swarm.text.draft-1'] = '{"text":"former","at":0}'
  stored['swarm.theme'] = 'dark'
  const { sweepTexts } = await pageOf('eva')
  sweepTexts(day + 1)
  expect(Object.keys(stored).sort()).toEqual(['swarm.owner', 'swarm.text/otto/new', 'swarm.theme'])
})

test('the last reasons come first, each once', async () => {
  const { keepReason, recentReasons } = await pageOf('dana')
  for (const reason of ['a', 'b', 'a', 'c']) keepReason('TONE', reason, 2)
  expect(recentReasons('TONE')).toEqual(['c', 'a'])
})
