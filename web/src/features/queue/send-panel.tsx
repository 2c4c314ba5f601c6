import { type ReactElement, useRef } from 'react'
import { Button } from '../../ui/button.tsx'
import './panels.css'

/** Enter counts from here on: the key that opened the question must not answer it. In milliseconds. */
const deafMs = 400

/** Asks in the place of the actions whether this goes out now. */
export function SendPanel({ to, onSend, onClose }: { to: string; onSend(): void; onClose(): void }): ReactElement {
  const openedAt = useRef(performance.now())
  return (
    // biome-ignore lint/a11y/useSemanticElements: a question with two answers, nothing to fill in
    <div
      className="panel"
      role="group"
      aria-label="Approve and send"
      onKeyDown={(event) => {
        if (event.key === 'Escape') onClose()
        // A held key is one press, and it was the one that asked.
        if (event.key === 'Enter' && event.repeat) event.preventDefault()
      }}
    >
      <p>Send now through GHL to {to}?</p>
      <div className="panel-actions">
        <Button
          tone="primary"
          keys="Enter"
          autoFocus
          onClick={() => {
            if (performance.now() - openedAt.current >= deafMs) onSend()
          }}
        >
          Send
        </Button>
        <Button keys="Escape" onClick={onClose}>
          Cancel
        </Button>
      </div>
    </div>
  )
}
