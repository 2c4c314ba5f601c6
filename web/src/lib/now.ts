import { readDevice, writeDevice } from './device.ts'
import { createStore, useStore } from './store.ts'

// The sandbox's business time runs ahead of the wall by what was skipped; everywhere else it differs by how wrong this device's clock is.
const readAhead = (): number => Number(readDevice('clock-ahead') ?? 0) || 0
/** What an answer may take to come here, in milliseconds: it says nothing of the clocks. */
const wayMs = 5_000
let aheadMs = readAhead()

/** Business time as far as this page knows it, in epoch milliseconds, moved once a minute: relative times tick together and not more often. */
const minute = createStore(Date.now() + aheadMs)

setInterval(() => minute.set(businessNow()), 60_000)

/** Business time at this very moment, in epoch milliseconds. */
export function businessNow(): number {
  return Date.now() + aheadMs
}

/** The current minute; the component renders again with the next one. */
export function useNow(): number {
  return useStore(minute)
}

/** The server says what business time is now. Kept on the device, so that the next page begins with it. A few seconds are the way here. */
export function clockMoved(now: number): void {
  const ahead = now - Date.now()
  aheadMs = Math.abs(ahead) < wayMs ? 0 : ahead
  writeDevice('clock-ahead', aheadMs === 0 ? null : String(aheadMs))
  minute.set(businessNow())
}

/** Forgets how far ahead the clock was: whoever signs in may be at another installation. */
export function forgetClock(): void {
  aheadMs = 0
  writeDevice('clock-ahead', null)
  minute.set(businessNow())
}
