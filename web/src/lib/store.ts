import { useSyncExternalStore } from 'react'

/** A value of this page that components follow: what `useState` can't be because others than React set it. */
export type Store<T> = { get(): T; set(next: T): void; subscribe(listener: () => void): () => void }

/** Makes a store; listeners are told only when the value is another one. */
export function createStore<T>(initial: T): Store<T> {
  let value = initial
  const listeners = new Set<() => void>()
  return {
    get: () => value,
    set: (next) => {
      if (Object.is(next, value)) return
      value = next
      for (const listener of listeners) listener()
    },
    subscribe: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

/** The store's value; the component renders again when it changes. */
export function useStore<T>(store: Store<T>): T {
  return useSyncExternalStore(store.subscribe, store.get)
}
