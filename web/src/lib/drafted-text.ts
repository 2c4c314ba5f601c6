import { forgetDevice, readDevice, writeDevice } from './device.ts'

const keptMs = 24 * 60 * 60 * 1000
/** Another person on this device doesn't find what somebody else typed. */
const keyOf = (key: string): string => `text.${readDevice('owner') ?? ''}.${key}`

/** Keeps typed text for 24 hours on this device, so that a lost connection or a closed tab loses nothing. Empty text forgets it. */
export function keepText(key: string, text: string, now: number): void {
  writeDevice(keyOf(key), text === '' ? null : JSON.stringify({ text, at: now }))
}

/** The text kept under `key`, or null when there is none or it is older than 24 hours. */
export function keptText(key: string, now: number): string | null {
  try {
    const kept: unknown = JSON.parse(readDevice(keyOf(key)) ?? 'null')
    if (typeof kept !== 'object' || kept === null || !('text' in kept) || !('at' in kept)) return null
    return typeof kept.text === 'string' && typeof kept.at === 'number' && now - kept.at < keptMs ? kept.text : null
  } catch {
    return null
  }
}

/** Forgets every kept text of whoever is signed in; sign-out calls it. */
export function forgetTexts(): void {
  forgetDevice(keyOf(''))
}
