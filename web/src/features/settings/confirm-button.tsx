import { type ReactElement, useState } from 'react'
import { Button } from '../../ui/button.tsx'

/** Two deliberate steps for what can't be taken back with one key: the verb, then the question beside it. */
export function ConfirmButton({
  verb,
  what,
  question,
  refusal,
  onConfirm,
}: {
  verb: string
  /** Whom or what it is about, for those who don't see the row. */
  what: string
  question: string
  refusal: string | null
  onConfirm(): void
}): ReactElement {
  const [asked, setAsked] = useState(false)
  if (!asked) {
    return (
      <Button size="dense" refusal={refusal} onClick={() => setAsked(true)}>
        {verb}…<span className="hidden-text"> {what}</span>
      </Button>
    )
  }
  return (
    // biome-ignore lint/a11y/useSemanticElements: no set of form fields
    <span className="confirm" role="group" aria-label={question}>
      <span className="sm">{question}</span>
      <Button
        size="dense"
        tone="bad"
        autoFocus
        onClick={() => {
          setAsked(false)
          onConfirm()
        }}
      >
        {verb}
      </Button>
      <Button size="dense" onClick={() => setAsked(false)}>
        Keep
      </Button>
    </span>
  )
}
