import { useEffect } from 'react'
import { createStore } from './store.ts'

/** The heading of a page about one thing, such as a lead's name; null where the page's own name stands. */
export const titleStore = createStore<string | null>(null)

/** Puts a thing's name into the top bar while the component is on screen. */
export function useTitle(title: string | null): void {
  useEffect(() => {
    titleStore.set(title)
    return () => titleStore.set(null)
  }, [title])
}
