import { createStore } from './store.ts'

/** Somewhere one has been: its address and what its heading said. */
export type Place = { path: string; name: string }

const most = 8

/** Where one has been since the page was loaded, newest first. Names of people stay in memory and go with it. */
export const recentPlaces = createStore<readonly Place[]>([])

/** Notes a visit; a place stands once, at its newest. */
export function visited(place: Place): void {
  recentPlaces.set([place, ...recentPlaces.get().filter(({ path }) => path !== place.path)].slice(0, most))
}
