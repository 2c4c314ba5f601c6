import { expect, test, vi } from 'vitest'

vi.stubGlobal('localStorage', { getItem: () => null })
vi.stubGlobal('Element', class {})
vi.stubGlobal('navigator', { platform: 'Linux', userAgent: '' })
const { ariaKey, bindingFor } = await import('./keys.ts')

const run = (): void => undefined
const table = [
  { key: 'a', does: 'Approve', run },
  { key: 'Shift+A', does: 'Bulk approve', run },
  { key: 'j', does: 'Next', repeats: true, run },
  { key: '?', does: 'Help', run },
  { key: 'Mod+Enter', does: 'Save', run },
]

/** A key press as the browser reports it. */
function press(key: string, more: Partial<KeyboardEvent> = {}): KeyboardEvent {
  const event = { key, code: '', target: null, isComposing: false, defaultPrevented: false, repeat: false, ...more }
  const held: Record<string, boolean> = {
    Shift: event.shiftKey === true,
    Control: event.ctrlKey === true,
    Meta: event.metaKey === true,
    Alt: event.altKey === true,
  }
  return {
    ctrlKey: false,
    metaKey: false,
    altKey: false,
    shiftKey: false,
    getModifierState: (name: string) => held[name] ?? false,
    ...event,
  } as unknown as KeyboardEvent
}

const field = Object.assign(Object.create((globalThis as { Element?: { prototype: object } }).Element?.prototype ?? null), {
  closest: () => ({}),
})

test.each([
  ['a letter', press('a'), true, 'Approve'],
  ['with Shift it is another command', press('A', { shiftKey: true }), true, 'Bulk approve'],
  ['? on a layout that needs Shift', press('?', { shiftKey: true }), true, 'Help'],
  ['? on a layout that does not', press('?'), true, 'Help'],
  ['a letter with Ctrl is the browser’s', press('a', { ctrlKey: true }), true, null],
  ['a letter with Alt is nobody’s', press('a', { altKey: true }), true, null],
  ['while composing nothing is a command', press('a', { isComposing: true }), true, null],
  ['a held key never decides', press('a', { repeat: true }), true, null],
  ['a held key may move', press('j', { repeat: true }), true, 'Next'],
  ['switched off', press('a'), false, null],
  ['switched off leaves Ctrl keys', press('Enter', { ctrlKey: true }), false, 'Save'],
  ['in a field letters are text', press('a', { target: field }), true, null],
  ['in a field Ctrl keys work', press('Enter', { ctrlKey: true, target: field }), true, 'Save'],
])('%s', (_, event, on, does) => {
  expect(bindingFor(event, table, on)?.does ?? null).toBe(does)
})

test('shortcuts are named for assistive technology', () => {
  expect(ariaKey('Mod+Enter')).toBe('Control+Enter Meta+Enter')
})
