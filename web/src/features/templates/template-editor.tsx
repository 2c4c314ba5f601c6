import { type KeyboardEvent, type ReactElement, useState } from 'react'
import { useMutation } from 'urql'
import { connectionStore } from '../../lib/connection.ts'
import { keepText, keptText } from '../../lib/drafted-text.ts'
import { newId } from '../../lib/new-id.ts'
import { businessNow } from '../../lib/now.ts'
import { type Refused, refusedOf } from '../../lib/refused.ts'
import { useScope } from '../../lib/scope.ts'
import { useStore } from '../../lib/store.ts'
import { announce } from '../../ui/announcer.tsx'
import { Button } from '../../ui/button.tsx'
import { TextField } from '../../ui/field.tsx'
import { Icon } from '../../ui/icons.tsx'
import { LeadChoice } from './lead-choice.tsx'
import { type Placeholder, saveTemplate, type Template } from './template-documents.ts'
import { TemplateFields } from './template-fields.tsx'
import { TemplatePreviewPane } from './template-preview-pane.tsx'
import { documentWith, keptTextOf, type TemplateText, textChanges, textOf } from './template-text.ts'
import { useTemplatePreview } from './use-template-preview.ts'

/** A text as fields, beside what a lead would get; saved as its next version. What was typed stays on this device until it is saved. */
export function TemplateEditor({
  template,
  placeholders,
  onSaved,
}: {
  template: Template
  placeholders: readonly Placeholder[]
  onSaved(): void
}): ReactElement {
  const { newest } = template
  const key = `template.${template.angle}.${newest.version}`
  const saved = textOf(newest.document)
  const [text, setText] = useState<TemplateText>(() => keptTextOf(keptText(key, businessNow()), saved) ?? saved)
  const [note, setNote] = useState('')
  const [leadId, setLeadId] = useState<string | null>(null)
  const [refused, setRefused] = useState<Refused | null>(null)
  const [{ fetching }, save] = useMutation(saveTemplate)
  const isAdmin = useScope('admin')
  const { state } = useStore(connectionStore)
  const changes = textChanges(saved, text)
  const document = documentWith(newest.document, text)
  const previewed = useTemplatePreview(template.angle, document, leadId)
  const broken = previewed.preview?.checks.find(({ name, passed }) => name === 'form' && !passed)
  const refusal = !isAdmin
    ? 'Saving a text needs the scope admin.'
    : state === 'offline'
      ? 'No connection: a text can be saved when it is back.'
      : fetching
        ? 'Already on its way.'
        : changes.length === 0
          ? 'Nothing was changed.'
          : broken
            ? (broken.messages[0] ?? 'It can’t be taken apart.')
            : null
  const change = (next: TemplateText): void => {
    setText(next)
    keepText(key, textChanges(saved, next).length === 0 ? '' : JSON.stringify(next), businessNow())
  }
  const act = async (): Promise<void> => {
    const input = { angle: template.angle, document, note: note.trim() || null, expectedVersion: newest.version, clientMutationId: newId() }
    const { data, error } = await save({ input })
    const why = refusedOf(data?.saveTemplate, 'SaveTemplateSuccess', error)
    setRefused(why)
    announce(
      why ? `Not saved. ${why.message}` : `Version ${newest.version + 1} is saved. It waits for a sign-off.`,
      why ? 'assertive' : 'polite',
    )
    if (why) return
    keepText(key, '', businessNow())
    onSaved()
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return
    event.preventDefault()
    if (refusal) announce(refusal, 'assertive')
    else void act()
  }
  return (
    <div className="template-editor">
      <form
        className="card"
        aria-label={`Words of ${template.angle.replaceAll('_', ' ')}`}
        onSubmit={(event) => event.preventDefault()}
        onKeyDown={onKeyDown}
      >
        <TemplateFields
          text={text}
          isEmail={template.channel === 'EMAIL'}
          hasTopic={template.kind === 'first_touch' || template.kind === 'revival'}
          placeholders={placeholders}
          onChange={change}
        />
        {changes.length > 0 && (
          <TextField
            label="Why"
            value={note}
            maxLength={500}
            hint="For whoever signs it off."
            onChange={(event) => setNote(event.target.value)}
          />
        )}
        {refused && (
          <p className="refused">
            <Icon name="bad" /> Not saved. {refused.message}
          </p>
        )}
        <div className="state-actions">
          <Button tone="primary" keys="Mod+Enter" refusal={refusal} onClick={() => void act()}>
            {fetching ? 'Saving…' : `Save version ${newest.version + 1}`}
          </Button>
          {changes.length > 0 && <Button onClick={() => change(saved)}>Take back</Button>}
        </div>
      </form>
      <section className="card" aria-label="Preview">
        <LeadChoice tiers={template.tiers} leadId={leadId} onChoose={setLeadId} />
        <TemplatePreviewPane previewed={previewed} />
      </section>
    </div>
  )
}
