// biome-ignore-all lint/a11y/useSemanticElements: these groups are no sets of form fields
import { type FormEvent, type KeyboardEvent, type ReactElement, useEffect, useRef, useState } from 'react'
import { keepReason, recentReasons } from '../../lib/drafted-text.ts'
import { announce } from '../../ui/announcer.tsx'
import { Button } from '../../ui/button.tsx'
import { Select, TextArea } from '../../ui/field.tsx'
import { KeyHint } from '../../ui/key-hint.tsx'
import './panels.css'

export type RejectionTag = { tag: string; label: string; description: string }
export type Exclusion = 'CUSTOMER' | 'COMPETITOR' | 'DO_NOT_CONTACT'
export type Rejection = { tag: string; reason: string; exclude: Exclusion | null }

/** The least that a reason may say, in characters; the API holds to the same. */
const reasonLength = 10
const keptReasons = 5
const tagKeys = '123456789abc'

export type RejectPanelProps = {
  tags: readonly RejectionTag[]
  text: string
  onText(text: string): void
  /** Why nothing can be rejected now; typing goes on. */
  refusal: string | null
  onReject(rejection: Rejection): void
  onClose(): void
  /** For several drafts at once: their companies are left as they are. */
  isBulk?: boolean
}

/** Why not: a tag by its key, then a reason. `Enter` rejects; `Esc` closes and keeps what was typed. */
export function RejectPanel({ tags, text, onText, refusal, onReject, onClose, isBulk }: RejectPanelProps): ReactElement {
  const [tag, setTag] = useState<string | null>(null)
  const [exclude, setExclude] = useState<Exclusion | 'NONE'>('NONE')
  const [tried, setTried] = useState(false)
  const list = useRef<HTMLDivElement>(null)
  const reason = useRef<HTMLTextAreaElement>(null)
  const recalled = useRef(-1)
  useEffect(() => list.current?.querySelector('button')?.focus(), [])
  const length = [...text.trim()].length
  const short = length < reasonLength

  const choose = (chosen: string): void => {
    setTag(chosen)
    recalled.current = -1
    reason.current?.focus()
  }
  const onTagKey = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const chosen = tags[tagKeys.indexOf(event.key)]
    if (chosen && event.key.length === 1) {
      event.preventDefault()
      event.stopPropagation()
      choose(chosen.tag)
      return
    }
    const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key]
    if (!step) return
    event.preventDefault()
    const buttons = [...(list.current?.querySelectorAll('button') ?? [])]
    const at = buttons.findIndex((button) => Object.is(button, document.activeElement))
    buttons[(at + step + buttons.length) % buttons.length]?.focus()
  }
  const submit = (event?: FormEvent): void => {
    event?.preventDefault()
    setTried(true)
    if (!tag) list.current?.querySelector('button')?.focus()
    else if (short) reason.current?.focus()
    else if (refusal) announce(`Not rejected. ${refusal}`, 'assertive')
    else {
      keepReason(tag, text.trim(), keptReasons)
      onReject({ tag, reason: text.trim(), exclude: exclude === 'NONE' ? null : exclude })
    }
  }
  const onReasonKey = (event: KeyboardEvent): void => {
    if (event.nativeEvent.isComposing) return
    if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault()
      submit()
    } else if (event.key === 'ArrowUp' && tag && (text === '' || recalled.current >= 0)) {
      const reasons = recentReasons(tag)
      recalled.current = Math.min(recalled.current + 1, reasons.length - 1)
      const earlier = reasons[recalled.current]
      if (earlier === undefined) return
      event.preventDefault()
      onText(earlier)
    }
  }
  return (
    <form className="panel" aria-label="Reject" onSubmit={submit} onKeyDown={(event) => event.key === 'Escape' && onClose()}>
      <div ref={list} className="tag-list" role="group" aria-label="Why" onKeyDown={onTagKey}>
        {tags.map((one, at) => (
          <button
            key={one.tag}
            type="button"
            className="tag"
            aria-pressed={tag === one.tag}
            title={one.description}
            onClick={() => choose(one.tag)}
          >
            {one.label}
            <KeyHint keys={tagKeys[at] ?? ''} />
          </button>
        ))}
      </div>
      <TextArea
        ref={reason}
        label="Reason"
        rows={2}
        value={text}
        onChange={(event) => onText(event.target.value)}
        onKeyDown={onReasonKey}
        error={tried && !tag ? 'Choose a tag first.' : tried && short ? `Say it in ${reasonLength} characters or more.` : null}
        hint="Enter rejects, Shift Enter starts a line, ↑ brings back earlier reasons."
        counter={short ? `${length} of ${reasonLength} characters` : undefined}
      />
      {tag === 'icp_mismatch' && !isBulk && (
        <Select<Exclusion | 'NONE'>
          label="And the company"
          value={exclude}
          options={[
            { value: 'NONE', label: 'Leave as it is' },
            { value: 'DO_NOT_CONTACT', label: 'Exclude company' },
            { value: 'CUSTOMER', label: 'Customer' },
            { value: 'COMPETITOR', label: 'Competitor' },
          ]}
          onChange={setExclude}
        />
      )}
      <div className="panel-actions">
        <Button type="submit" tone="primary" refusal={refusal}>
          Reject
        </Button>
        <Button onClick={onClose}>Cancel</Button>
      </div>
    </form>
  )
}
