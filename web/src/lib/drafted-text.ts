import { deviceKeys, forgetDevice, readDevice, writeDevice } from './device.ts'

const keptMs = 24 * 60 * 60 * 1000
/** `/` ends an owner's name, which has none left once it is encoded: nobody's name begins another's. */
const ownedBy = (kind: 'text' | 'reasons'): string => `${kind}/${encodeURIComponent(readDevice('owner') ?? '')}/`
const keyOf = (key: string): string => `${ownedBy('text')}${key}`

function readText(stored: string | null, now: number): string | null {
  try {
    const kept: unknown = JSON.parse(stored ?? 'null')
    if (typeof kept !== 'object' || kept === null || !('text' in kept) || !('at' in kept)) return null
    return typeof kept.text === 'string' && typeof kept.at === 'number' && now - kept.at < keptMs ? kept.text : null
  } catch {
    return null
  }
}

/** Keeps typed text for 24 hours on this device, so that a lost connection or a closed tab loses nothing. Empty text forgets it. */
export function keepText(key: string, text: string, now: number): void {
  writeDevice(keyOf(key), text === '' ? null : JSON.stringify({ text, at: now }))
}

/** The text that this person typed under `key`, or null when there is none or it is older than 24 hours. */
export function keptText(key: string, now: number): string | null {
  return readText(readDevice(keyOf(key)), now)
}

/** Why this person rejected earlier, as they typed it, the last first. */
export function recentReasons(tag: string): string[] {
  return readDevice(`${ownedBy('reasons')}${tag}`)?.split('\n') ?? []
}

/** Keeps a reason among the last `most` of this person and tag, until they sign out. */
export function keepReason(tag: string, reason: string, most: number): void {
  const line = reason.replaceAll('\n', ' ')
  const others = recentReasons(tag).filter((other) => other !== line)
  writeDevice(`${ownedBy('reasons')}${tag}`, [line, ...others].slice(0, most).join('\n'))
}

/** Forgets what anybody typed on this device more than 24 hours ago, what can't be read, and what former versions kept. */
export function sweepTexts(now: number): void {
  for (const key of deviceKeys('text/')) if (readText(readDevice(key), now) === null) writeDevice(key, null)
  for (const former of ['text.', 'reasons.']) forgetDevice(former)
}

/** Forgets everything that whoever is signed in typed; sign-out calls it. */
export function forgetTexts(): void {
  forgetDevice(ownedBy('text'))
  forgetDevice(ownedBy('reasons'))
}
