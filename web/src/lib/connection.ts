import { readDevice, writeDevice } from './device.ts'
import { createStore } from './store.ts'

/**
 * What the page knows about its line to the server. `live`: changes arrive. `connecting`: first attempt, or lost for less than 10 s.
 * `stale`: lost for 10 s or more. `offline`: the device has no network or a request could not be sent.
 * `since`: epoch milliseconds at which the page's data was last known to be current.
 */
export type Connection = { state: 'connecting' | 'live' | 'stale' | 'offline'; since: number }

const staleAfterMs = 10_000

export const connectionStore = createStore<Connection>({ state: 'connecting', since: Date.now() })
/** True while the viewer has paused live updates (WCAG 2.2.2). */
export const pausedStore = createStore(readDevice('live') === 'paused')

const reconnected = new Set<() => void>()
let wasLive = false
let staleTimer: ReturnType<typeof setTimeout> | undefined

/** Called with every new line after the first: what changed meanwhile must be fetched again. */
export function onReconnected(listener: () => void): () => void {
  reconnected.add(listener)
  return () => reconnected.delete(listener)
}

function lost(state: 'connecting' | 'offline'): void {
  const now = connectionStore.get()
  const since = now.state === 'live' ? Date.now() : now.since
  if (state === 'offline') {
    connectionStore.set({ state, since })
    return
  }
  if (now.state === 'live') connectionStore.set({ state, since })
  clearTimeout(staleTimer)
  // Every attempt that ends comes here too: the time runs on from the loss, or each of them would put it off.
  staleTimer = setTimeout(
    () => {
      if (connectionStore.get().state === 'connecting') connectionStore.set({ state: 'stale', since })
    },
    Math.max(0, since + staleAfterMs - Date.now()),
  )
}

/** The live line is up. */
export function lineOpened(): void {
  clearTimeout(staleTimer)
  connectionStore.set({ state: 'live', since: Date.now() })
  if (wasLive) for (const listener of reconnected) listener()
  wasLive = true
}

/** The live line is down, for whatever reason. */
export function lineClosed(): void {
  lost(navigator.onLine ? 'connecting' : 'offline')
}

/** A request could not reach the server at all. */
export function requestFailed(): void {
  if (connectionStore.get().state !== 'live') lost('offline')
}

/** Pauses or resumes live updates; resuming fetches what changed meanwhile. */
export function pauseLive(paused: boolean): void {
  writeDevice('live', paused ? 'paused' : null)
  pausedStore.set(paused)
  if (!paused) for (const listener of reconnected) listener()
}

addEventListener('offline', () => lost('offline'))
addEventListener('online', () => lost('connecting'))
