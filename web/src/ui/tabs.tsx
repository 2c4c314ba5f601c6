import { type KeyboardEvent, type ReactElement, useRef } from 'react'
import { formatCount } from '../lib/formats.ts'
import './tabs.css'

export type Tab<T extends string> = { id: T; label: string; count?: number | undefined }

/** One row of tabs with arrow keys; `panelId` is the element that they show. */
export function Tabs<T extends string>({
  label,
  tabs,
  current,
  panelId,
  onChange,
}: {
  label: string
  tabs: Tab<T>[]
  current: T
  panelId: string
  onChange(id: T): void
}): ReactElement {
  const list = useRef<HTMLDivElement>(null)
  const move = (event: KeyboardEvent, at: number): void => {
    const step = { ArrowRight: 1, ArrowLeft: -1, Home: -at, End: tabs.length - 1 - at }[event.key]
    const next = step === undefined ? undefined : tabs[(at + step + tabs.length) % tabs.length]
    if (!next) return
    event.preventDefault()
    onChange(next.id)
    list.current?.querySelector<HTMLElement>(`[data-tab="${next.id}"]`)?.focus()
  }
  return (
    <div ref={list} className="tabs" role="tablist" aria-label={label}>
      {tabs.map((tab, at) => (
        <button
          key={tab.id}
          type="button"
          role="tab"
          className="tab"
          data-tab={tab.id}
          aria-selected={tab.id === current}
          aria-controls={panelId}
          tabIndex={tab.id === current ? 0 : -1}
          onClick={() => onChange(tab.id)}
          onKeyDown={(event) => move(event, at)}
        >
          {tab.label} {tab.count !== undefined && <span className="number">{formatCount(tab.count)}</span>}
        </button>
      ))}
    </div>
  )
}
