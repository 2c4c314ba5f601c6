import { loadAddressLists } from '../../identity/load-address-lists.ts'
import { loadPlaces } from '../../place/load-places.ts'
import { type ImportWorld, importWorld } from './candidate.ts'

const worlds = new Map<string, ImportWorld>()

/** The lists and places that rows are read with; loaded once for each process, at the first import. */
export function worldOf(mode: 'sandbox' | 'production'): ImportWorld {
  const world = worlds.get(mode) ?? importWorld(loadAddressLists({ sandbox: mode === 'sandbox' }), loadPlaces())
  worlds.set(mode, world)
  return world
}
