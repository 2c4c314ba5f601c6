import { useState } from 'react'
import { createStore } from './store.ts'

/** Counts what everybody must see at once, whatever they are in the middle of: a dialog that can be opened again makes room for it. */
export const interruptions = createStore(0)

type Typed = Readonly<Record<string, string>>

/** What was typed into dialogs that had to make room, until it was used or given up; gone with the page. */
const kept = new Map<string, Typed>()

/** Texts by field that outlive their dialog under `key`, where there is one; `forget` when they were used or given up. */
export function useTyped(key: string | null): { typed: Typed; keep(typed: Typed): void; forget(): void } {
  const [typed, setTyped] = useState<Typed>(() => (key === null ? undefined : kept.get(key)) ?? {})
  return {
    typed,
    keep: (next) => {
      if (key !== null) kept.set(key, next)
      setTyped(next)
    },
    forget: () => {
      if (key !== null) kept.delete(key)
    },
  }
}
