import { type ReactElement, useEffect, useState } from 'react'
import { keyTables } from '../lib/keys.ts'
import { createStore, useStore } from '../lib/store.ts'
import { Button, IconButton } from './button.tsx'
import { Icon } from './icons.tsx'
import './toasts.css'

export type Toast = {
  id: string
  text: string
  tone?: 'plain' | 'ok' | 'bad'
  action?: { label: string; keys?: string; run(): void }
  /** Milliseconds on screen; null stays until it is replaced or closed. */
  lastsMs?: number | null
  /** An arc beside it: how much of something is left, 1 to 0. */
  left?: number
}

const shownMs = 10_000
const store = createStore<Toast[]>([])

/** Shows a toast; one with the same id is replaced. Toasts never take the focus. */
export function showToast(toast: Toast): void {
  store.set([...store.get().filter((other) => other.id !== toast.id), toast])
}

/** Takes a toast away. */
export function hideToast(id: string): void {
  store.set(store.get().filter((toast) => toast.id !== id))
}

/** The corner in which toasts stand. Hover and focus hold them; while a modal is open their time waits. */
export function Toasts(): ReactElement {
  const toasts = useStore(store)
  return (
    <section className="toasts" aria-label="Messages">
      {toasts.map((toast) => (
        <OneToast key={toast.id} toast={toast} />
      ))}
    </section>
  )
}

/** A ring that empties; the words beside it say the same. */
function Arc({ left }: { left: number }): ReactElement {
  return (
    <svg className="toast-arc" viewBox="0 0 20 20" aria-hidden="true">
      <circle cx="10" cy="10" r="8" />
      <circle cx="10" cy="10" r="8" pathLength="100" strokeDasharray={`${Math.max(0, Math.round(left * 100))} 100`} />
    </svg>
  )
}

function OneToast({ toast }: { toast: Toast }): ReactElement {
  const [held, setHeld] = useState(false)
  useEffect(() => {
    if (held || toast.lastsMs === null) return
    let leftMs = toast.lastsMs ?? shownMs
    const stepMs = 250
    const timer = setInterval(() => {
      if (document.querySelector('dialog[open]')) return
      leftMs -= stepMs
      if (leftMs <= 0) hideToast(toast.id)
    }, stepMs)
    return () => clearInterval(timer)
  }, [held, toast])
  const { action } = toast
  // Elsewhere than where it was shown its key does nothing, or something else.
  const hasKey = useStore(keyTables).some((table) => table.bindings().some(({ key }) => key === action?.keys))
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: hovering only holds the toast; its buttons do all that a pointer can
    <div
      className="toast"
      data-tone={toast.tone}
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      {toast.tone && toast.tone !== 'plain' && <Icon name={toast.tone} />}
      {toast.left !== undefined && <Arc left={toast.left} />}
      <p>{toast.text}</p>
      {action && (
        <Button size="dense" keys={hasKey ? action.keys : undefined} onClick={action.run}>
          {action.label}
        </Button>
      )}
      <IconButton icon="close" label="Close message" onClick={() => hideToast(toast.id)} />
    </div>
  )
}
