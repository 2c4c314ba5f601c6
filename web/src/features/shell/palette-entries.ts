import { pausedStore, pauseLive } from '../../lib/connection.ts'
import { keyTables, singleKeysStore, switchSingleKeys } from '../../lib/keys.ts'
import { recentPlaces } from '../../lib/recent-places.ts'
import { type SavedView, savedViews } from '../../lib/saved-views.ts'
import { signOut } from '../../lib/session.ts'
import { chooseTheme } from '../../lib/theme.ts'
import { pageName, pages, quietPages } from './pages.ts'

export type Entry = { id: string; words: string; keys: string; refusal?: string | null | undefined; run(): void }
export type Section = { title: string; entries: Entry[] }

/** Entries whose every typed word begins a word of theirs. */
export function matching<T extends { words: string }>(entries: T[], typed: string): T[] {
  const wanted = typed.toLowerCase().split(/\s+/).filter(Boolean)
  return entries.filter(({ words }) => {
    const has = words.toLowerCase().split(/[\s,:]+/)
    return wanted.every((word) => has.some((one) => one.startsWith(word)))
  })
}

const paletteKey = 'Mod+K'

/** What can be done on what is open, with its keys; what is refused stays listed with the reason. */
function here(): Entry[] {
  return (
    keyTables
      .get()
      .toReversed()
      .flatMap((table) => table.bindings())
      // What may repeat only moves within the page, which the palette has taken the focus from.
      .filter(({ key, repeats, focused }) => key !== paletteKey && !repeats && !focused)
      .map((binding) => ({
        id: `do ${binding.key}`,
        words: binding.does,
        keys: binding.key,
        refusal: binding.refusal,
        run: () => binding.run(new KeyboardEvent('keydown', { key: binding.key })),
      }))
  )
}

/** Everything the palette can do without asking the server: what is open, where one was, views, pages, and one's own settings. */
export function paletteSections(at: string, go: (path: string) => void, open: (view: SavedView) => void): Section[] {
  const singleKeys = singleKeysStore.get()
  const paused = pausedStore.get()
  return [
    { title: 'Here', entries: here() },
    {
      title: 'Recent',
      entries: recentPlaces
        .get()
        .filter(({ path }) => path !== at)
        .map(({ path, name }) => ({ id: `recent ${path}`, words: name, keys: '', run: () => go(path) })),
    },
    {
      title: 'Views',
      entries: savedViews.get().map((view) => ({
        id: `view ${view.path} ${view.name}`,
        words: view.name,
        keys: pageName(view.path) ?? '',
        run: () => open(view),
      })),
    },
    {
      title: 'Pages',
      entries: [
        ...pages.map(({ path, name, letter }) => ({ id: path, words: name, keys: `g ${letter}`, run: () => go(path) })),
        ...quietPages.map(({ path, name }) => ({ id: path, words: name, keys: '', run: () => go(path) })),
      ],
    },
    {
      title: 'You',
      entries: [
        { id: 'live', words: paused ? 'Resume live updates' : 'Pause live updates', keys: '', run: () => pauseLive(!paused) },
        { id: 'keys', words: `Single-key shortcuts ${singleKeys ? 'off' : 'on'}`, keys: '', run: () => switchSingleKeys(!singleKeys) },
        { id: 'light', words: 'Theme: light', keys: '', run: () => chooseTheme('light') },
        { id: 'dark', words: 'Theme: dark', keys: '', run: () => chooseTheme('dark') },
        { id: 'system', words: 'Theme: as the system', keys: '', run: () => chooseTheme('system') },
        { id: 'out', words: 'Sign out', keys: '', run: () => void signOut() },
      ],
    },
  ]
}
