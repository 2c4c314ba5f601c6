// biome-ignore-all lint/a11y/useSemanticElements: these groups are no sets of form fields
import { type ReactElement, type ReactNode, useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { Icon } from '../../ui/icons.tsx'
import { DifferenceView } from './difference-view.tsx'

export type BannerTone = 'info' | 'warn' | 'bad'

/** A sentence above the message about what happened to the draft, with what can be done. It never replaces the text below it. */
export function Banner({ tone, children, actions }: { tone: BannerTone; children: ReactNode; actions?: ReactNode }): ReactElement {
  return (
    <div className="banner" data-tone={tone} role="group" aria-label="Notice">
      <Icon name={tone === 'info' ? 'unknown' : tone} />
      <p>{children}</p>
      {actions}
    </div>
  )
}

/** What a person had typed when they lost a race: kept, folded, and ready to be copied. */
export function KeptText({ text }: { text: string }): ReactElement {
  const [copied, setCopied] = useState(false)
  return (
    <details className="kept-text">
      <summary>Your text</summary>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard */}
      <pre tabIndex={0}>{text}</pre>
      <Button size="dense" icon="copy" onClick={() => void navigator.clipboard.writeText(text).then(() => setCopied(true))}>
        {copied ? 'Copied' : 'Copy my text'}
      </Button>
    </details>
  )
}

/** The version that was read and the one that came in, as one text with what differs; folded until it is asked for. */
export function BothVersions({ before, after }: { before: VersionText; after: VersionText }): ReactElement {
  return (
    <details className="kept-text">
      <summary>What changed</summary>
      {before.subject !== after.subject && <DifferenceView before={before.subject ?? ''} after={after.subject ?? ''} />}
      {before.body !== after.body && <DifferenceView before={before.body} after={after.body} />}
    </details>
  )
}

type VersionText = { subject: string | null; body: string }
