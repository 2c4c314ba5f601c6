// biome-ignore-all lint/a11y/useSemanticElements: these groups are no sets of form fields
import { type ReactElement, type ReactNode, useState } from 'react'
import { Button } from './button.tsx'
import './states.css'

/** Room for something that loads, in its real geometry. Invisible for the first 200 ms. */
export function Skeleton({ height, width = '100%' }: { height: number; width?: string }): ReactElement {
  return <span className="skeleton" style={{ blockSize: height, inlineSize: width }} aria-hidden="true" />
}

/** An empty place that says what to do next. */
export function EmptyState({ title, children, actions }: { title: string; children?: ReactNode; actions?: ReactNode }): ReactElement {
  return (
    <div className="empty-state">
      <h2 tabIndex={-1}>{title}</h2>
      {children && <p className="muted">{children}</p>}
      {actions && <div className="state-actions">{actions}</div>}
    </div>
  )
}

/** What failed, inside the part that failed; the rest of the page works on. */
export function ErrorState({
  what,
  message,
  logId,
  onRetry,
}: {
  what: string
  message?: string | undefined
  logId?: string | undefined
  onRetry?: (() => void) | undefined
}): ReactElement {
  const [copied, setCopied] = useState(false)
  const copy = (): void => {
    if (logId) void navigator.clipboard?.writeText(logId).then(() => setCopied(true))
  }
  return (
    <div className="error-state" role="group" aria-label={what}>
      <h2>{what}</h2>
      {message && <p>{message}</p>}
      <div className="state-actions">
        {onRetry && <Button onClick={onRetry}>Try again</Button>}
        {logId && (
          <Button tone="quiet" icon="copy" onClick={copy}>
            {copied ? 'Copied' : 'Copy log id'} <code>{logId}</code>
          </Button>
        )}
      </div>
    </div>
  )
}

/** How far something has come; `value` and `of` in the same unit, named by `label`. */
export function Progress({ label, value, of }: { label: string; value: number; of: number }): ReactElement {
  return (
    <label className="progress">
      <span className="number">{label}</span>
      <progress value={value} max={of} />
    </label>
  )
}
