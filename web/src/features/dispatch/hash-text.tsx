import { type ReactElement, useState } from 'react'
import { shortenHash } from '../../lib/formats.ts'
import { announce } from '../../ui/announcer.tsx'
import { Button } from '../../ui/button.tsx'

/** A hash short enough to compare by eye, and whole to copy. */
export function HashText({ hash, label }: { hash: string; label: string }): ReactElement {
  const [copied, setCopied] = useState(false)
  const copy = (): void =>
    void navigator.clipboard?.writeText(hash).then(() => {
      setCopied(true)
      announce(`${label} copied.`)
    })
  return (
    <span className="hash-text">
      <code title={hash}>{shortenHash(hash)}</code>
      <Button tone="quiet" size="dense" icon="copy" onClick={copy} aria-label={`Copy ${label.toLowerCase()}`}>
        {copied ? 'Copied' : 'Copy'}
      </Button>
    </span>
  )
}
