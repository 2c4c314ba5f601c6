import type { ReactElement } from 'react'
import { singleKeysStore } from '../lib/keys.ts'
import { useStore } from '../lib/store.ts'

/** The key beside a button's word; gone when single-key shortcuts are off. The key is announced by `aria-keyshortcuts`, not by this. */
export function KeyHint({ keys }: { keys: string }): ReactElement | null {
  const on = useStore(singleKeysStore)
  if (!on && !keys.includes('+')) return null
  const shown = keys.replace('Mod+', navigator.platform.startsWith('Mac') ? '⌘' : 'Ctrl ').replace('Shift+', '⇧')
  return (
    <span className="key-hint" aria-hidden="true">
      {shown}
    </span>
  )
}
