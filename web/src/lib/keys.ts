import { useEffect, useEffectEvent, useLayoutEffect, useRef } from 'react'
import { matchKeybindingPress, parseKeybinding } from 'tinykeys'
import { readDevice, writeDevice } from './device.ts'
import { endedSession } from './session.ts'
import { createStore } from './store.ts'

/**
 * One row of a page's key table, which drives the handler, the help and `aria-keyshortcuts`.
 * `key` is a name of `KeyboardEvent.key`; `Shift+` needs it; `Mod+` is Ctrl or ⌘ and also works inside fields.
 */
export type KeyBinding = {
  key: string
  does: string
  /** Also while a key is held down; moving may repeat, deciding never. */
  repeats?: boolean
  /** Works on what has the focus, which the palette would take: it is not listed there. */
  focused?: boolean
  /** Why it can't be done now; the palette lists it with this reason. */
  refusal?: string | null
  run(event: KeyboardEvent): void
}

/** Single-key shortcuts on this device (WCAG 2.1.4). Off leaves buttons, palette and Ctrl keys. */
export const singleKeysStore = createStore(readDevice('single-keys') !== 'off')

/** Switches single-key shortcuts and keeps the choice on this device. */
export function switchSingleKeys(on: boolean): void {
  writeDevice('single-keys', on ? null : 'off')
  singleKeysStore.set(on)
}

/** The key tables that are in force, outermost first; help and palette list them as they stand when asked. */
export const keyTables = createStore<{ title: string; bindings(): KeyBinding[] }[]>([])

/** Set while `g` waits for its second key. */
export const prefixStore = createStore(false)

const prefixMs = 1500

/** Where a typed letter belongs to the control, not to us. */
function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof Element && target.closest('input, textarea, select, [contenteditable], dialog, [role="menu"], [popover]') !== null
  )
}

// `?` and `!` need Shift on some layouts and not on others: the character decides, not the modifier.
const asPressed = (key: string): string => (/^[^a-z0-9]$/i.test(key) ? `[Shift]+${key}` : key.replace('Mod+', '$mod+'))

function matches(event: KeyboardEvent, key: string): boolean {
  const [press] = parseKeybinding(asPressed(key))
  return press !== undefined && matchKeybindingPress(event, press)
}

/** The binding that a key press means, or null. Pure in the event and the switch, so that the rule can be tested. */
export function bindingFor(event: KeyboardEvent, bindings: KeyBinding[], singleKeys: boolean): KeyBinding | null {
  if (event.isComposing || event.defaultPrevented) return null
  const withModifier = event.ctrlKey || event.metaKey || event.altKey
  const binding = bindings.find((one) => one.key.startsWith('Mod+') === withModifier && matches(event, one.key))
  if (!binding || (event.repeat && !binding.repeats)) return null
  if (withModifier) return binding
  return singleKeys && !isTyping(event.target) ? binding : null
}

/** How a key is written in `aria-keyshortcuts`. */
export function ariaKey(key: string): string {
  return key.startsWith('Mod+') ? `Control+${key.slice(4)} Meta+${key.slice(4)}` : key
}

/** Puts a key table in force while the component is on screen. */
export function useKeys(title: string, bindings: KeyBinding[]): void {
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    // Whoever stands there while a session is over may open nothing.
    if (prefixStore.get() || endedSession.get() !== null) return
    const binding = bindingFor(event, bindings, singleKeysStore.get())
    if (!binding) return
    event.preventDefault()
    binding.run(event)
  })
  const latest = useRef(bindings)
  useLayoutEffect(() => {
    latest.current = bindings
  })
  useEffect(() => {
    const table = { title, bindings: () => latest.current }
    keyTables.set([...keyTables.get(), table])
    return () => keyTables.set(keyTables.get().filter((other) => other !== table))
  }, [title])
  useEffect(() => {
    addEventListener('keydown', onKey)
    return () => removeEventListener('keydown', onKey)
  }, [])
}

/** `g` and a second letter: goes to a page. A wrong second key is swallowed, so that a slow `g s` never does what `s` does. */
export function useGoKeys(go: (letter: string) => void): void {
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (endedSession.get() !== null) return
    if (prefixStore.get()) {
      if (['Shift', 'Control', 'Alt', 'Meta'].includes(event.key)) return
      prefixStore.set(false)
      event.preventDefault()
      event.stopImmediatePropagation()
      if (!event.repeat) go(event.key.toLowerCase())
      return
    }
    const plain = !(event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || event.isComposing || event.repeat)
    if (event.key !== 'g' || !plain || !singleKeysStore.get() || isTyping(event.target)) return
    event.preventDefault()
    event.stopImmediatePropagation()
    prefixStore.set(true)
    setTimeout(() => prefixStore.set(false), prefixMs)
  })
  useEffect(() => {
    // Capture: the prefix must see the second key before any page's table does.
    addEventListener('keydown', onKey, { capture: true })
    return () => removeEventListener('keydown', onKey, { capture: true })
  }, [])
}

/**
 * While `held`, letters that are not typed into a field or a dialog do nothing: what was opened by a key is still on its way, and what is typed
 * meanwhile is meant for it. Tab, arrows, Escape and keys with Ctrl or ⌘ stay what they are.
 */
export function useHeldKeys(held: boolean): void {
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    const isLetter = event.key.length === 1 && !(event.ctrlKey || event.metaKey || event.altKey)
    if (!held || !isLetter || isTyping(event.target)) return
    event.preventDefault()
    event.stopImmediatePropagation()
  })
  useEffect(() => {
    addEventListener('keydown', onKey, { capture: true })
    return () => removeEventListener('keydown', onKey, { capture: true })
  }, [])
}
