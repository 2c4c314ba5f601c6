import { readDevice, writeDevice } from './device.ts'
import { createStore } from './store.ts'

/** A list as somebody likes to see it: the page, and what its address says of filters, order and columns. */
export type SavedView = { path: string; name: string; query: string }

/** More than these nobody finds again, per page. */
export const mostViews = 20
/** Longer names do not fit into the menu. */
export const longestName = 60

// What an address says of the moment and not of the list.
const passing = ['draft']

/** The views of whoever is signed in, by name; kept on this device. */
export const savedViews = createStore<readonly SavedView[]>([])
/** What the open page shows beyond its address, as parameters of it: the columns of a table. */
export const viewExtras = createStore<Readonly<Record<string, string>>>({})

let owner: string | null = null
const keyOf = (name: string): string => `views.${name}`

/** Views from what is kept under a key; what is not one is left out. */
export function readViews(kept: string | null): SavedView[] {
  try {
    const read: unknown = JSON.parse(kept ?? '[]')
    return Array.isArray(read) ? read.flatMap((one) => (isView(one) ? [{ path: one.path, name: one.name, query: one.query }] : [])) : []
  } catch {
    return []
  }
}

function isView(one: unknown): one is SavedView {
  if (typeof one !== 'object' || one === null || !('path' in one && 'name' in one && 'query' in one)) return false
  return typeof one.path === 'string' && one.path.startsWith('/') && typeof one.name === 'string' && typeof one.query === 'string'
}

/** An address's parameters in one order, so that equal views are equal texts; `extras` stand where the address says nothing. */
export function viewQuery(search: string, extras: Readonly<Record<string, string>> = {}): string {
  const parts = new URLSearchParams(search)
  for (const name of passing) parts.delete(name)
  for (const [name, value] of Object.entries(extras)) if (!parts.has(name)) parts.set(name, value)
  parts.sort()
  return parts.toString()
}

/** The views with one more; one of the same page and name gives way to it. */
export function withView(views: readonly SavedView[], view: SavedView): SavedView[] {
  const others = views.filter((one) => one.path !== view.path || one.name !== view.name)
  return [...others, view].sort((a, b) => a.name.localeCompare(b.name))
}

function keep(views: readonly SavedView[]): void {
  savedViews.set(views)
  if (owner !== null) writeDevice(keyOf(owner), views.length === 0 ? null : JSON.stringify(views))
}

/** Opens the views of the person who is signed in. */
export function openViews(name: string): void {
  if (owner === name) return
  owner = name
  savedViews.set(readViews(readDevice(keyOf(name))))
}

/** Keeps a view; one of the same page and name is replaced. */
export function keepView(view: SavedView): void {
  keep(withView(savedViews.get(), view))
}

/** Forgets a view. */
export function forgetView({ path, name }: SavedView): void {
  keep(savedViews.get().filter((one) => one.path !== path || one.name !== name))
}

if (typeof window !== 'undefined')
  addEventListener('storage', ({ key }) => {
    if (owner !== null && key === `swarm.${keyOf(owner)}`) savedViews.set(readViews(readDevice(keyOf(owner))))
  })
