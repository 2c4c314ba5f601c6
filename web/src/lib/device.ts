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

/** Forgets everything of ours that begins with `prefix`. */
export function forgetDevice(prefix: string): void {
  try {
    for (const key of Object.keys(localStorage)) if (key.startsWith(`swarm.${prefix}`)) localStorage.removeItem(key)
  } catch {
    // Nothing could be kept either.
  }
}
