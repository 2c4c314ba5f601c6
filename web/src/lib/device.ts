/** What this person chose on this device; display only, never sent. Reading and writing fail quietly where storage is forbidden. */
export function readDevice(key: string): string | null {
  try {
    return localStorage.getItem(`swarm.${key}`)
  } catch {
    return null
  }
}

/** Keeps a value under `key`; null forgets it. */
export function writeDevice(key: string, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(`swarm.${key}`)
    else localStorage.setItem(`swarm.${key}`, value)
  } catch {
    // Storage forbidden or full: the choice then lasts until the page is closed.
  }
}

/** What is kept under names that begin with `prefix`. */
export function deviceKeys(prefix: string): string[] {
  try {
    return Object.keys(localStorage).flatMap((key) => (key.startsWith(`swarm.${prefix}`) ? [key.slice('swarm.'.length)] : []))
  } catch {
    return []
  }
}

/** Forgets everything of ours that begins with `prefix`. */
export function forgetDevice(prefix: string): void {
  for (const key of deviceKeys(prefix)) writeDevice(key, null)
}
