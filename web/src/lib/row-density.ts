import { readDevice, writeDevice } from './device.ts'
import { createStore } from './store.ts'

/** Heights of a table's row in px (design.md, Tables): 36, or 44 for those who like more air. */
const heights = { dense: 36, comfortable: 44 }
export type Density = keyof typeof heights

/** How high rows are on this device. */
export const densityStore = createStore<Density>(readDevice('rows') === 'comfortable' ? 'comfortable' : 'dense')

// Tables without rows of their own height take it from the style sheet.
function mark(density: Density): void {
  if (density === 'dense') delete document.documentElement.dataset.rows
  else document.documentElement.dataset.rows = density
}

if (typeof document !== 'undefined') mark(densityStore.get())

/** The height of a row in px. */
export function rowHeightOf(density: Density): number {
  return heights[density]
}

/** Chooses how high rows are and keeps the choice on this device. */
export function chooseDensity(density: Density): void {
  writeDevice('rows', density === 'dense' ? null : density)
  mark(density)
  densityStore.set(density)
}
