import { deviceKeys, forgetDevice, readDevice, writeDevice } from './device.ts'
import { fieldsOf } from './json.ts'
import { createStore } from './store.ts'
import { createTextSeal, type TextSeal } from './text-seal.ts'

const keptMs = 24 * 60 * 60 * 1000
/** `/` ends an owner's name, which has none left once it is encoded: nobody's name begins another's. */
const ownedBy = (kind: 'text' | 'reasons'): string => `${kind}/${encodeURIComponent(readDevice('owner') ?? '')}/`
const keyOf = (key: string): string => `${ownedBy('text')}${key}`
const reasonsOf = (tag: string): string => `${ownedBy('reasons')}${tag}`
const isOwn = (name: string): boolean => name.startsWith(ownedBy('text')) || name.startsWith(ownedBy('reasons'))

type Kept = { text: string; at: number }
/** What was typed, by the names under which the device keeps it closed. */
const known = new Map<string, Kept>()
/** Counts how often texts of the device were opened: what stood there empty may have one now. */
export const textsOpened = createStore(0)
/** Closes and opens what lies on the device; null before the server has given the key: until then this page alone knows what is typed. */
let seal: TextSeal | null = null
/** Whose key that is. Another page of the device may have signed in somebody else, whose texts are not this page's to open or to forget. */
let sealedFor: string | null = null

function keep(name: string, text: string, at: number): void {
  if (text === '') {
    known.delete(name)
    writeDevice(name, null)
    return
  }
  const kept = { text, at }
  known.set(name, kept)
  void closeOnDevice(name, kept)
}

async function closeOnDevice(name: string, kept: Kept): Promise<void> {
  const closed = await seal?.close(name, kept.text)
  // What was typed, or forgotten, meanwhile is the last word.
  if (closed !== undefined && known.get(name) === kept) writeDevice(name, JSON.stringify({ at: kept.at, closed }))
}

/** What the device keeps under a name; null for what is no closed text, as former versions kept them. */
function readClosed(name: string): { at: number; closed: string } | null {
  try {
    const { at, closed } = fieldsOf(JSON.parse(readDevice(name) ?? 'null'))
    return typeof at === 'number' && typeof closed === 'string' ? { at, closed } : null
  } catch {
    return null
  }
}

async function openFromDevice(name: string): Promise<void> {
  const kept = readClosed(name)
  if (seal === null || kept === null) return
  const text = await seal.open(name, kept.closed)
  if (text === null) writeDevice(name, null)
  else if (!known.has(name)) known.set(name, { text, at: kept.at })
}

/** Opens what this person typed here, with the key that the server gives to nobody else, and closes what they typed before it came. */
export async function openTexts(key: string): Promise<void> {
  sealedFor = readDevice('owner')
  seal = await createTextSeal(key)
  const before = [...known].filter(([name]) => isOwn(name))
  const names = [...deviceKeys(ownedBy('text')), ...deviceKeys(ownedBy('reasons'))]
  await Promise.all(names.map(openFromDevice))
  // Also where an older text lies on the device: it would come back in the place of what was typed over it.
  for (const [name, kept] of before) void closeOnDevice(name, kept)
  textsOpened.set(textsOpened.get() + 1)
}

/** Whether the device keeps an unsaved text of whoever signed in last. */
export function hasTexts(): boolean {
  return deviceKeys(ownedBy('text')).length > 0
}

/** Keeps typed text for 24 hours on this device, so that a lost connection or a closed tab loses nothing. Empty text forgets it. */
export function keepText(key: string, text: string, now: number): void {
  keep(keyOf(key), text, now)
}

/** The text that this person typed under `key`, or null when there is none or it is older than 24 hours. */
export function keptText(key: string, now: number): string | null {
  const kept = known.get(keyOf(key))
  return kept && now - kept.at < keptMs ? kept.text : null
}

/** Why this person rejected earlier, as they typed it, the last first. */
export function recentReasons(tag: string): string[] {
  return known.get(reasonsOf(tag))?.text.split('\n') ?? []
}

/** Keeps a reason among the last `most` of this person and tag, until they sign out. */
export function keepReason(tag: string, reason: string, most: number): void {
  const line = reason.replaceAll('\n', ' ')
  const others = recentReasons(tag).filter((other) => other !== line)
  keep(reasonsOf(tag), [line, ...others].slice(0, most).join('\n'), 0)
}

/** Forgets what anybody typed on this device more than 24 hours ago, what can't be read, and what former versions kept. */
export function sweepTexts(now: number): void {
  for (const name of [...deviceKeys('text/'), ...deviceKeys('reasons/')]) {
    const kept = readClosed(name)
    if (kept === null || (name.startsWith('text/') && now - kept.at >= keptMs)) writeDevice(name, null)
  }
  for (const former of ['text.', 'reasons.']) forgetDevice(former)
}

/** Forgets everything that whoever is signed in typed; sign-out calls it. */
export function forgetTexts(): void {
  known.clear()
  forgetDevice(ownedBy('text'))
  forgetDevice(ownedBy('reasons'))
}

/** What another page of this browser kept or forgot. */
function heard(key: string | null): void {
  if (sealedFor !== readDevice('owner')) return
  const name = key?.replace(/^swarm\./, '') ?? ''
  if (!isOwn(name)) return
  known.delete(name)
  void openFromDevice(name)
}

if (typeof window !== 'undefined') addEventListener('storage', ({ key }) => heard(key))
