import type { ReactElement } from 'react'
import { Button } from '../../ui/button.tsx'
import { CopyButton } from './copy-button.tsx'

/** Recovery codes, this once. */
export function RecoveryCodes({ codes, onDone }: { codes: readonly string[]; onDone(): void }): ReactElement {
  return (
    <div className="stack">
      <h3 className="sub-title">Your recovery codes, shown once</h3>
      <p>Each signs you in once when your authenticator is not at hand. Print them or keep them where your secret is not.</p>
      <ul className="recovery-codes mono" aria-label="Recovery codes">
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <div className="toolbar">
        <CopyButton text={codes.join('\n')} what="Copy all" />
        <Button tone="primary" onClick={onDone}>
          I have kept them
        </Button>
      </div>
    </div>
  )
}
