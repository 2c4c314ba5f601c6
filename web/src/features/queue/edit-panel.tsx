import { type FormEvent, type KeyboardEvent, type ReactElement, useEffect, useRef } from 'react'
import { Button } from '../../ui/button.tsx'
import { TextArea, TextField } from '../../ui/field.tsx'
import './panels.css'

export type EditedText = { subject: string | null; body: string; note: string }

/** Beyond this many characters a subject is cut in most inboxes. */
const subjectLength = 60

export type EditPanelProps = {
  text: EditedText
  /** Why it can't be saved now; typing goes on. */
  refusal: string | null
  onText(text: EditedText): void
  onSave(andApprove: boolean): void
  onClose(): void
}

/** Edit in place: same width and line breaks as the message. `Ctrl Enter` saves, `Ctrl Shift Enter` saves and approves. */
export function EditPanel({ text, refusal, onText, onSave, onClose }: EditPanelProps): ReactElement {
  const body = useRef<HTMLTextAreaElement>(null)
  useEffect(() => {
    body.current?.focus()
    body.current?.setSelectionRange(0, 0)
  }, [])
  const words = text.body.split(/\s+/).filter(Boolean).length
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    onSave(false)
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.nativeEvent.isComposing) return
    if (event.key === 'Escape') onClose()
    else if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) onSave(event.shiftKey)
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  return (
    <form className="panel edit-panel" aria-label="Edit" onSubmit={submit} onKeyDown={onKeyDown}>
      {text.subject !== null && (
        <TextField
          label="Subject"
          dir="auto"
          value={text.subject}
          onChange={(event) => onText({ ...text, subject: event.target.value })}
          counter={`${[...text.subject].length} of ${subjectLength}`}
        />
      )}
      <TextArea
        ref={body}
        className="edit-body"
        label="Body"
        dir="auto"
        value={text.body}
        onChange={(event) => onText({ ...text, body: event.target.value })}
        counter={`${words} ${words === 1 ? 'word' : 'words'}`}
      />
      <details>
        <summary>Note</summary>
        <TextField label="Note for the audit trail" value={text.note} onChange={(event) => onText({ ...text, note: event.target.value })} />
      </details>
      <div className="panel-actions">
        <Button type="submit" tone="primary" refusal={refusal} aria-keyshortcuts="Control+Enter Meta+Enter">
          Save{' '}
          <span className="key-words" aria-hidden="true">
            Ctrl Enter
          </span>
        </Button>
        <Button refusal={refusal} onClick={() => onSave(true)}>
          Save and approve
        </Button>
        <Button onClick={onClose}>Cancel</Button>
      </div>
    </form>
  )
}
