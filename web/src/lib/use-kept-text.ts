import { useState } from 'react'
import { keepText, keptText, textsOpened } from './drafted-text.ts'
import { businessNow } from './now.ts'
import { useStore } from './store.ts'

/**
 * Words that are typed and not yet sent: under `key` they outlive a closed tab and another page for 24 hours on this device. Null where nothing
 * was typed; empty text forgets them. After a reload they come a moment after the page, with the key that opens them.
 */
export function useKeptText(key: string): [text: string | null, type: (text: string) => void] {
  const [typed, setTyped] = useState<{ key: string; text: string } | null>(null)
  useStore(textsOpened)
  const text = typed?.key === key ? typed.text : keptText(key, businessNow())
  return [
    text,
    (next) => {
      setTyped({ key, text: next })
      keepText(key, next, businessNow())
    },
  ]
}
