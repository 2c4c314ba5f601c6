import { createStore } from './store.ts'

/** Counts how often the page that is open was opened anew: with every count it begins again from its address. */
export const pageTurns = createStore(0)

/** Opens the page at hand anew. What it holds beside the address (typed searches, open panels) is of the way it was opened before. */
export function turnPage(): void {
  pageTurns.set(pageTurns.get() + 1)
}
