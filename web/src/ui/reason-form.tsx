import { type FormEvent, type KeyboardEvent, type ReactElement, useState } from 'react'
import { useTyped } from '../lib/interruption.ts'
import { announce } from './announcer.tsx'
import { Button } from './button.tsx'
import { TextArea } from './field.tsx'
import './reason-form.css'

/** The least that a reason says, in characters. */
const reasonLength = 10
const longestReason = 500

/** A reason, and the button that acts with it. Ctrl Enter acts, Esc and Back close it. */
export function ReasonForm({
  label,
  verb,
  tone = 'bad',
  refusal,
  keptAs = null,
  onReason,
  onClose,
}: {
  label: string
  verb: string
  tone?: 'bad' | 'primary'
  refusal: string | null
  /** In a dialog, which may have to make room: what was typed stands there again when it is opened again. */
  keptAs?: string | null
  onReason(reason: string): Promise<void>
  onClose(): void
}): ReactElement {
  const { typed, keep, forget } = useTyped(keptAs)
  const reason = typed.reason ?? ''
  const [tried, setTried] = useState(false)
  const length = [...reason.trim()].length
  const short = length < reasonLength ? `Say it in ${reasonLength} characters or more.` : null
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    setTried(true)
    const why = refusal ?? short
    if (why) announce(why, 'assertive')
    else {
      forget()
      void onReason(reason.trim())
    }
  }
  const onKey = (event: KeyboardEvent<HTMLFormElement>): void => {
    if (event.nativeEvent.isComposing) return
    if (event.key === 'Escape') onClose()
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || event.repeat) return
    event.preventDefault()
    event.currentTarget.requestSubmit()
  }
  return (
    <form className="reason-form" aria-label={verb} onSubmit={submit} onKeyDown={onKey}>
      <TextArea
        label={label}
        rows={2}
        autoFocus
        maxLength={longestReason}
        value={reason}
        onChange={(event) => keep({ reason: event.target.value })}
        error={tried ? short : null}
        hint="Stays in the audit trail with your name."
        counter={short ? `${length} of ${reasonLength} characters` : undefined}
      />
      <div className="state-actions">
        <Button type="submit" tone={tone} keys="Mod+Enter" refusal={refusal}>
          {verb}
        </Button>
        <Button onClick={onClose}>Back</Button>
      </div>
    </form>
  )
}
