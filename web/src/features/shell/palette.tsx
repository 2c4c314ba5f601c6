import { type KeyboardEvent, type ReactElement, useEffect, useId, useState } from 'react'
import { useClient } from 'urql'
import { useLocation } from 'wouter'
import { graphql } from '../../lib/graphql.ts'
import { announce } from '../../ui/announcer.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { visibleText } from '../../ui/visible-text.ts'
import './palette.css'
import { type Entry, matching, paletteSections } from './palette-entries.ts'
import { useOpenView } from './saved-views.tsx'

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

/** The leads that a search finds; null while it is asked for. */
function useFoundLeads(wanted: string, go: (path: string) => void): Entry[] | null {
  const [found, setFound] = useState<{ of: string; entries: Entry[] }>({ of: '', entries: [] })
  const client = useClient()
  const asks = wanted.length >= leadLetters
  useEffect(() => {
    if (!asks) return
    let isOver = false
    const timer = setTimeout(() => {
      void client.query(paletteLeads, { search: wanted }).then(({ data }) => {
        if (isOver) return
        const entries = (data?.leads.edges ?? []).map(({ node }) => ({
          id: `lead ${node.id}`,
          words: [node.fullName ?? node.email ?? 'Unnamed lead', node.company?.name].filter(Boolean).join(', '),
          keys: '',
          run: () => go(`/leads/${node.id}`),
        }))
        setFound({ of: wanted, entries })
      })
    }, typedMs)
    return () => {
      isOver = true
      clearTimeout(timer)
    }
  }, [asks, client, go, wanted])
  if (!asks) return []
  return found.of === wanted ? found.entries : null
}

/** Search or jump: what can be done on what is open, where one was, views, pages, leads. A combo box with a list below it. */
export function Palette({ onClose }: { onClose(): void }): ReactElement {
  const [path, go] = useLocation()
  const [typed, setTyped] = useState('')
  const [at, setAt] = useState(0)
  const listId = useId()
  const openView = useOpenView()
  const wanted = typed.trim()
  const leads = useFoundLeads(wanted, go)
  const known = paletteSections(path, go, openView)
  const match = (text: string) =>
    known.map(({ title, entries }) => ({ title, entries: matching(entries, text) })).filter(({ entries }) => entries.length > 0)
  const sections = [...match(typed), ...(leads && leads.length > 0 ? [{ title: 'Leads', entries: leads }] : [])]
  const shown = sections.flatMap(({ entries }) => entries)
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
  useEffect(() => {
    document.getElementById(`${listId}-${at}`)?.scrollIntoView({ block: 'nearest' })
  }, [at, listId])
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
        placeholder="An action, a page, a view, a lead"
        value={typed}
        onChange={(event) => {
          setTyped(event.target.value)
          setAt(0)
          const count = match(event.target.value).reduce((sum, { entries }) => sum + entries.length, 0)
          announce(`${count} ${count === 1 ? 'entry' : 'entries'}`)
        }}
        onKeyDown={onKeyDown}
      />
      <div id={listId} role="listbox" aria-label="Entries" className="palette-list">
        {sections.map(({ title, entries }) => (
          // biome-ignore lint/a11y/useSemanticElements: options stand in groups of a listbox, not in a select
          <div key={title} role="group" aria-label={title}>
            <div className="palette-title" aria-hidden="true">
              {title}
            </div>
            {entries.map((entry) => {
              const index = shown.indexOf(entry)
              return (
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
                  {entry.keys !== '' && <kbd>{entry.keys.replace('Mod+', 'Ctrl ').replace('Shift+', 'Shift ')}</kbd>}
                </div>
              )
            })}
          </div>
        ))}
        {shown.length === 0 && <p className="muted">{leads === null ? 'Looking for leads…' : 'Nothing is called that.'}</p>}
      </div>
    </Dialog>
  )
}
