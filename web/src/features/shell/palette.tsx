import { type KeyboardEvent, type ReactElement, useId, useState } from 'react'
import { useLocation } from 'wouter'
import { keyTables } from '../../lib/keys.ts'
import { announce } from '../../ui/announcer.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import './palette.css'
import { pages } from './pages.ts'

type Entry = { id: string; words: string; keys: string; run(): void }

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
    .flatMap((table) => table.bindings)
    .filter((binding) => binding.key !== 'Mod+K')
    .map(
      (binding): Entry => ({
        id: `do ${binding.key}`,
        words: binding.does,
        keys: binding.key,
        run: () => binding.run(new KeyboardEvent('keydown', { key: binding.key })),
      }),
    )
  const jumps = pages.map((page): Entry => ({ id: page.path, words: page.name, keys: `g ${page.letter}`, run: () => go(page.path) }))
  const shown = matching([...actions, ...jumps], typed)
  const choose = (entry: Entry | undefined): void => {
    if (!entry) return
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
            className="palette-entry"
            onClick={() => choose(entry)}
          >
            <span>{entry.words}</span>
            <kbd>{entry.keys.replace('Mod+', 'Ctrl ').replace('Shift+', 'Shift ')}</kbd>
          </div>
        ))}
        {shown.length === 0 && <p className="muted">Nothing is called that.</p>}
      </div>
    </Dialog>
  )
}
