import { readDevice, writeDevice } from './device.ts'
import { createStore } from './store.ts'

export type ThemeChoice = 'system' | 'light' | 'dark'

function stored(): ThemeChoice {
  const value = readDevice('theme')
  return value === 'light' || value === 'dark' ? value : 'system'
}

/** The choice of this device. `public/theme.js` applies the same key before the first paint. */
export const themeStore = createStore<ThemeChoice>(stored())

/** Applies a theme at once and keeps it on this device; `system` follows the system again. */
export function chooseTheme(choice: ThemeChoice): void {
  writeDevice('theme', choice === 'system' ? null : choice)
  if (choice === 'system') delete document.documentElement.dataset.theme
  else document.documentElement.dataset.theme = choice
  themeStore.set(choice)
}
