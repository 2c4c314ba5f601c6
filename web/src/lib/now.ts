import { readDevice, writeDevice } from './device.ts'
import { createStore, useStore } from './store.ts'

// The sandbox's business time runs ahead of the wall by what was skipped; everywhere else it is the wall's.
const readAhead = (): number => Math.max(0, Number(readDevice('clock-ahead') ?? 0) || 0)
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

/** Tells what business time is now: the clock of the sandbox was moved. Kept on the device, because nothing else in the page says it. */
export function clockMoved(now: number): void {
  aheadMs = Math.max(0, now - Date.now())
  writeDevice('clock-ahead', aheadMs === 0 ? null : String(aheadMs))
  minute.set(businessNow())
}

/** Something happened at this instant: our clock can't be before it. A little ahead is only a clock that runs differently. */
export function heardOf(at: number): void {
  if (at > businessNow() + 120_000) clockMoved(at)
}

/** Forgets how far ahead the clock was: whoever signs in may be at another installation. */
export function forgetClock(): void {
  aheadMs = 0
  writeDevice('clock-ahead', null)
  minute.set(businessNow())
}
