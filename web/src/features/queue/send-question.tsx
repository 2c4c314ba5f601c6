import { type ReactElement, useEffect, useRef, useState } from 'react'
import { Button } from '../../ui/button.tsx'

/** For this long a key press can't answer: it may still belong to what was done before. */
const deafMs = 400

/** Asks once, in the action bar: `Enter` starts the hold, `Esc` goes back. */
export function SendQuestion({
  platform,
  address,
  onYes,
  onNo,
}: {
  platform: string
  address: string
  onYes(): void
  onNo(): void
}): ReactElement {
  const yes = useRef<HTMLButtonElement>(null)
  const [openedAt] = useState(() => performance.now())
  useEffect(() => yes.current?.focus(), [])
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would need a legend beside the question
    <div className="action-bar" role="group" aria-label="Send now" onKeyDown={(event) => event.key === 'Escape' && onNo()}>
      <p>
        Send now through {platform} to {address}?
      </p>
      <Button ref={yes} tone="primary" onClick={() => performance.now() - openedAt >= deafMs && onYes()}>
        Send{' '}
        <span className="key-words" aria-hidden="true">
          Enter
        </span>
      </Button>
      <Button onClick={onNo}>Cancel</Button>
    </div>
  )
}
