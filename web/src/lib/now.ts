import { createStore, useStore } from './store.ts'

/** The viewer's wall clock in epoch milliseconds, moved once a minute: relative times tick together and not more often. */
const minute = createStore(Date.now())

setInterval(() => minute.set(Date.now()), 60_000)

/** The current minute; the component renders again with the next one. */
export function useNow(): number {
  return useStore(minute)
}
