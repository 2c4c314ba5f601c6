import { type KeyboardEvent, type ReactElement, useEffect, useId, useState } from 'react'
import { useClient } from 'urql'
import { useLocation } from 'wouter'
import { graphql } from '../../lib/graphql.ts'
import { keyTables } from '../../lib/keys.ts'
import { announce } from '../../ui/announcer.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { visibleText } from '../../ui/visible-text.ts'
import './palette.css'
import { pages, quietPages } from './pages.ts'

type Entry = { id: string; words: string; keys: string; refusal?: string | null | undefined; run(): void }

/** Leads are looked for from this many letters on. */
const leadLetters = 2
/** After the last letter, in milliseconds. */
const typedMs = 150

const paletteLeads = graphql(`
  query PaletteLeads($search: String!) {
    leads(filter: { search: $search }, first: 6) {
      edges { node { id fullName email company { id name } } }
    }
  }
`)

/** Entries whose every typed word begins a word of theirs. */
export function matching<T extends { words: string }>(entries: T[], typed: string): T[] {
  const wanted = typed.toLowerCase().split(/\s+/).filter(Boolean)
  return entries.filter(({ words }) => {
    const has = words.toLowerCase().split(/[\s,]+/)
    return wanted.every((word) => has.some((one) => one.startsWith(word)))
  })
}

/** Search or jump: first what can be done on what is open, with its keys, then pages. A combo box with a list below it. */
export function Palette({ onClose }: { onClose(): void }): ReactElement {
  const [, go] = useLocation()
  const [typed, setTyped] = useState('')
  const [at, setAt] = useState(0)
  const listId = useId()
  const actions = keyTables
    .get()
    .flatMap((table) => table.bindings())
    .filter((binding) => binding.key !== 'Mod+K')
    .map(
      (binding): Entry => ({
        id: `do ${binding.key}`,
        words: binding.does,
        keys: binding.key,
        refusal: binding.refusal,
        run: () => binding.run(new KeyboardEvent('keydown', { key: binding.key })),
      }),
    )
  const [found, setFound] = useState<Entry[]>([])
  const client = useClient()
  const wanted = typed.trim()
  useEffect(() => {
    if (wanted.length < leadLetters) return setFound([])
    const timer = setTimeout(() => {
      void client.query(paletteLeads, { search: wanted }).then(({ data }) =>
        setFound(
          (data?.leads.edges ?? []).map(({ node }) => ({
            id: node.id,
            words: [node.fullName ?? node.email ?? 'Unnamed lead', node.company?.name].filter(Boolean).join(', '),
            keys: 'Lead',
            run: () => go(`/leads/${node.id}`),
          })),
        ),
      )
    }, typedMs)
    return () => clearTimeout(timer)
  }, [client, go, wanted])
  const jumps = [
    ...pages.map((page): Entry => ({ id: page.path, words: page.name, keys: `g ${page.letter}`, run: () => go(page.path) })),
    ...quietPages.map((page): Entry => ({ id: page.path, words: page.name, keys: '', run: () => go(page.path) })),
  ]
  const shown = [...matching([...actions, ...jumps], typed), ...(wanted.length < leadLetters ? [] : found)]
  const choose = (entry: Entry | undefined): void => {
    if (!entry) return
    if (entry.refusal) {
      announce(entry.refusal, 'assertive')
      return
    }
    onClose()
    // The dialog gives the focus back first; what runs may then move it.
    requestAnimationFrame(entry.run)
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.nativeEvent.isComposing) return
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (event.key === 'Enter') choose(shown[at])
    else if (step && shown.length > 0) setAt((at + step + shown.length) % shown.length)
    else return
    event.preventDefault()
  }
  return (
    <Dialog title="Search or jump" onClose={onClose}>
      <input
        className="input"
        role="combobox"
        aria-label="Search or jump"
        aria-expanded="true"
        aria-controls={listId}
        aria-activedescendant={shown[at] ? `${listId}-${at}` : undefined}
        autoComplete="off"
        autoFocus
        value={typed}
        onChange={(event) => {
          setTyped(event.target.value)
          setAt(0)
          const count = matching([...actions, ...jumps], event.target.value).length
          announce(`${count} ${count === 1 ? 'entry' : 'entries'}`)
        }}
        onKeyDown={onKeyDown}
      />
      <div id={listId} role="listbox" aria-label="Entries" className="palette-list">
        {shown.map((entry, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are handled in the field, which keeps the focus
          // biome-ignore lint/a11y/useFocusableInteractive: the field names the active option
          <div
            key={entry.id}
            id={`${listId}-${index}`}
            role="option"
            aria-selected={index === at}
            aria-disabled={entry.refusal ? true : undefined}
            className="palette-entry"
            onClick={() => choose(entry)}
          >
            <span>
              {visibleText(entry.words)}
              {entry.refusal && <span className="palette-refusal">{entry.refusal}</span>}
            </span>
            <kbd>{entry.keys.replace('Mod+', 'Ctrl ').replace('Shift+', 'Shift ')}</kbd>
          </div>
        ))}
        {shown.length === 0 && <p className="muted">Nothing is called that.</p>}
      </div>
    </Dialog>
  )
}
