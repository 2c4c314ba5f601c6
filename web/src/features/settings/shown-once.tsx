import { type ReactElement, useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'

/** A secret that is shown this once. */
export function ShownOnce({ title, secret, onClose }: { title: string; secret: string; onClose(): void }): ReactElement {
  const [copied, setCopied] = useState(false)
  return (
    <Dialog title={`${title}, shown once`} onClose={onClose} stays>
      <p>Keep it now: it is stored nowhere and can’t be shown again.</p>
      <p>
        <code className="shown-once">{secret}</code>
      </p>
      <div className="state-actions">
        <Button tone="primary" icon="copy" onClick={() => void navigator.clipboard?.writeText(secret).then(() => setCopied(true))}>
          {copied ? 'Copied' : 'Copy'}
        </Button>
        <Button onClick={onClose}>Done</Button>
      </div>
    </Dialog>
  )
}
